/**
 * Limits of one sender (a user, or before login a network) over all of its connections: units of work per event-loop turn and per
 * second, and bytes of pending requests. Above them, reading from its connections pauses.
 */

import {openUnauthenticatedBudget, type UnauthenticatedBudget} from '../door/limits/unauthenticatedBudget.ts';

/**
 * Units per sender and turn, about 2 ms of work; further messages that were read wait in order for the next turns, at most 64 KiB
 * per connection.
 */
const TURN_UNITS = 200;
/** Burst and rate in units, per person, and before login per network. */
const MEMBER_RATE = {burst: 2_000, perSecond: 2_000};
const ANONYMOUS_RATE = {burst: 4_000, perSecond: 1_000};
/** Memory of pending requests per person. */
const HELD_BYTES_MAX = 1024 * 1024;
/** Memory of all pending requests; beyond, the limit per person is lower. */
const HELD_TOTAL_MAX = 64 * 1024 * 1024;
const HELD_BYTES_SCARCE = 32 * 1024;

/** One connection of a sender. */
export interface SendingConnection {
  pause(): void;
  resume(): void;
  /** Parses messages that were read earlier, as far as the sender's limits allow. */
  drain(): void;
  hasUnseen(): boolean;
}

export interface Senders {
  /** @param key a user id, or before login a network */
  of(key: number | string): Sender;
}

interface Shared {
  readonly isMemberLimited: boolean;
  readonly senders: Map<number | string, Sender>;
  /** Senders active in this turn. */
  active: Sender[];
  heldBytes: number;
  /** Shared by all who are not signed in. */
  budget: UnauthenticatedBudget;
  /** Senders waiting for the budget. */
  waiting: Set<Sender>;
}

/** @param isMemberLimited false: logged-in senders are not limited */
export function openSenders(isMemberLimited: boolean): Senders {
  const shared: Shared = {
    isMemberLimited,
    senders: new Map(),
    active: [],
    heldBytes: 0,
    budget: openUnauthenticatedBudget(),
    waiting: new Set(),
  };
  shared.budget.listen({
    opened() {
      for (const sender of Array.from(shared.waiting)) {
        if (!shared.budget.isOpen()) return;
        shared.waiting.delete(sender);
        sender.look();
      }
    },
  });
  return {
    of(key) {
      const sender = shared.senders.get(key) ?? new Sender(key, shared);
      shared.senders.set(key, sender);
      return sender;
    },
  };
}

/** A person, or before login a network, with all its connections. */
export class Sender {
  readonly key: number | string;
  readonly #shared: Shared;
  readonly #rate: typeof MEMBER_RATE | undefined;
  readonly #lines = new Set<SendingConnection>();
  #left: number;
  #atMs: number;
  #turnUnits = 0;
  #heldBytes = 0;
  #isPaused = false;
  #isEndPlanned = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(key: number | string, shared: Shared) {
    this.key = key;
    this.#shared = shared;
    this.#rate = typeof key === 'string' ? ANONYMOUS_RATE : shared.isMemberLimited ? MEMBER_RATE : undefined;
    this.#left = this.#rate?.burst ?? 0;
    this.#atMs = performance.now();
  }

  add(line: SendingConnection): void {
    this.#lines.add(line);
    if (line.hasUnseen()) {
      // These messages were read for another sender, before a login; they are parsed in the next turn.
      if (!this.#isPaused) this.#pause();
      this.#planEnd();
    }
    if (this.#isPaused) line.pause();
    else {
      clearTimeout(this.#timer);
      this.#timer = undefined;
    }
  }

  remove(line: SendingConnection): void {
    this.#lines.delete(line);
    if (this.#isPaused) line.resume();
    this.#forget();
  }

  /** Whether time and memory allow to parse another message in this turn. */
  mayLook(): boolean {
    return this.#turnUnits <= TURN_UNITS && this.#heldBytes <= this.#heldMax() && this.#hasShare();
  }

  /** Signed-in senders need no budget. */
  #hasShare(): boolean {
    return typeof this.key === 'number' || this.#shared.budget.isOpen();
  }

  spent(units: number): void {
    this.#planEnd();
    this.#turnUnits += units;
    if (typeof this.key === 'string') this.#shared.budget.spend(units);
    this.#pauseIfMust();
  }

  took(units: number): void {
    if (this.#rate === undefined) return;
    this.#refill(this.#rate);
    this.#left -= units;
    this.#pauseIfMust();
  }

  hold(bytes: number): void {
    this.#heldBytes += bytes;
    this.#shared.heldBytes += bytes;
    this.#pauseIfMust();
  }

  letGo(bytes: number): void {
    this.#heldBytes -= bytes;
    this.#shared.heldBytes -= bytes;
    this.look();
    this.#forget();
  }

  endTurn(): void {
    this.#isEndPlanned = false;
    this.#turnUnits = 0;
    this.look();
  }

  /** Pauses or resumes the connections, depending on the limits. */
  look(): void {
    if (!this.#isPaused) return;
    if (this.#rate !== undefined) this.#refill(this.#rate);
    let isAllSeen = true;
    for (const line of Array.from(this.#lines)) {
      line.drain();
      if (!line.hasUnseen() || !this.#lines.delete(line)) continue;
      // Moved to the end, so that the person's other connections come first next time.
      this.#lines.add(line);
      isAllSeen = false;
    }
    // If memory is short, each answer triggers a new check; if the budget is spent, the sender waits for it.
    if (!this.#hasShare()) this.#shared.waiting.add(this);
    else if (!isAllSeen && this.#heldBytes <= this.#heldMax()) this.#planEnd();
    if (!isAllSeen || !this.#mayRead()) {
      this.#wakeUp();
      return;
    }
    this.#isPaused = false;
    for (const line of this.#lines) line.resume();
  }

  #mayRead(): boolean {
    return this.mayLook() && (this.#rate === undefined || this.#left >= 0);
  }

  #heldMax(): number {
    return this.#shared.heldBytes > HELD_TOTAL_MAX ? HELD_BYTES_SCARCE : HELD_BYTES_MAX;
  }

  #planEnd(): void {
    if (this.#isEndPlanned) return;
    this.#isEndPlanned = true;
    const {active} = this.#shared;
    if (active.length === 0) setImmediate(endTurn, this.#shared);
    active.push(this);
  }

  #pauseIfMust(): void {
    if (!this.#isPaused && !this.#mayRead()) this.#pause();
  }

  #pause(): void {
    this.#isPaused = true;
    if (!this.#hasShare()) this.#shared.waiting.add(this);
    for (const line of this.#lines) line.pause();
    this.#wakeUp();
  }

  /** Schedules a check for the rate limit; the end of a turn and answers trigger checks anyway. */
  #wakeUp(): void {
    if (this.#rate === undefined || this.#left >= 0 || this.#timer !== undefined) return;
    this.#lookAfter((-this.#left * 1_000) / this.#rate.perSecond);
  }

  #refill({burst, perSecond}: typeof MEMBER_RATE): void {
    const nowMs = performance.now();
    this.#left = Math.min(burst, this.#left + ((nowMs - this.#atMs) * perSecond) / 1_000);
    this.#atMs = nowMs;
  }

  /** Removes a sender without connections only once its rate has recovered, so that reconnecting does not reset it. */
  #forget(): void {
    if (this.#lines.size > 0 || this.#heldBytes > 0 || this.#timer !== undefined) return;
    if (this.#rate !== undefined) {
      this.#refill(this.#rate);
      const {burst, perSecond} = this.#rate;
      if (this.#left < burst) return this.#lookAfter(((burst - this.#left) * 1_000) / perSecond);
    }
    this.#shared.senders.delete(this.key);
    this.#shared.waiting.delete(this);
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
