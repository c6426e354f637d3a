/**
 * Requests our public address and port from the server (like STUN). If the NAT maps a port in the same way for all
 * destinations, the other side can connect there once a packet has gone out to it.
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
  /** Our public address and port. */
  seen: Candidate;
  localPort: number;
  /** Closes the connection to the server, which keeps the NAT mapping alive. */
  close(): void;
}

export interface AskedServer {
  serverUrl: string;
  identity?: ServerIdentity | undefined;
  /** Timeout of the server's answer in milliseconds; absent: a second. */
  answerMs?: number;
}

/** Default timeout in milliseconds; without an answer the setup continues without a public address. */
const ANSWER_MS = 1_000;
const ANSWER_BYTES_MAX = 1_024;

/** `undefined` when the server does not report the address. */
export async function findPublicAddress(server: AskedServer): Promise<PublicAddress | undefined> {
  const ended = new AbortController();
  const asked = ask(server, ended.signal).catch(() => undefined);
  // The timeout also covers name look-up and handshake, because the setup must not wait for them.
  const found = await within(server.answerMs ?? ANSWER_MS, asked);
  if (found === undefined) ended.abort();
  return found;
}

async function ask(server: AskedServer, signal: AbortSignal): Promise<PublicAddress | undefined> {
  const url = new URL(urlAt(server.serverUrl, SEEN_PATH));
  const {address, family} = await lookup(hostOf(url));
  signal.throwIfAborted();
  const options = {
    host: address,
    port: Number(url.port) || (url.protocol === 'https:' ? 443 : 80),
    // Binding to the wildcard address lets the port be used again for dialling.
    localAddress: family === 6 ? '::' : '0.0.0.0',
  };
  const socket = await dial(server, url, options, signal);
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
    // Behind some proxies only the address is known: then assume that the NAT has kept the port.
    return {seen: {address: seen.address, port: seen.port < 1024 ? localPort : seen.port}, localPort, close};
  close();
  return undefined;
}

interface DialOptions {
  host: string;
  port: number;
  localAddress: string;
}

/** Connects and verifies the server; `signal` ends the connection at any time. */
function dial(
  {serverUrl, identity}: AskedServer,
  url: URL,
  options: DialOptions,
  signal: AbortSignal,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const endable = <One extends Socket>(socket: One): One => {
      signal.addEventListener('abort', () => socket.destroy(), {once: true});
      return socket;
    };
    if (url.protocol === 'https:') {
      const wanted = {fingerprint: identity?.fingerprint, address: addressOf(serverUrl), host: hostOf(url)};
      const socket = connectSecurely(options, wanted, (error, ready) =>
        ready === undefined ? reject(error ?? new Error('no connection')) : resolve(ready),
      );
      endable(socket);
      return;
    }
    const socket = endable(connect(options));
    socket.once('error', reject).once('connect', () => {
      socket.off('error', reject);
      resolve(socket);
    });
  });
}
