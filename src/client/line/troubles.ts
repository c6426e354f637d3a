/** Converts a failed connection to an error that a person can act on, from the report of the system, TLS or an HTTP proxy. */
import {ChatError, kindOf, type ErrorCode} from '../../shared/errors.ts';
import {reasonOf, systemCodeOf} from './reason.ts';

export interface Trouble {
  code: ErrorCode;
  detail: string;
}

/** Whether no server was reached, for a reason that may disappear by itself. */
export const isTrouble = (code: ErrorCode): boolean => kindOf(code).isTrouble === true;

/** Sentences for Node's certificate error codes; other codes are shown as they are. */
const CERTIFICATE_REASONS: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'it has expired',
  CERT_NOT_YET_VALID: 'it is not valid yet',
  CERT_REVOKED: 'it was revoked',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'it is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'its chain ends in a self-signed certificate',
  UNABLE_TO_GET_ISSUER_CERT: 'its issuer is not known; NODE_EXTRA_CA_CERTS can name the file of a private authority',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    'its issuer is not known; NODE_EXTRA_CA_CERTS can name the file of a private authority',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'its chain is not complete, or its issuer is not known; NODE_EXTRA_CA_CERTS can name the file of a private authority',
  ERR_TLS_CERT_ALTNAME_INVALID: 'it is for another name',
};
const CERTIFICATE_CODE = /CERT|^UNABLE_TO_|^INVALID_(?:CA|PURPOSE)$|^HOSTNAME_MISMATCH$|^CRL_/;

const BY_SYSTEM_CODE: Readonly<Record<string, ErrorCode>> = {
  ENOTFOUND: 'host-unknown',
  EAI_AGAIN: 'host-unknown',
  EAI_NODATA: 'host-unknown',
  EHOSTUNREACH: 'host-unreachable',
  ENETUNREACH: 'host-unreachable',
  EPROTO: 'tls-failed',
  ERR_SSL_WRONG_VERSION_NUMBER: 'tls-missing',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'tls-missing',
  ECONNREFUSED: 'no-server',
};

/** HTTP status with which a server that only speaks TLS answers an unencrypted request. */
const TLS_NEEDED = 426;
/** Other reactions of TLS servers to an unencrypted request: a cut connection, an answer that is not HTTP, or status 400. */
const MAY_SPEAK_TLS = /^(?:ECONNRESET|HPE_\w+)$|^socket hang up$|^Unexpected server response: 400$/;

/** The error and its nested causes. */
function causesOf(error: unknown): unknown[] {
  const causes: unknown[] = [];
  for (let one: unknown = error; typeof one === 'object' && one !== null && causes.length < 8;) {
    causes.push(one);
    const {errors, description, error: inner, cause} = one as Record<string, unknown>;
    one = (Array.isArray(errors) ? errors[0] : undefined) ?? description ?? inner ?? cause;
  }
  return causes;
}

/** @param address `host:port` */
export function troubleOf(error: unknown, address: string): Trouble {
  for (const cause of causesOf(error)) {
    if (cause instanceof ChatError) return {code: cause.code, detail: cause.detail};
    const code = systemCodeOf(cause);
    const trouble = typeof code === 'string' ? bySystemCode(code, address) : undefined;
    const found = trouble ?? byAnswer(reasonOf(cause), address);
    if (found !== undefined) return found;
  }
  return {code: 'no-server', detail: address};
}

/** Whether the error suggests that the server expects encrypted connections. */
export const mayBeTls = (error: unknown): boolean =>
  causesOf(error).some(cause => [systemCodeOf(cause), reasonOf(cause)].some(word => MAY_SPEAK_TLS.test(String(word))));

function bySystemCode(code: string, address: string): Trouble | undefined {
  if (code.startsWith('HPE_')) return {code: 'not-a-server', detail: `${address} (no HTTP)`};
  if (Object.hasOwn(BY_SYSTEM_CODE, code)) return {code: BY_SYSTEM_CODE[code] ?? 'no-server', detail: address};
  if (code.startsWith('ERR_SSL')) return {code: 'tls-failed', detail: address};
  if (!CERTIFICATE_CODE.test(code)) return undefined;
  return {code: 'certificate-refused', detail: `${address}: ${certificateReason(code)}`};
}

/** The reason as part of a sentence. */
export const certificateReason = (code: string): string =>
  CERTIFICATE_REASONS[code] ?? code.toLowerCase().replaceAll('_', ' ');

/** Classifies the WebSocket library's message about an HTTP answer other than an upgrade. */
function byAnswer(words: string, address: string): Trouble | undefined {
  const status = Number(/^Unexpected server response: (\d{3})$/.exec(words)?.[1] ?? Number.NaN);
  if (status >= 300 && status < 400) return {code: 'server-moved', detail: `${address} (HTTP ${status})`};
  if (status === TLS_NEEDED) return {code: 'tls-needed', detail: address};
  if (status === 413) return {code: 'proxy-limits', detail: address};
  if (status === 200) return {code: 'upgrade-missing', detail: `${address} (HTTP ${status})`};
  if (status === 429) return {code: 'address-crowded', detail: address};
  if (!Number.isNaN(status)) return {code: 'not-a-server', detail: `${address} (HTTP ${status})`};
  if (/^Invalid (?:Upgrade|Sec-WebSocket)/.test(words)) return {code: 'upgrade-missing', detail: address};
  return undefined;
}
