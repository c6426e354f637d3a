/** The configuration of socket.io: WebSocket only, small packets, and which connections are refused before the handshake. */
import type {IncomingMessage, Server as HttpServer} from 'node:http';
import {Server} from 'socket.io';
import {FIXED_LIMITS, TIMEOUTS} from '../../shared/limits.ts';
import type {RejectedConnection} from '../door/rejectedConnections.ts';
import type {Limiter} from '../door/limits/limiter.ts';
import {isOwnOrigin, type KnownNames} from '../door/origin.ts';
import {networkPrefixOf} from '../network.ts';
import {turnAway} from './httpServer.ts';
import {clientAddressOf} from './clientAddress.ts';

/**
 * Maximum number of fragments of a WebSocket message; empty ones do not count for its size. No known client sends more than one.
 */
const FRAGMENTS_MAX = 64;

export interface SocketServerOptions {
  handshakeMs?: number | undefined;
  pingIntervalMs?: number | undefined;
  /** Rate limit of new connections per network. */
  arrivals: Limiter;
  /** Names under which the server is reached, besides addresses. */
  names: KnownNames;
  /** Called for each connection refused before the handshake. */
  onRejected: (rejected: RejectedConnection) => void;
}

/** Path of WebSocket upgrades. */
export const SOCKET_PATH = '/socket.io/';

/** The library's report of a refused request. */
interface Refused {
  req?: IncomingMessage;
  message: string;
  /** `message` is the reason given by `allowRequest`. */
  context?: {message?: string};
}

/** Missing in the types of engine.io: the server of `ws`. */
interface WebSocketEngine {
  ws: {options: {maxFragments: number}};
}

export function openSocketServer(
  http: HttpServer,
  {
    handshakeMs = TIMEOUTS.connectMs,
    pingIntervalMs = TIMEOUTS.pingIntervalMs,
    names,
    arrivals,
    onRejected,
  }: SocketServerOptions,
): Server {
  const io = new Server(http, {
    path: SOCKET_PATH,
    destroyUpgrade: false,
    transports: ['websocket'],
    allowUpgrades: false,
    serveClient: false,
    perMessageDeflate: false,
    httpCompression: false,
    maxHttpBufferSize: FIXED_LIMITS.packetBytesMax,
    connectTimeout: handshakeMs,
    pingInterval: pingIntervalMs,
    pingTimeout: TIMEOUTS.pingTimeoutMs,
    allowRequest(req, callback) {
      const {origin, host} = req.headers;
      const seconds = arrivals.take(networkPrefixOf(clientAddressOf(req).address));
      if (seconds > 0) turnAway(req.socket, seconds);
      const reason = seconds > 0 ? 'too many connections' : isOwnOrigin(origin, host, names) ? null : 'origin';
      callback(reason, reason === null);
    },
  });
  // The library has no option for this. It creates one `ws` server now and another when the port is open; both read their options
  // at every upgrade.
  const limitFragments = () => {
    (io.engine as unknown as WebSocketEngine).ws.options.maxFragments = FRAGMENTS_MAX;
  };
  limitFragments();
  http.on('listening', limitFragments);
  io.engine.on('connection_error', ({req, message, context}: Refused) => {
    if (req === undefined) return;
    const {origin, host} = req.headers;
    onRejected({address: clientAddressOf(req).address, reason: context?.message ?? message, origin, host});
  });
  return io;
}
