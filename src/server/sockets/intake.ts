/**
 * How much of what comes in is looked at: packets of every kind cost something before anybody knows what they are. Whoever sends more than a turn
 * of the event loop or a second has room for is not read from for a moment; nothing is refused, and the system slows the sender down.
 */
import type {Socket} from 'socket.io';
import {networkOf} from '../door/network.ts';
import type {Connection} from '../hub/connections.ts';
import type {Load} from '../requests/dispatch.ts';
import {placeOf} from './socketConnection.ts';

/** What the types of the library leave out: the socket of the package `ws`, whose `pause` and `resume` are public there. */
interface Raw {
  pause(): void;
  resume(): void;
  on(name: 'ping', listener: () => void): void;
}
const rawOf = (conn: Socket['conn']) => (conn.transport as unknown as {socket: Raw}).socket;

/** A packet counts as one unit and as one more for each so many bytes. */
const BYTES_PER_UNIT = 1024;
/** A ping of the WebSocket itself is answered with a write of its own. */
const PING_UNITS = 10;
/** Units of one person in one turn, about 5 ms of work; what was read already is looked at to its end, 64 KiB at most. */
const TURN_UNITS = 500;
/** Units that one person, or before login a whole network, may bring at once and in a second. */
const MEMBER_RATE = {burst: 2_000, perSecond: 2_000};
const ANONYMOUS_RATE = {burst: 4_000, perSecond: 1_000};
/** What requests of one person that wait or run may take of the memory, and what the program keeps of each besides its bytes. */
const HELD_BYTES_MAX = 1024 * 1024;
const REQUEST_BYTES = 512;
/** And those of all; while there are more, each person may have only a small part. */
const HELD_TOTAL_MAX = 64 * 1024 * 1024;
const HELD_BYTES_SCARCE = 32 * 1024;

export interface Intake {
  /** From the first packet of a transport on. */
  watch(conn: Socket['conn']): void;
  /** Who is on it: asked again with every packet, because a login changes it. */
  belongs(conn: Socket['conn'], connection: Connection): Load;
}

interface Shared {
  /** False where people may send as much as they like. */
  readonly isMemberLimited: boolean;
  readonly senders: Map<number | string, Sender>;
  /** Who brought something in this turn. */
  active: Sender[];
  heldBytes: number;
}

export function openIntake(isMemberLimited: boolean): Intake {
  const shared: Shared = {isMemberLimited, senders: new Map(), active: [], heldBytes: 0};
  const entrances = new WeakMap<Socket['conn'], Entrance>();
  const entranceOf = (conn: Socket['conn']) => {
    const entrance = entrances.get(conn) ?? new Entrance(conn, shared);
    entrances.set(conn, entrance);
    return entrance;
  };
  return {
    watch(conn) {
      const entrance = entranceOf(conn);
      conn.on('packet', ({data}: {data?: unknown}) => entrance.took(1, typeof data === 'string' ? data.length : 0));
      rawOf(conn).on('ping', () => entrance.took(PING_UNITS, 0));
      conn.on('close', () => entrance.leave());
    },
    belongs(conn, connection) {
      const entrance = entranceOf(conn);
      entrance.connection = connection;
      return entrance;
    },
  };
}

/** One connection. */
class Entrance implements Load {
  connection: Connection | undefined;
  readonly #shared: Shared;
  readonly #conn: Socket['conn'];
  readonly #network: string;
  #sender: Sender | undefined;
  #lastBytes = 0;
  #isGone = false;

  constructor(conn: Socket['conn'], shared: Shared) {
    this.#conn = conn;
    this.#shared = shared;
    this.#network = networkOf(placeOf(conn.request).address);
  }

  took(units: number, bytes: number): void {
    if (this.#isGone) return;
    this.#lastBytes = bytes;
    this.#senderNow().took(units + Math.floor(bytes / BYTES_PER_UNIT), this);
  }

  /** The request that came last is kept until `done`. */
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
    this.#sender?.remove(this);
    this.#sender = undefined;
  }

  #senderNow(): Sender {
    const key = this.connection?.account?.userId ?? this.#network;
    if (this.#sender?.key === key) return this.#sender;
    this.#sender?.remove(this);
    const {senders} = this.#shared;
    const sender = senders.get(key) ?? new Sender(key, this.#shared);
    senders.set(key, sender);
    sender.add(this);
    this.#sender = sender;
    return sender;
  }
}

/** One person, or before login one network, with all of their connections. */
class Sender {
  readonly key: number | string;
  readonly #shared: Shared;
  readonly #rate: typeof MEMBER_RATE | undefined;
  readonly #entrances = new Set<Entrance>();
  #left: number;
  #atMs: number;
  #turnUnits = 0;
  #heldBytes = 0;
  #isPaused = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(key: number | string, shared: Shared) {
    this.key = key;
    this.#shared = shared;
    this.#rate = typeof key === 'string' ? ANONYMOUS_RATE : shared.isMemberLimited ? MEMBER_RATE : undefined;
    this.#left = this.#rate?.burst ?? 0;
    this.#atMs = performance.now();
  }

  add(entrance: Entrance): void {
    this.#entrances.add(entrance);
    if (this.#isPaused) entrance.pause();
    else {
      clearTimeout(this.#timer);
      this.#timer = undefined;
    }
  }

  remove(entrance: Entrance): void {
    this.#entrances.delete(entrance);
    if (this.#isPaused) entrance.resume();
    this.#forget();
  }

  took(units: number, entrance: Entrance): void {
    if (this.#turnUnits === 0) {
      const {active} = this.#shared;
      if (active.length === 0) setImmediate(endTurn, this.#shared);
      active.push(this);
    }
    this.#turnUnits += units;
    if (this.#rate !== undefined) {
      this.#refill(this.#rate);
      this.#left -= units;
    }
    if (!this.#isPaused && !this.#mayRead()) {
      // Others of the same person come first the next time.
      this.#entrances.delete(entrance);
      this.#entrances.add(entrance);
      this.#pause();
    }
  }

  hold(bytes: number): void {
    this.#heldBytes += bytes;
    this.#shared.heldBytes += bytes;
    if (!this.#isPaused && !this.#mayRead()) this.#pause();
  }

  letGo(bytes: number): void {
    this.#heldBytes -= bytes;
    this.#shared.heldBytes -= bytes;
    this.look();
    this.#forget();
  }

  endTurn(): void {
    this.#turnUnits = 0;
    this.look();
  }

  /** Whether it may go on. */
  look(): void {
    if (!this.#isPaused) return;
    if (this.#rate !== undefined) this.#refill(this.#rate);
    if (!this.#mayRead()) {
      this.#wakeUp();
      return;
    }
    this.#isPaused = false;
    for (const entrance of this.#entrances) entrance.resume();
  }

  #mayRead(): boolean {
    const heldMax = this.#shared.heldBytes > HELD_TOTAL_MAX ? HELD_BYTES_SCARCE : HELD_BYTES_MAX;
    if (this.#turnUnits > TURN_UNITS || this.#heldBytes > heldMax) return false;
    return this.#rate === undefined || this.#left >= 0;
  }

  #pause(): void {
    this.#isPaused = true;
    for (const entrance of this.#entrances) entrance.pause();
    this.#wakeUp();
  }

  /** The end of the turn and every answer look by themselves; for the rate somebody has to. */
  #wakeUp(): void {
    if (this.#rate === undefined || this.#left >= 0 || this.#timer !== undefined) return;
    this.#lookAfter((-this.#left * 1_000) / this.#rate.perSecond);
  }

  #refill({burst, perSecond}: typeof MEMBER_RATE): void {
    const nowMs = performance.now();
    this.#left = Math.min(burst, this.#left + ((nowMs - this.#atMs) * perSecond) / 1_000);
    this.#atMs = nowMs;
  }

  /** Who is gone and owes nothing: coming again must not wipe the slate clean. */
  #forget(): void {
    if (this.#entrances.size > 0 || this.#heldBytes > 0 || this.#timer !== undefined) return;
    if (this.#rate !== undefined) {
      this.#refill(this.#rate);
      const {burst, perSecond} = this.#rate;
      if (this.#left < burst) return this.#lookAfter(((burst - this.#left) * 1_000) / perSecond);
    }
    this.#shared.senders.delete(this.key);
  }

  #lookAfter(delayMs: number): void {
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.look();
      this.#forget();
    }, delayMs + 1);
    this.#timer.unref();
  }
}

function endTurn(shared: Shared): void {
  const {active} = shared;
  shared.active = [];
  for (const sender of active) sender.endTurn();
}
