/** Why there is no connection, as an error a person can do something about: from what the system, TLS or an HTTP server in between said. */
import {kindOf, type ErrorCode} from '../../shared/errors.ts';
import {reasonOf, systemCodeOf} from './reason.ts';

export interface Trouble {
  code: ErrorCode;
  detail: string;
}

/** No server was reached; what is in the way may go away by itself. */
export const isTrouble = (code: ErrorCode): boolean => kindOf(code).isTrouble === true;

/** What is wrong with a certificate, by the code that Node gives; others are named as OpenSSL does. */
const CERTIFICATE_REASONS: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'it has expired',
  CERT_NOT_YET_VALID: 'it is not valid yet',
  CERT_REVOKED: 'it was revoked',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'it is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'its chain ends in a self-signed certificate',
  UNABLE_TO_GET_ISSUER_CERT: 'its issuer is not known',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its issuer is not known',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its chain is not complete',
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
  ECONNREFUSED: 'no-server',
};

/** Whatever is thrown on the way to a connection, with its causes. */
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
    const code = systemCodeOf(cause);
    const trouble = typeof code === 'string' ? bySystemCode(code, address) : undefined;
    const found = trouble ?? byAnswer(reasonOf(cause), address);
    if (found !== undefined) return found;
  }
  return {code: 'no-server', detail: address};
}

function bySystemCode(code: string, address: string): Trouble | undefined {
  if (code.startsWith('HPE_')) return {code: 'not-a-server', detail: `${address} (no HTTP)`};
  if (code.startsWith('ERR_SSL')) return {code: 'tls-failed', detail: address};
  if (Object.hasOwn(BY_SYSTEM_CODE, code)) return {code: BY_SYSTEM_CODE[code] ?? 'no-server', detail: address};
  if (!CERTIFICATE_CODE.test(code)) return undefined;
  const reason = CERTIFICATE_REASONS[code] ?? code.toLowerCase().replaceAll('_', ' ');
  return {code: 'certificate-refused', detail: `${address}: ${reason}`};
}

/** What the WebSocket library makes of an answer that is no upgrade. */
function byAnswer(words: string, address: string): Trouble | undefined {
  const status = Number(/^Unexpected server response: (\d{3})$/.exec(words)?.[1] ?? Number.NaN);
  if (status >= 300 && status < 400) return {code: 'server-moved', detail: `${address} (HTTP ${status})`};
  if (status === 200 || status === 426) return {code: 'upgrade-missing', detail: `${address} (HTTP ${status})`};
  if (status === 429) return {code: 'address-crowded', detail: address};
  if (!Number.isNaN(status)) return {code: 'not-a-server', detail: `${address} (HTTP ${status})`};
  if (/^Invalid (?:Upgrade|Sec-WebSocket)/.test(words)) return {code: 'upgrade-missing', detail: address};
  return undefined;
}
