/** Sets up a connection before HTTP: PROXY protocol header, then TLS or plain text, told apart by the first byte. */
import type {Server as HttpServer} from 'node:http';
import type {Socket} from 'node:net';
import {TLSSocket} from 'node:tls';
import {openUnauthenticatedBudget} from '../door/limits/unauthenticatedBudget.ts';
import {networkPrefixOf} from '../network.ts';
import type {Tls} from '../tls/tls.ts';
import {peerOf, noteClientAddress, type Proxies} from './clientAddress.ts';
import {readProxyHeader} from './proxyHeader.ts';
import {openFairQueue} from '../door/limits/fairQueue.ts';
import {takeOver} from './takeOver.ts';

export interface ConnectionSetupOptions {
  /** Absent without TLS. */
  tls: Pick<Tls, 'context'> | undefined;
  proxies: Pick<Proxies, 'trusts'>;
  /** Timeout until requests can begin. */
  handshakeMs: number;
  /** Called for each refused connection. */
  onRefused: (address: string, reason: string) => void;
}

/** The first byte of every TLS handshake. */
export const HANDSHAKE = 0x16;
const SENTENCE = 'This server takes encrypted connections only: use https://\n';
const REFUSAL = [
  'HTTP/1.1 426 Upgrade Required',
  'Upgrade: TLS/1.2',
  'Connection: Upgrade, close',
  'Content-Type: text/plain; charset=utf-8',
  `Content-Length: ${SENTENCE.length}`,
  '',
  SENTENCE,
].join('\r\n');
/** Cost of a TLS handshake, which signs with the server's key. */
const HANDSHAKE_UNITS = 150;
/** Time for a refused client to read the answer. */
const REFUSED_MS = 1_000;

/** Inspects new connections before HTTP sees them: resolves the client address, and does the TLS handshake if configured. */
export function setUpConnections(
  server: HttpServer,
  {tls, proxies, handshakeMs, onRefused}: ConnectionSetupOptions,
): void {
  const budget = openUnauthenticatedBudget();
  const waiting = openFairQueue<() => void>();
  const shakeHands = () => {
    while (budget.isOpen()) {
      const shake = waiting.take();
      if (shake === undefined) return;
      budget.spend(HANDSHAKE_UNITS);
      shake();
    }
  };
  budget.listen({opened: shakeHands});
  takeOver<[Socket]>(server, 'connection', (serve, raw) => {
    const deadline = setTimeout(() => raw.destroy(), handshakeMs);
    const onReady = () => clearTimeout(deadline);
    raw.once('close', onReady);
    begin(raw, proxies, {
      onBroken() {
        onRefused(peerOf(raw).address, 'a broken PROXY header');
        raw.destroy();
      },
      onFirst(byte) {
        if (tls === undefined) {
          onReady();
          raw.resume();
          serve(raw);
        } else if (byte === HANDSHAKE) {
          const shake = () => {
            const socket = encrypt(raw, tls, onRefused);
            socket.once('secure', () => {
              onReady();
              serve(socket);
            });
          };
          raw.once('close', () => waiting.remove(shake));
          waiting.add(shake, networkPrefixOf(peerOf(raw).address));
          shakeHands();
        } else {
          onRefused(peerOf(raw).address, 'not encrypted; the address of this server begins with https://');
          refuse(raw);
        }
      },
    });
  });
}

function encrypt(
  raw: Socket,
  {context}: Pick<Tls, 'context'>,
  onRefused: ConnectionSetupOptions['onRefused'],
): TLSSocket {
  // A client that closes during the handshake has gone.
  raw.allowHalfOpen = false;
  const socket = new TLSSocket(raw, {isServer: true, secureContext: context, ALPNProtocols: ['http/1.1']});
  noteClientAddress(socket, peerOf(raw));
  const onFailed = (error: Error) => onRefused(peerOf(raw).address, reasonOf(error));
  // Without a listener, a connection reset would end the process, at any later time.
  socket.on('error', ignoreError);
  socket.once('error', onFailed);
  socket.once('secure', () => socket.off('error', onFailed));
  socket.on('close', () => raw.destroy());
  return socket;
}

const ignoreError = () => undefined;

const reasonOf = (error: Error): string =>
  'reason' in error && typeof error.reason === 'string' ? `TLS: ${error.reason}` : 'TLS';

interface Beginning {
  /** The first byte is only looked at; it stays in the stream. */
  onFirst: (byte: number | undefined) => void;
  onBroken: () => void;
}

/** Reads exactly the PROXY header of a trusted proxy. */
function begin(raw: Socket, proxies: Pick<Proxies, 'trusts'>, {onFirst, onBroken}: Beginning): void {
  let isToldBy = proxies.trusts(peerOf(raw).address);
  let begun: Buffer = Buffer.alloc(0);
  // The client closes before sending anything.
  const onEnd = () => raw.destroy();
  const onData = (bytes: Buffer) => {
    begun = begun.length === 0 ? bytes : Buffer.concat([begun, bytes]);
    const header = isToldBy ? readProxyHeader(begun) : 'none';
    if (header === 'more') return;
    if (header === 'broken') return onBroken();
    isToldBy = false;
    if (header !== 'none') {
      begun = begun.subarray(header.lengthBytes);
      if (header.place !== undefined) noteClientAddress(raw, header.place);
      if (begun.length === 0) return;
    }
    raw.off('data', onData).off('end', onEnd).pause();
    raw.unshift(begun);
    onFirst(begun[0]);
  };
  raw.on('data', onData).on('end', onEnd);
}

function refuse(raw: Socket): void {
  const timer = setTimeout(() => raw.destroy(), REFUSED_MS);
  raw.once('close', () => clearTimeout(timer));
  raw.end(REFUSAL);
  // Further input is read and discarded, because closing with unread bytes would reset the connection and lose the answer.
  raw.resume();
}
