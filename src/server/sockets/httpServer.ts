/**
 * The HTTP server below chat and files: small answers of its own, refusal of unknown upgrades, error handling for every socket.
 */
import type {IncomingMessage, Server as HttpServer, ServerResponse} from 'node:http';
import type {AddressInfo, Socket} from 'node:net';
import type {Duplex} from 'node:stream';
import {addressOf, JOIN_PATH, shortUrl, urlOf} from '../../shared/address.ts';
import {ChatError} from '../../shared/errors.ts';
import type {Registration} from '../settings.ts';
import type {Tls} from '../tls/tls.ts';
import {HANDSHAKE, setUpConnections} from './connectionSetup.ts';
import {paceConnections} from './pacing.ts';
import {peerOf, clientAddressOf, type Proxies} from './clientAddress.ts';
import {connectionsMaxOf, openFilesMax} from '../../shared/machine/openFiles.ts';
import {nodeHttp} from '../../shared/machine/nodeModules.ts';
import {IDENTITY_PATH, type End} from '../../shared/access/identity.ts';
import {SEEN_PATH} from '../../shared/peer/signal.ts';
import {HEALTH_PATH} from '../../shared/httpPaths.ts';

export interface HttpOptions {
  programVersion: string;
  /** Timeout of request headers. */
  headersMs: number;
  /** Path of WebSocket upgrades; every other path is refused. */
  upgradePath: string;
  /** `undefined` if it is no valid challenge. */
  prove: (challenge: string, end: End) => string | undefined;
  /** Why the server is not ready; `undefined` if it is. */
  whyNotReady: () => string | undefined;
  /** False if the path is not a file path. */
  handleFile: (req: IncomingMessage, res: ServerResponse) => boolean;
  /** Absent without TLS. */
  tls: Tls | undefined;
  /** Trusted proxies. */
  proxies: Proxies;
  /** Public URL, if configured. */
  publicUrl?: string | undefined;
  /** Current registration mode. */
  registration: () => Registration;
  /** Called for each connection refused before a request was parsed. */
  onRefused: (address: string, reason: string) => void;
  /** Called at most once a minute while the connection limit is reached. */
  onFull: (connections: number) => void;
}

export interface HttpListener {
  readonly server: HttpServer;
  /** @throws port-in-use, host-unusable */
  listen(host: string, port: number): Promise<AddressInfo>;
  /** Destroys every connection, including upgraded ones. */
  destroyAll(): void;
}

/** Shown when a join link is opened in a browser; the code after `#` is not sent to the server. */
const JOIN_HINT =
  'This is a chat server for terminals. With the program chat-tui installed, join it with: chat-tui join ' +
  'LINK, the whole link with what stands behind #; or with chat-tui join - and paste it';
const COMING_IN: Readonly<Record<Registration, string>> = {
  open: 'Anybody may make an account',
  invite:
    'New accounts are by invitation: what stands behind # is its code, which is good once or as often as you were told',
  closed: 'It takes no new accounts',
};

const PROVE = `${IDENTITY_PATH}?challenge=`;

/** Whether the request has a body, which is not read, so the connection has to be closed after the answer. */
const hasBody = ({headers}: IncomingMessage): boolean =>
  headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;

/** Whether the request has an unknown expectation, which a server may refuse (RFC 9110, section 10.1.1). */
const isExpectingMore = ({headers: {expect}}: IncomingMessage): boolean =>
  expect !== undefined && expect.toLowerCase() !== '100-continue';

const afterwards = (req: IncomingMessage): 'close' | 'keep-alive' =>
  hasBody(req) || /\bclose\b/i.test(req.headers.connection ?? '') ? 'close' : 'keep-alive';

/** The local end of a connection. */
const endOf = ({socket: {localAddress = '', localPort = 0}}: IncomingMessage): End => ({
  address: localAddress,
  port: localPort,
});

export function openHttp({
  programVersion,
  headersMs,
  upgradePath,
  prove,
  whyNotReady,
  handleFile,
  tls,
  proxies,
  publicUrl,
  registration,
  onRefused,
  onFull,
}: HttpOptions): HttpListener {
  const answer = (res: ServerResponse, status: number, body: object, connection: 'close' | 'keep-alive' = 'close') => {
    const text = JSON.stringify(body);
    const headers = {'content-type': 'application/json', 'x-content-type-options': 'nosniff', connection};
    res.writeHead(status, {...headers, 'content-length': Buffer.byteLength(text)});
    res.end(text);
  };
  const answerReady = (res: ServerResponse) => {
    const why = whyNotReady();
    answer(res, why === undefined ? 200 : 503, why === undefined ? {ok: true} : {ok: false, why});
  };
  const prefix = publicUrl === undefined ? '' : new URL(publicUrl).pathname.replace(/\/$/, '');
  const address = publicUrl === undefined ? [] : [`Its address is ${shortUrl(publicUrl)}`];
  const hintNow = () => [JOIN_HINT, COMING_IN[registration()], ...address].join('. ');
  /** Accepts paths with or without the proxy's prefix, because some proxies remove it. */
  const take = (req: IncomingMessage) => {
    if (prefix !== '' && req.url?.startsWith(`${prefix}/`) === true) req.url = req.url.slice(prefix.length);
    proxies.note(req);
  };
  const route = (req: IncomingMessage, res: ServerResponse) => {
    // Readers and writers of bodies handle errors themselves; without any listener, an error would end the process.
    req.on('error', ignoreError);
    res.on('error', ignoreError);
    take(req);
    // Required by RFC 9112, section 3.2; checked here instead of by Node, so that such requests count for the rate limit.
    const isNameless = req.headers.host === undefined && req.httpVersion === '1.1';
    if (isNameless) return answer(res, 400, {ok: false});
    if (isExpectingMore(req)) return answer(res, 417, {ok: false});
    const proof = req.url?.startsWith(PROVE) === true ? prove(req.url.slice(PROVE.length), endOf(req)) : undefined;
    if (proof !== undefined) answer(res, 200, {ok: true, proof}, hasBody(req) ? 'close' : 'keep-alive');
    else if (req.url === HEALTH_PATH) answer(res, 200, {ok: true, programVersion});
    else if (req.url === SEEN_PATH) answer(res, 200, {ok: true, ...clientAddressOf(req)}, afterwards(req));
    else if (req.url === '/healthz') answer(res, 200, {ok: true});
    else if (req.url === '/readyz') answerReady(res);
    else if (req.url === JOIN_PATH) answer(res, 200, {ok: true, hint: hintNow()});
    else if (!handleFile(req, res)) answer(res, 404, {ok: false});
  };
  // No limit for a whole request, because an upload may take hours; the file routes close idle ones.
  const waits = {headersTimeout: headersMs, connectionsCheckingInterval: headersMs / 2, requestTimeout: 0};
  const server = nodeHttp().createServer({...waits, noDelay: true, requireHostHeader: false}, route);
  server.maxHeadersCount = 64;
  // Without these listeners, Node would answer such requests by itself, uncounted.
  server.on('checkExpectation', (req, res) => server.emit('request', req, res));
  const pacing = paceConnections(server);
  limitConnections(server, onFull);
  server.on('clientError', (error, socket) =>
    refuseBroken(error, socket, tls === undefined ? onRefused : () => undefined),
  );
  if (tls !== undefined || !proxies.isEmpty)
    setUpConnections(server, {tls, proxies, handshakeMs: headersMs, onRefused});
  const sockets = trackSockets(server);
  server.on('upgrade', (req: IncomingMessage, socket: Duplex) => {
    take(req);
    if (req.url?.startsWith(upgradePath) !== true) refuseUpgrade(socket);
  });
  return {
    server,
    listen(host, port) {
      pacing.takeRequests();
      return listen(server, host, port);
    },
    destroyAll() {
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Answers that Node would give without a listener. */
const BROKEN: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: '413 Payload Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

function refuseBroken(
  error: Error & {code?: string; rawPacket?: Buffer},
  socket: Duplex & {_httpMessage?: {headersSent?: boolean} | null},
  onRefused: HttpOptions['onRefused'],
): void {
  if (error.rawPacket?.[0] === HANDSHAKE)
    onRefused(peerOf(socket).address, 'TLS; this server is not encrypted, its address begins with http://');
  const status = BROKEN[error.code ?? ''] ?? '400 Bad Request';
  if (socket.writable && socket._httpMessage?.headersSent !== true)
    socket.write(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`);
  socket.destroy();
}

const FULL_EVERY_MS = 60_000;

/**
 * Limits connections below the file descriptor limit: at that limit Node closes connections silently, and database and files
 * could not be opened any more.
 */
function limitConnections(server: HttpServer, onFull: (connections: number) => void): void {
  const max = connectionsMaxOf(openFilesMax());
  if (max === undefined) return;
  server.maxConnections = max;
  let saidAtMs = Number.NEGATIVE_INFINITY;
  server.on('drop', () => {
    if (performance.now() - saidAtMs < FULL_EVERY_MS) return;
    saidAtMs = performance.now();
    onFull(max);
  });
}

/**
 * Adds an error listener to every socket, because Node hands over upgraded sockets without one, and a connection reset would end
 * the process. The `close` event that follows is handled.
 */
function trackSockets(server: HttpServer): ReadonlySet<Socket> {
  const sockets = new Set<Socket>();
  function forget(this: Socket): void {
    sockets.delete(this);
  }
  server.on('connection', socket => {
    sockets.add(socket);
    socket.on('error', ignoreError);
    socket.on('close', forget);
  });
  return sockets;
}

const ignoreError = () => undefined;

const REFUSAL = 'HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n';

function refuseUpgrade(socket: Duplex): void {
  socket.end(REFUSAL, () => socket.destroy());
}

/** Answers 429 to an upgrade over the rate limit, before the library answers 400. */
export function turnAway(socket: Duplex, seconds: number): void {
  const lines = ['HTTP/1.1 429 Too Many Requests', `Retry-After: ${seconds}`, 'Connection: close', 'Content-Length: 0'];
  socket.end(`${lines.join('\r\n')}\r\n\r\n`);
}

async function listen(server: HttpServer, host: string, port: number): Promise<AddressInfo> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({host, port}, () => {
      server.off('error', reject);
      resolve();
    });
  }).catch((error: unknown) => {
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
    if (code === 'EADDRINUSE') throw new ChatError('port-in-use', String(port), {cause: error});
    const place = addressOf(urlOf(host, port));
    if (code === 'EACCES' || code === 'EPERM') throw new ChatError('port-forbidden', place, {cause: error});
    throw new ChatError('host-unusable', place, {cause: error});
  });
  return server.address() as AddressInfo;
}
