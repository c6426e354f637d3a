/** One connection over socket.io, as the rest of the server uses it. */
import type {IncomingMessage} from 'node:http';
import type {Socket} from 'socket.io';
import type {ErrorCode} from '../../shared/errors.ts';
import {FIXED_LIMITS} from '../../shared/limits.ts';
import type {EventName, Payload} from '../../shared/protocol.ts';
import type {Connection} from '../connections.ts';
import type {ServerContext} from '../context.ts';

/** How long a closing connection may take to read its last event. */
export const LAST_EVENT_MS = 1_000;

export const roomKey = (roomId: number) => `room:${roomId}`;

export const placeOf = ({socket}: IncomingMessage) => ({
  address: (socket.remoteAddress ?? '').replace(/^::ffff:/, ''),
  port: socket.remotePort ?? 0,
});

/** The adapter in memory has joined or left when it returns; the types also allow for one that answers later. */
export function done(work: Promise<void> | void): void {
  (work as Promise<void> | undefined)?.catch(() => undefined);
}

/** A class: functions made for each connection would take more of its memory than all that is known of it. */
export class SocketConnection implements Connection {
  readonly address: string;
  readonly port: number;
  readonly deviceName: string;
  account: Connection['account'];
  tokenHash: Connection['tokenHash'];
  isOpen = false;
  isEnding = false;
  lastWords = '';
  readonly #socket: Socket;
  readonly #log: ServerContext['log'];

  constructor(socket: Socket, log: ServerContext['log']) {
    const {account, tokenHash, deviceName = ''} = socket.data as Partial<Connection>;
    const {address, port} = placeOf(socket.request);
    this.address = address;
    this.port = port;
    this.deviceName = deviceName;
    this.account = account;
    this.tokenHash = tokenHash;
    this.#socket = socket;
    this.#log = log;
  }

  subscribe(roomIds: readonly number[]): void {
    done(this.#socket.join(roomIds.map(roomKey)));
  }

  unsubscribe(roomId: number): void {
    done(this.#socket.leave(roomKey(roomId)));
  }

  tell<Name extends EventName>(name: Name, payload: Payload<Name>): void {
    this.#socket.emit(name, payload);
  }

  end(code: ErrorCode, detail = ''): void {
    if (this.isEnding) return;
    this.isEnding = true;
    const {account, address, port} = this;
    this.#log.info({name: account?.name, address, port, code}, 'connection ended');
    endSocket(this.#socket, code, detail);
  }
}

/** Says why, lets answers that are being given go out, closes; who does not even read that is cut. */
function endSocket(socket: Socket, code: ErrorCode, detail: string): void {
  const raw = socket.request.socket;
  socket.emit('sessionEnded', {code, detail: detail.slice(0, FIXED_LIMITS.reasonLengthMax).toWellFormed()});
  const timer = setTimeout(() => raw.destroy(), LAST_EVENT_MS);
  raw.once('close', () => clearTimeout(timer));
  setImmediate(() => socket.disconnect(true));
}
