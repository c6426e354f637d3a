/**
 * Limits packets parsed per sender per event-loop turn and per second; over the limit, reading from the socket pauses (TCP
 * backpressure).
 */
import type {Socket} from 'socket.io';
import {networkPrefixOf} from '../network.ts';
import type {Connection} from '../hub/connections.ts';
import type {Load} from '../requests/dispatch.ts';
import {openSenders, type SendingConnection, type Sender, type Senders} from './senders.ts';
import {clientAddressOf} from './clientAddress.ts';

/** Missing in the types of socket.io: the `ws` socket with its public `pause` and `resume`. */
interface Raw {
  pause(): void;
  resume(): void;
  on(name: 'ping' | 'pong', listener: () => void): void;
}
const rawOf = (conn: Socket['conn']) => (conn.transport as unknown as {socket: Raw}).socket;

/** A packet costs one unit, and one more per this number of bytes. */
const BYTES_PER_UNIT = 1024;
/** Cost of a socket.io CONNECT: handshake, and creation of a socket or a refusal. */
const CONNECT_UNITS = 40;
/** Cost of a WebSocket ping, which causes a separate write, and of an unsolicited pong. */
const CONTROL_UNITS = 10;
/** Memory of a pending request besides its bytes. */
const REQUEST_BYTES = 512;

export interface Intake {
  /** Has to be called before the first packet of a transport. */
  watch(conn: Socket['conn']): void;
  /** Assigns a connection to a transport; the account is read at every packet, because a login changes it. */
  belongs(conn: Socket['conn'], connection: Connection): Load;
}

const bytesOf = (data: unknown) => (typeof data === 'string' ? data.length : 0);
/** False for binary data and its announcement: no request has attachments, which the library would buffer until the last one. */
const isText = (data: unknown): boolean => typeof data === 'string' && !/^[56]/.test(data);
const isConnect = (data: unknown) => typeof data === 'string' && data.startsWith('0');
const unitsOf = (data: unknown) => 1 + Math.floor(bytesOf(data) / BYTES_PER_UNIT);
const workOf = (data: unknown) => (isConnect(data) ? CONNECT_UNITS : 0) + unitsOf(data);

export function openIntake(isMemberLimited: boolean): Intake {
  const senders = openSenders(isMemberLimited);
  const lines = new WeakMap<Socket['conn'], ConnectionLine>();
  const lineOf = (conn: Socket['conn']) => {
    const line = lines.get(conn) ?? new ConnectionLine(conn, senders);
    lines.set(conn, line);
    return line;
  };
  return {
    watch(conn) {
      const line = lineOf(conn);
      line.divert();
      conn.on('packet', ({type, data}: {type: string; data?: unknown}) => {
        const units = unitsOf(data);
        line.took(units);
        // Messages are charged later, when they are parsed.
        if (type !== 'message') line.spent(units);
      });
      const controlled = () => {
        line.took(CONTROL_UNITS);
        line.spent(CONTROL_UNITS);
      };
      rawOf(conn).on('ping', controlled);
      rawOf(conn).on('pong', controlled);
      conn.on('close', () => line.leave());
    },
    belongs(conn, connection) {
      const line = lineOf(conn);
      line.connection = connection;
      return line;
    },
  };
}

/** One connection. */
class ConnectionLine implements Load, SendingConnection {
  connection: Connection | undefined;
  readonly #senders: Senders;
  readonly #conn: Socket['conn'];
  readonly #network: string;
  #sender: Sender | undefined;
  /** Messages that were read but not parsed yet; no array while there are none. */
  #unseen: unknown[] | undefined;
  /** The library's own listener. */
  #look: ((data: unknown) => void) | undefined;
  #isDraining = false;
  #lastBytes = 0;
  #isGone = false;

  constructor(conn: Socket['conn'], senders: Senders) {
    this.#conn = conn;
    this.#senders = senders;
    this.#network = networkPrefixOf(clientAddressOf(conn.request).address);
  }

  /** Intercepts the library's listener, which gets each message when its turn comes. */
  divert(): void {
    const conn = this.#conn;
    [this.#look] = conn.listeners('data') as ((data: unknown) => void)[];
    conn.removeAllListeners('data');
    conn.on('data', (data: unknown) => {
      if (this.#isGone) return;
      if (!isText(data)) conn.close(true);
      else if (this.#unseen !== undefined || !this.#senderNow().mayLook()) (this.#unseen ??= []).push(data);
      else this.#deliver(data);
    });
  }

  took(units: number): void {
    if (!this.#isGone) this.#senderNow().took(units);
  }

  spent(units: number): void {
    if (!this.#isGone) this.#senderNow().spent(units);
  }

  hasUnseen(): boolean {
    return this.#unseen !== undefined;
  }

  drain(): void {
    const unseen = this.#unseen;
    // A request that is refused at once releases its bytes, which calls this function again.
    if (unseen === undefined || this.#isDraining) return;
    this.#isDraining = true;
    let taken = 0;
    while (taken < unseen.length && !this.#isGone && this.#senderNow().mayLook()) {
      this.#deliver(unseen[taken]);
      taken++;
    }
    this.#isDraining = false;
    if (this.#isGone || taken === unseen.length) this.#unseen = undefined;
    else unseen.splice(0, taken);
  }

  #deliver(data: unknown): void {
    this.#lastBytes = bytesOf(data);
    this.#senderNow().spent(workOf(data));
    this.#look?.call(this.#conn, data);
  }

  /** Counts the latest request until the returned function is called. */
  hold(): () => void {
    const bytes = this.#lastBytes + REQUEST_BYTES;
    const sender = this.#isGone ? undefined : this.#senderNow();
    sender?.hold(bytes);
    return () => sender?.letGo(bytes);
  }

  pause(): void {
    rawOf(this.#conn).pause();
  }

  resume(): void {
    if (!this.#isGone) rawOf(this.#conn).resume();
  }

  leave(): void {
    this.#isGone = true;
    this.#unseen = undefined;
    this.#sender?.remove(this);
    this.#sender = undefined;
  }

  #senderNow(): Sender {
    const key = this.connection?.account?.userId ?? this.#network;
    if (this.#sender?.key === key) return this.#sender;
    this.#sender?.remove(this);
    const sender = this.#senders.of(key);
    sender.add(this);
    this.#sender = sender;
    return sender;
  }
}
