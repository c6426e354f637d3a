/**
 * Asks the server for our public address and port (as STUN does). A NAT that maps a port in the same way for all destinations
 * lets the other side in there, once something has gone out to it.
 */
import {lookup} from 'node:dns/promises';
import {connect, type Socket} from 'node:net';
import {addressOf, hostOf, urlAt} from '../../shared/address.ts';
import {nodeHttp} from '../../shared/machine/nodeModules.ts';
import {within} from '../../shared/bounds/within.ts';
import {parseSeen, SEEN_PATH, type Candidate} from '../../shared/peer/signal.ts';
import type {ServerIdentity} from '../line/identity.ts';
import {connectSecurely} from '../line/secure.ts';

export interface PublicAddress {
  /** As others see the port. */
  seen: Candidate;
  localPort: number;
  /** Closes the connection to the server, which keeps the NAT mapping alive. */
  close(): void;
}

export interface AskedServer {
  serverUrl: string;
  identity?: ServerIdentity | undefined;
  /** How long its answer is waited for; a second where it is left out. */
  answerMs?: number;
}

/** Timeout; without an answer the setup continues without it. */
const ANSWER_MS = 1_000;
const ANSWER_BYTES_MAX = 1_024;

/** `undefined` where the server does not tell. */
export async function findPublicAddress(server: AskedServer): Promise<PublicAddress | undefined> {
  const ended = new AbortController();
  const asked = ask(server, ended.signal).catch(() => undefined);
  // Whoever wants to be found does not wait for a name, a handshake or an answer that never comes.
  const found = await within(server.answerMs ?? ANSWER_MS, asked);
  if (found === undefined) ended.abort();
  return found;
}

async function ask(server: AskedServer, signal: AbortSignal): Promise<PublicAddress | undefined> {
  const url = new URL(urlAt(server.serverUrl, SEEN_PATH));
  const {address, family} = await lookup(hostOf(url));
  signal.throwIfAborted();
  const way = {
    host: address,
    port: Number(url.port) || (url.protocol === 'https:' ? 443 : 80),
    // Bound by name, so that the port may be used once more.
    localAddress: family === 6 ? '::' : '0.0.0.0',
  };
  const socket = await dial(server, url, way, signal);
  const close = () => void socket.destroy();
  socket.on('error', close);
  const text = await new Promise<string>((resolve, reject) => {
    const request = nodeHttp().request({
      createConnection: () => socket,
      path: `${url.pathname}${url.search}`,
      headers: {host: url.host, connection: 'keep-alive'},
    });
    request.on('error', reject).on('response', response => {
      let body = '';
      response
        .setEncoding('utf8')
        .on('error', reject)
        .on('end', () => resolve(response.statusCode === 200 ? body : ''));
      response.on('data', (part: string) => {
        body += part;
        if (body.length > ANSWER_BYTES_MAX) response.destroy(new Error('too long'));
      });
    });
    request.end();
  });
  const {localPort = 0} = socket;
  const seen = parseSeen(text);
  if (seen !== undefined && localPort !== 0)
    // Behind some proxies only the address is known: then most NATs have kept the port.
    return {seen: {address: seen.address, port: seen.port < 1024 ? localPort : seen.port}, localPort, close};
  close();
  return undefined;
}

interface Way {
  host: string;
  port: number;
  localAddress: string;
}

/** Connects to the right server only; `signal` ends the connection at any time. */
function dial({serverUrl, identity}: AskedServer, url: URL, way: Way, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const endable = <One extends Socket>(socket: One): One => {
      signal.addEventListener('abort', () => socket.destroy(), {once: true});
      return socket;
    };
    if (url.protocol === 'https:') {
      const wanted = {fingerprint: identity?.fingerprint, address: addressOf(serverUrl), host: hostOf(url)};
      const socket = connectSecurely(way, wanted, (error, ready) =>
        ready === undefined ? reject(error ?? new Error('no connection')) : resolve(ready),
      );
      endable(socket);
      return;
    }
    const socket = endable(connect(way));
    socket.once('error', reject).once('connect', () => {
      socket.off('error', reject);
      resolve(socket);
    });
  });
}
