/** Schedules the next request of a lane: yields after 2 ms, waits for unread answers, limits bytes per second. */
import {createSweptMap} from '../door/limits/sweptMap.ts';

/** Time slice per event-loop turn for new requests, and for waiting ones. */
const SLICE_MS = 2;
/** Bytes of answers produced in a slice. */
const SLICE_BYTES = 256 * 1024;
/** Unread answer bytes of one person over all connections, above which none of their requests is started. */
const UNSENT_BYTES_MAX = 256 * 1024;
/** Unread answer bytes of everybody, above which only people who have read all of theirs are served. */
const UNSENT_TOTAL_MAX = 48 * 1024 * 1024;
/** Fixed cost of a request besides the bytes of its answer. */
const REQUEST_BYTES = 1024;
/** Burst and rate of answer bytes per person: 100,000 entries fit the burst, the rate fills a fast link. */
const BURST_BYTES = 32 * 1024 * 1024;
const BYTES_PER_SECOND = 8 * 1024 * 1024;

export interface Pace {
  /** @param isArrival whether the request is new; waiting ones have a time slice of their own */
  mayStart(isArrival: boolean): boolean;
  /** Calls `resume` once when `mayStart` may have changed. */
  wait(resume: () => void): void;
}

/** Costs of one person, over all connections. */
interface Account {
  /** Bytes of answers not yet written to the socket. */
  unsentBytes: number;
  leftBytes: number;
  atMs: number;
  /** Lanes waiting for answers to be read. */
  stuck: Set<() => void>;
}

export interface Paces {
  /** @param person identity of the connection at each call: an account, or before login a network */
  open(person: () => number | string): ConnectionPace;
}

/** Above this number of persons, those without state are removed. */
const SWEEP_AT = 1_000;

export function openPaces(monotonicMs: () => number): Paces {
  const shared = {turn: openTurn(monotonicMs), accounts: openAccounts(monotonicMs), unsentBytes: 0};
  return {open: person => new ConnectionPace(shared, person)};
}

interface Shared {
  turn: Turn;
  accounts: Accounts;
  /** Unread answer bytes of everybody. */
  unsentBytes: number;
}

/** The pace of a connection, counted for its person. A class, because closures would take memory per connection. */
export class ConnectionPace implements Pace {
  readonly #shared: Shared;
  readonly #person: () => number | string;
  /** The person to whom unsent bytes are charged; a login changes the person of the connection. */
  #payer: Account | undefined;
  #queuedBytes = 0;
  #writingBytes = 0;
  #isGone = false;

  constructor(shared: Shared, person: () => number | string) {
    this.#shared = shared;
    this.#person = person;
  }

  mayStart(isArrival: boolean): boolean {
    if (!this.#shared.turn.hasTime(isArrival)) return false;
    const account = this.#isGone ? undefined : this.#shared.accounts.find(this.#person());
    return account === undefined || (account.unsentBytes <= this.#unsentMax() && account.leftBytes > 0);
  }

  wait(resume: () => void): void {
    const account = this.#isGone ? undefined : this.#shared.accounts.find(this.#person());
    if (account !== undefined && account.unsentBytes > this.#unsentMax()) account.stuck.add(resume);
    else if (account !== undefined && account.leftBytes <= 0) {
      const delayMs = Math.ceil((-account.leftBytes * 1_000) / BYTES_PER_SECOND) + 1;
      setTimeout(resume, delayMs).unref();
    } else this.#shared.turn.queue(resume);
  }

  /** An answer of this size was queued. */
  answered(bytes: number): void {
    this.#shared.turn.spend(bytes);
    if (this.#isGone) return;
    this.#payer ??= this.#shared.accounts.make(this.#person());
    this.#payer.leftBytes -= bytes + REQUEST_BYTES;
    this.#shared.unsentBytes += bytes;
    this.#payer.unsentBytes += bytes;
    this.#queuedBytes += bytes;
  }

  /** The queued bytes are being written. */
  writing(): void {
    this.#writingBytes += this.#queuedBytes;
    this.#queuedBytes = 0;
  }

  /** The write has completed. */
  written(): void {
    this.#settle(this.#writingBytes);
    this.#writingBytes = 0;
  }

  /** The connection is closed: its waiting requests continue and are then refused. */
  release(): void {
    this.#isGone = true;
    const account = this.#shared.accounts.find(this.#person());
    this.#settle(this.#writingBytes + this.#queuedBytes);
    this.#writingBytes = 0;
    this.#queuedBytes = 0;
    // Also wakes requests of the person's other connections, which may have to wait again.
    if (account !== undefined) this.#resume(account);
  }

  #unsentMax(): number {
    return this.#shared.unsentBytes > UNSENT_TOTAL_MAX ? 0 : UNSENT_BYTES_MAX;
  }

  #settle(bytes: number): void {
    const payer = this.#payer;
    if (payer === undefined) return;
    payer.unsentBytes -= bytes;
    this.#shared.unsentBytes -= bytes;
    if (this.#queuedBytes === 0) this.#payer = undefined;
    if (payer.unsentBytes <= this.#unsentMax()) this.#resume(payer);
  }

  #resume({stuck}: Account): void {
    for (const resume of stuck) this.#shared.turn.queue(resume);
    stuck.clear();
  }
}

interface Accounts {
  /** Finds a person's account with its budget refilled. */
  find(person: number | string): Account | undefined;
  make(person: number | string): Account;
}

function openAccounts(monotonicMs: () => number): Accounts {
  const accounts = createSweptMap<number | string, Account>({
    atLeast: SWEEP_AT,
    monotonicMs,
    isOver(account) {
      const {unsentBytes, stuck, leftBytes} = refilled(account);
      return unsentBytes === 0 && stuck.size === 0 && leftBytes === BURST_BYTES;
    },
  });

  function refilled(account: Account): Account {
    const nowMs = monotonicMs();
    account.leftBytes = Math.min(BURST_BYTES, account.leftBytes + ((nowMs - account.atMs) * BYTES_PER_SECOND) / 1_000);
    account.atMs = nowMs;
    return account;
  }
  return {
    find(person) {
      const account = accounts.get(person);
      return account === undefined ? undefined : refilled(account);
    },
    make(person) {
      const known = accounts.get(person);
      if (known !== undefined) return refilled(known);
      const made = {unsentBytes: 0, leftBytes: BURST_BYTES, atMs: monotonicMs(), stuck: new Set<() => void>()};
      accounts.set(person, made);
      return made;
    },
  };
}

interface Turn {
  hasTime(isArrival: boolean): boolean;
  spend(bytes: number): void;
  /** Calls `resume` in the next turn. */
  queue(resume: () => void): void;
}

/** The time slices of event-loop turns, and the queue for the next one. */
function openTurn(monotonicMs: () => number): Turn {
  let waiting: (() => void)[] = [];
  let isPlanned = false;
  let bytesSpent = 0;
  let arrivalsSinceMs: number | undefined;
  let othersSinceMs: number | undefined;

  function plan(): void {
    if (isPlanned) return;
    isPlanned = true;
    setImmediate(next);
  }
  function next(): void {
    isPlanned = false;
    bytesSpent = 0;
    arrivalsSinceMs = undefined;
    othersSinceMs = undefined;
    const resumed = waiting;
    waiting = [];
    // A request for which no time is left queues again, ahead of later ones.
    for (const resume of resumed) resume();
  }
  return {
    hasTime(isArrival) {
      const nowMs = monotonicMs();
      plan();
      if (isArrival) arrivalsSinceMs ??= nowMs;
      else othersSinceMs ??= nowMs;
      if (bytesSpent > SLICE_BYTES) return false;
      return nowMs - ((isArrival ? arrivalsSinceMs : othersSinceMs) ?? nowMs) < SLICE_MS;
    },
    spend: bytes => void (bytesSpent += bytes),
    queue(resume) {
      waiting.push(resume);
      plan();
    },
  };
}
