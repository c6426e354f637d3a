/** The gateway over socket.io: accepts connections, dispatches packets, sends events, disconnects slow readers. */
import type {IncomingMessage, Server as HttpServer} from 'node:http';
import type {Socket} from 'socket.io';
import {within} from '../../shared/bounds/within.ts';
import {shortOf} from '../../shared/entries/entryId.ts';
import {ChatError, toWireError, withoutStack, type ErrorCode} from '../../shared/errors.ts';
import {TIMEOUTS} from '../../shared/limits.ts';
import {openHandshake} from '../signIn/handshake.ts';
import type {Broadcast, Connection} from '../hub/connections.ts';
import type {Meter} from '../watching/meter.ts';
import type {ServerContext} from '../context.ts';
import {openDispatch, type Dispatch, type Requester} from '../requests/dispatch.ts';
import {broadcastCommitted} from '../hub/fanOut.ts';
import {isOfRoom} from '../hub/tokenEvents.ts';
import {isOver} from '../storeContract/signIn.ts';
import {eventForOldest} from '../requests/oldest.ts';
import {revealConversations} from '../rooms/rooms.ts';
import {confirmLogin, recordLogin} from '../signIn/sessions.ts';
import {openAnonymous} from '../door/anonymous.ts';
import {openIntake} from './intake.ts';
import {clientAddressOf} from './clientAddress.ts';
import {done, LAST_EVENT_MS, narrowRoomKey, oldestRoomKey, roomKey, SocketConnection} from './socketConnection.ts';
import {SlowReader} from './slowReaders.ts';
import {openSocketServer, type SocketServerOptions} from './socketServer.ts';
import {openWrites} from './writes.ts';

export interface Gateway {
  readonly broadcast: Broadcast;
  /** Starts accepting connections. */
  serve(server: ServerContext, monotonicMs: () => number): void;
  /** Answers accepted requests, notifies clients, closes every connection. */
  close(told: Told): Promise<void>;
}

/** The reason that clients are told when a connection ends. */
export interface Told {
  code: ErrorCode;
  detail: string;
}

/** A request as engine.io passes it to middleware. */
type EngineRequest = IncomingMessage & {_query?: Record<string, string>};

/** The state of a socket. */
interface Peer {
  socket: Socket;
  connection: Connection;
  requester: Requester;
  reader: SlowReader;
}

const SWEEP_EVERY_MS = 250;

export interface GatewayOptions extends SocketServerOptions {
  /** Timeout of a connection without a login and without a request. */
  loginMs?: number | undefined;
  /** False if the settings do not limit messages: then logged-in senders are not limited. */
  isMemberLimited: boolean;
  meter: Meter;
}

export function openGateway(http: HttpServer, options: GatewayOptions): Gateway {
  const io = openSocketServer(http, options);
  const writeTogether = openWrites();
  const peers = new Map<string, Peer>();
  const intake = openIntake(options.isMemberLimited);
  const anonymous = openAnonymous(options.loginMs ?? TIMEOUTS.loginMs, () => performance.now());
  /**
   * Transports with a pending or successful handshake, because the library would create another socket for each further
   * CONNECT.
   */
  const taken = new WeakSet<Socket['conn']>();
  /** Releases the slot reserved for a transport during its handshake. */
  const reserved = new WeakMap<Socket['conn'], () => void>();
  let dispatch: Dispatch | undefined;
  let sweeper: NodeJS.Timeout | undefined;
  const broadcast: Broadcast = {
    toRoom(roomId, name, payload) {
      options.meter.listener?.delivered(io.of('/').adapter.rooms.get(roomKey(roomId))?.size ?? 0);
      io.local.to(roomKey(roomId)).emit(name, payload);
      if (isOfRoom(name) && io.of('/').adapter.rooms.has(narrowRoomKey(roomId)))
        io.local.to(narrowRoomKey(roomId)).emit(name, payload);
      if (!io.of('/').adapter.rooms.has(oldestRoomKey(roomId))) return;
      const known = eventForOldest(name, payload);
      if (known !== undefined) io.local.to(oldestRoomKey(roomId)).emit(name, known);
    },
  };

  function welcome(server: ServerContext, socket: Socket, served: Dispatch): void {
    const connection = new SocketConnection(socket, server.log);
    const requester = served.requester(connection, intake.belongs(socket.conn, connection));
    forgetHandshake(socket);
    writeTogether(socket, requester);
    peers.set(socket.id, {socket, connection, requester, reader: new SlowReader(socket)});
    server.connections.add(connection);
    if (connection.account === undefined) anonymous.add(connection);
    reserved.get(socket.conn)?.();
    confirmLogin(server, connection).catch((error: unknown) => {
      server.log.error({error}, 'a login could not be looked at again');
      connection.end('busy');
    });
    server.lifetime.connectionsChanged({connected: peers.size, signedIn: server.connections.count()});
    // Middleware that never calls `next`, so that no event name from a client reaches the event emitter.
    socket.use(packet => {
      if (connection.isEnding) return;
      anonymous.heard(connection);
      served.serve(requester, packet);
    });
    // Without the stack, because any client can cause this error with every packet.
    socket.on('error', (error: Error) =>
      server.log.warn({reason: error.message, address: connection.address}, 'connection failed'),
    );
    socket.on('disconnect', () => {
      // Closed at once, so that a CONNECT after a DISCONNECT does not find the transport open.
      socket.conn.close();
      // Set before the cleanup, so that requests still waiting for a password hash or the disk cannot register the connection
      // again.
      connection.isEnding = true;
      requester.pace.release();
      peers.delete(socket.id);
      anonymous.remove(connection);
      clearUp(server, connection);
      server.lifetime.connectionsChanged({connected: peers.size, signedIn: server.connections.count()});
    });
  }

  function sweep(nowMs: number): void {
    for (const peer of peers.values()) {
      const {grant} = peer.connection;
      if (grant !== undefined && isOver(grant, nowMs)) peer.connection.end('session-expired');
      if (peer.reader.isTooSlow()) peer.connection.end('too-slow');
    }
    for (const silent of anonymous.takeSilent()) silent.end('login-late');
  }

  return {
    broadcast,
    serve(server, monotonicMs) {
      const served = openDispatch(server, monotonicMs);
      dispatch = served;
      const handshake = openHandshake(server);
      io.use((socket, next) => {
        const {conn} = socket;
        if (taken.has(conn)) {
          conn.close();
          next(new Error('already connected'));
          return;
        }
        taken.add(conn);
        const place = clientAddressOf(socket.request);
        const mayBeAnonymous = () => {
          const giveBack = anonymous.reserve(place.address);
          if (giveBack === undefined) return false;
          reserved.set(conn, giveBack);
          conn.on('close', giveBack);
          return true;
        };
        handshake(place, socket.handshake.auth, mayBeAnonymous).then(
          signedIn => {
            Object.assign(socket.data, signedIn);
            next();
          },
          (error: unknown) => {
            taken.delete(conn);
            next(toConnectError(error, server));
          },
        );
      });
      // A session id would attach a second transport, which is unexpected, since WebSocket is the only one.
      io.engine.use((req: EngineRequest, _res: unknown, next: (error?: Error) => void) => {
        next(req._query?.sid === undefined ? undefined : new Error('an id of a session'));
      });
      io.engine.on('connection', (conn: Socket['conn']) => {
        cutWhenClosed(conn);
        intake.watch(conn);
      });
      io.on('connection', socket => welcome(server, socket, served));
      server.store.onCommitted(committed => {
        revealConversations(server, committed);
        broadcastCommitted(broadcast, committed);
      });
      sweeper = setInterval(() => sweep(server.now()), SWEEP_EVERY_MS);
      sweeper.unref();
    },
    async close({code, detail}) {
      dispatch?.close();
      clearInterval(sweeper);
      await within(LAST_EVENT_MS * 1.5, Promise.all([...peers.values()].flatMap(({requester}) => idle(requester))));
      for (const {connection} of peers.values()) connection.end(code, detail);
      await within(LAST_EVENT_MS * 1.5, Promise.all([...peers.values()].map(({socket}) => closed(socket))));
      // Not awaited, because it waits for the whole HTTP server, including downloads, which the file routes end.
      io.close().catch(() => undefined);
    },
  };
}

/** Cuts the connection after a second: closing a WebSocket may take half a minute if the peer does not answer. */
function cutWhenClosed(conn: Socket['conn']): void {
  conn.on('close', cutSoon);
}

function cutSoon(this: Socket['conn']): void {
  const raw = this.request.socket;
  const timer = setTimeout(() => raw.destroy(), LAST_EVENT_MS);
  timer.unref();
  raw.once('close', () => clearTimeout(timer));
}

/**
 * Drops the upgrade request, the handshake data and the library's own room for each socket: an idle connection takes 15 instead
 * of 18 KB of heap (5,000 people).
 */
function forgetHandshake(socket: Socket): void {
  const {conn} = socket;
  Object.assign(conn, {request: {socket: conn.request.socket}});
  Object.assign(socket, {handshake: undefined, data: undefined});
  done(socket.leave(socket.id));
}

function clearUp(server: ServerContext, connection: Connection): void {
  const {account, isOpen, isProgram} = connection;
  server.connections.remove(connection);
  if (account === undefined) return;
  if (connection.isLoggedInHere)
    recordLogin(server, connection, {name: account.name, isSuccess: true, method: 'disconnect'});
  if (!isOpen || (isProgram ? server.presence.isOnline(account.userId) : !server.presence.leave(account, connection)))
    return;
  server.store
    .lastSeenSet(account.userId, server.now())
    .catch((error: unknown) => server.log.error({error}, 'the time somebody was seen last could not be stored'));
}

/** socket.io hands `data` of this error to the client's `connect_error`. */
function toConnectError(error: unknown, server: ServerContext): Error {
  const isBug = !(error instanceof ChatError);
  const incident = isBug ? shortOf(server.newId()) : '';
  if (isBug) server.log.error({incident, error}, 'a handshake failed');
  const data = toWireError(error, incident);
  return Object.assign(
    withoutStack(() => new Error(data.code)),
    {data},
  );
}

const idle = ({lanes}: Requester) => Object.values(lanes).map(lane => lane.idle());

const closed = ({request: {socket}}: Socket) =>
  socket.destroyed ? Promise.resolve() : new Promise<void>(resolve => socket.once('close', () => resolve()));
