/** TLS connections that are released only after the server's key or certificate was verified. */
import type {Agent} from 'node:https';
import {isIP} from 'node:net';
import type {ConnectionOptions, TLSSocket} from 'node:tls';
import {addressOf, hostOf} from '../../shared/address.ts';
import {ChatError} from '../../shared/errors.ts';
import {fingerprintOf, showFingerprint} from '../../shared/access/fingerprint.ts';
import {TIMEOUTS} from '../../shared/limits.ts';
import {nodeHttps, nodeTls} from '../../shared/machine/nodeModules.ts';
import {troubleOf} from './troubles.ts';

/** The certificate data that a server presented in the handshake. */
export interface Shown {
  fingerprint: string;
  /** Node's error code if no certificate authority of this machine vouches for the certificate; absent if one does. */
  refusal?: string;
  validFromMs: number;
  validToMs: number;
}

function shownBy(socket: TLSSocket): Shown {
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) throw new ChatError('tls-failed', socket.servername || 'the server');
  const {authorizationError} = socket as {authorizationError?: unknown};
  const refusal =
    authorizationError instanceof Error && 'code' in authorizationError ? authorizationError.code : authorizationError;
  return {
    fingerprint: fingerprintOf(certificate),
    ...(!socket.authorized && {refusal: String(refusal)}),
    validFromMs: Date.parse(certificate.validFrom),
    validToMs: Date.parse(certificate.validTo),
  };
}

/** With a known key, neither names nor authorities matter. @throws server-key-changed, certificate-refused */
export function requireKey(shown: Shown, fingerprint: string, address: string): void {
  if (shown.fingerprint !== fingerprint) {
    const keys = `${showFingerprint(shown.fingerprint)} instead of ${showFingerprint(fingerprint)}`;
    throw new ChatError('server-key-changed', `The key of ${address} has changed: ${keys}`);
  }
  const nowMs = Date.now();
  if (nowMs > shown.validToMs) throw new ChatError('certificate-refused', `${address}: it has expired`);
  if (nowMs < shown.validFromMs) throw new ChatError('certificate-refused', `${address}: it is not valid yet`);
}

/** The expected server: the one with this key, or without a key any whose certificate is valid for the address. */
interface Wanted {
  fingerprint?: string | undefined;
  /** The address, for error messages. */
  address: string;
  /** Name for the certificate check, when the connection uses an address that was looked up before. */
  host?: string;
}

/** TLS server name; empty for an IP address, which is not allowed there. */
const serverNameOf = (host: string): string => (isIP(host) === 0 ? host : '');

/** Calls back once: with a connection to the verified server, or with the error. */
export function connectSecurely(
  options: ConnectionOptions,
  {fingerprint, address, host}: Wanted,
  done: (error: Error | null, socket?: TLSSocket) => void,
): TLSSocket {
  const socket = nodeTls().connect({
    ...options,
    servername: serverNameOf(host ?? options.host ?? ''),
    minVersion: 'TLSv1.2',
    rejectUnauthorized: fingerprint === undefined,
  });
  const end = (error: Error | null) => {
    clearTimeout(deadline);
    socket.off('error', end).off('close', onClose).off('secureConnect', look);
    if (error === null) return done(null, socket);
    socket.on('error', () => undefined).destroy();
    done(error);
  };
  const onClose = () => end(new ChatError('no-server', address));
  const look = () => {
    try {
      if (fingerprint !== undefined) requireKey(shownBy(socket), fingerprint, address);
      end(null);
    } catch (error) {
      end(error as Error);
    }
  };
  const deadline = setTimeout(onClose, TIMEOUTS.connectMs);
  socket.on('error', end).on('close', onClose).on('secureConnect', look);
  return socket;
}

/** HTTP agent for requests and WebSocket of one server: nothing is written before the server is verified. */
function openAgent(wanted: Wanted): Agent {
  const agent = new (nodeHttps().Agent)({keepAlive: true});
  agent.createConnection = (options, done) => {
    connectSecurely(options as ConnectionOptions, wanted, (error, socket) => done?.(error, socket as TLSSocket));
    return undefined;
  };
  return agent;
}

const agents = new Map<string, Agent>();

/** One agent per server and key, so that many small files share connections. */
export function secureAgent(serverUrl: string, fingerprint: string | undefined): Agent {
  const address = addressOf(serverUrl);
  const key = `${address} ${fingerprint ?? ''}`;
  const agent = agents.get(key) ?? openAgent({fingerprint, address});
  agents.set(key, agent);
  return agent;
}

/** Node's error code for a self-signed certificate. */
export const SELF_SIGNED = 'DEPTH_ZERO_SELF_SIGNED_CERT';

/** Error for a server whose key is not known here, and for which no certificate authority vouches. */
export class UnknownServer extends ChatError {
  readonly address: string;
  readonly fingerprint: string;

  constructor(address: string, fingerprint: string) {
    super('server-unknown', `${address} (${showFingerprint(fingerprint)})`);
    this.address = address;
    this.fingerprint = fingerprint;
  }
}

/** Fetches the key that a server presents, without sending anything. @throws why there is no encrypted connection */
export function askKey(serverUrl: string, timeoutMs: number = TIMEOUTS.connectMs): Promise<Shown> {
  const url = new URL(serverUrl);
  const {port} = url;
  const host = hostOf(url);
  const address = addressOf(serverUrl);
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => {
      const {code, detail} = troubleOf(error, address);
      socket.destroy();
      reject(new ChatError(code, detail));
    };
    const socket = nodeTls().connect({
      host,
      port: Number(port) || 443,
      servername: serverNameOf(host),
      minVersion: 'TLSv1.2',
      rejectUnauthorized: false,
    });
    const deadline = setTimeout(() => fail(new ChatError('no-server', address)), timeoutMs);
    socket.once('close', () => {
      clearTimeout(deadline);
      fail(new ChatError('no-server', address));
    });
    socket.on('error', fail);
    socket.once('secureConnect', () => {
      try {
        resolve(shownBy(socket));
      } catch (error) {
        fail(error);
      }
      socket.end();
    });
  });
}

/** Timeout of this extra check, in milliseconds: the person waits for it after the failed connection. */
const SPEAKS_TLS_MS = 2_000;

/** Whether the address answers a TLS handshake, whatever its certificate. */
export const speaksTls = (serverUrl: string): Promise<boolean> =>
  askKey(serverUrl.replace(/^http:/, 'https:'), SPEAKS_TLS_MS).then(
    () => true,
    () => false,
  );
