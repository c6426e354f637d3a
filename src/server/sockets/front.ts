/** What comes before HTTP on a connection: its first bytes tell TLS from anything else, which is answered with a sentence. */
import type {Server as HttpServer} from 'node:http';
import type {Socket} from 'node:net';
import {TLSSocket} from 'node:tls';
import type {Tls} from '../tls/tls.ts';

export interface FrontOptions {
  tls: Pick<Tls, 'context'>;
  /** How long a connection may take until its requests can begin. */
  handshakeMs: number;
  /** Who is not let in, and why. */
  onRefused: (address: string, reason: string) => void;
}

/** The first byte of every TLS handshake. */
const HANDSHAKE = 0x16;
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
/** How long somebody who is refused may take to read why. */
const REFUSED_MS = 1_000;

/** From now on the server's connections are looked at first; they reach HTTP as soon as they are encrypted. */
export function putInFront(server: HttpServer, {tls, handshakeMs, onRefused}: FrontOptions): void {
  const behind = server.listeners('connection') as ((socket: Socket) => void)[];
  const serve = (socket: Socket) => {
    for (const listener of behind) listener.call(server, socket);
  };
  server.removeAllListeners('connection');
  server.on('connection', raw => {
    const deadline = setTimeout(() => raw.destroy(), handshakeMs);
    raw.once('close', () => clearTimeout(deadline));
    // Whoever ends without a word.
    raw.on('end', () => raw.destroy());
    onFirstByte(raw, byte => {
      if (byte === HANDSHAKE) return encrypt(raw, () => clearTimeout(deadline));
      onRefused(raw.remoteAddress ?? '', 'not encrypted; the address of this server begins with https://');
      refuse(raw);
    });
  });

  function encrypt(raw: Socket, onReady: () => void): void {
    const socket = new TLSSocket(raw, {isServer: true, secureContext: tls.context, ALPNProtocols: ['http/1.1']});
    const onFailed = (error: Error) => onRefused(raw.remoteAddress ?? '', reasonOf(error));
    // Unheard, a reset would end the process, whoever owns the connection by then.
    socket.on('error', ignoreError);
    socket.once('error', onFailed);
    socket.once('secure', () => {
      onReady();
      socket.off('error', onFailed);
      serve(socket);
    });
    socket.on('close', () => raw.destroy());
  }
}

const ignoreError = () => undefined;

const reasonOf = (error: Error): string =>
  'reason' in error && typeof error.reason === 'string' ? `TLS: ${error.reason}` : 'TLS';

/** The byte stays where it is, for whoever reads next. */
function onFirstByte(raw: Socket, look: (byte: number | undefined) => void): void {
  raw.once('data', (bytes: Buffer) => {
    raw.pause();
    raw.unshift(bytes);
    look(bytes[0]);
  });
}

function refuse(raw: Socket): void {
  const timer = setTimeout(() => raw.destroy(), REFUSED_MS);
  raw.once('close', () => clearTimeout(timer));
  raw.end(REFUSAL);
  // What else comes is thrown away: closing with bytes unread would take the sentence back.
  raw.resume();
}
