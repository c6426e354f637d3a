/** A socket.io connection, as the rest of the server uses it. */
import type {Socket} from 'socket.io';
import {ERRORS} from '../../shared/errorTable.ts';
import {type ErrorCode} from '../../shared/errors.ts';
import {FIXED_LIMITS} from '../../shared/limits.ts';
import type {EventName, Payload} from '../../shared/protocol.ts';
import {agree, type Dialect} from '../../shared/version.ts';
import type {Connection} from '../hub/connections.ts';
import {heardBy} from '../hub/tokenEvents.ts';
import {hasRight, mayIn} from '../storeContract/signIn.ts';
import type {ServerContext} from '../context.ts';
import {eventForOldest} from '../requests/oldest.ts';
import {clientAddressOf} from './clientAddress.ts';
import {lastBytesOf} from './writes.ts';

/** Time for a client to read the last event before the connection is cut. */
export const LAST_EVENT_MS = 1_000;

export const roomKey = (roomId: number) => `room:${roomId}`;
/** Broadcast group of tokens limited to some rooms, which get only events about this room. */
export const narrowRoomKey = (roomId: number) => `${roomKey(roomId)}:narrow`;
/** Broadcast group of clients of protocol 1.0, for which events are encoded separately. */
export const oldestRoomKey = (roomId: number) => `${roomKey(roomId)}:1.0`;

/** The in-memory adapter joins and leaves synchronously; the types allow a promise. */
export function done(work: Promise<void> | void): void {
  (work as Promise<void> | undefined)?.catch(() => undefined);
}

function tellOldest(socket: Socket, name: EventName, payload: unknown): void {
  const known = eventForOldest(name, payload);
  if (known !== undefined) socket.emit(name, known);
}

/** A class, because closures per connection would take more memory than its state. */
export class SocketConnection implements Connection {
  readonly address: string;
  readonly port: number;
  readonly deviceName: string;
  readonly isProgram: boolean;
  readonly dialect: Dialect;
  account: Connection['account'];
  tokenHash: Connection['tokenHash'];
  readonly grant: Connection['grant'];
  isLoggedInHere = false;
  isOpen = false;
  isEnding = false;
  quitMessage = '';
  readonly #socket: Socket;
  readonly #log: ServerContext['log'];

  constructor(socket: Socket, log: ServerContext['log']) {
    const {account, tokenHash, grant, deviceName = '', isProgram = false, dialect} = socket.data as Partial<Connection>;
    const {address, port} = clientAddressOf(socket.request);
    this.address = address;
    this.port = port;
    this.deviceName = deviceName;
    this.isProgram = isProgram;
    this.dialect = dialect ?? agree({minor: 0, capabilities: []});
    this.account = account;
    this.tokenHash = tokenHash;
    this.grant = grant;
    this.#socket = socket;
    this.#log = log;
  }

  subscribe(roomIds: readonly number[]): void {
    // Joining rooms after the end would leak, because the library would never remove them.
    if (this.isEnding || !hasRight(this.grant, 'read')) return;
    const heard = roomIds.filter(roomId => mayIn(this.grant, roomId));
    done(this.#socket.join(heard.map(roomId => this.#keyOf(roomId))));
  }

  unsubscribe(roomId: number): void {
    done(this.#socket.leave(this.#keyOf(roomId)));
  }

  #keyOf(roomId: number): string {
    if (this.dialect.minor === 0) return oldestRoomKey(roomId);
    return this.grant?.roomIds === undefined ? roomKey(roomId) : narrowRoomKey(roomId);
  }

  tell<Name extends EventName>(name: Name, payload: Payload<Name>): void {
    const heard = this.grant === undefined ? payload : heardBy(this.grant, name, payload);
    if (heard === undefined) return;
    if (this.dialect.minor > 0) this.#socket.emit(name, heard);
    else tellOldest(this.#socket, name, heard);
  }

  lastBytes(): number {
    return lastBytesOf(this.#socket);
  }

  end(code: ErrorCode, detail = ''): void {
    if (this.isEnding) return;
    this.isEnding = true;
    // A person whose connection is ended by the server has no quit message.
    this.quitMessage = '';
    const {account, address, port} = this;
    this.#log.info({name: account?.name, address, port, code}, 'connection ended');
    const last = {code, detail: detail.slice(0, FIXED_LIMITS.reasonLengthMax).toWellFormed()};
    this.tell('sessionEnded', last);
    endSocket(this.#socket, code);
  }
}

/**
 * Sends pending events and answers, then closes; cuts clients that do not read. Client libraries reconnect after a closed
 * transport, but not after a DISCONNECT, which is therefore sent to those who should not come back.
 */
function endSocket(socket: Socket, code: ErrorCode): void {
  const raw = socket.request.socket;
  const timer = setTimeout(() => raw.destroy(), LAST_EVENT_MS);
  raw.once('close', () => clearTimeout(timer));
  setImmediate(() => (ERRORS[code].canRetry ? socket.conn.close() : socket.disconnect(true)));
}
