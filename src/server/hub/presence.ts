/** Presence: online while a connection is open; changes are batched and broadcast to everybody. */
import {HOUR_MS} from '../../shared/limits.ts';
import type {PresenceState, User} from '../../shared/model.ts';
import type {Preferences} from '../../shared/preferences.ts';
import type {Payload} from '../../shared/protocol.ts';
import type {Account} from '../storeContract/store.ts';

type PresenceChange = Payload<'presenceChanged'>['changes'][number];
/** Changes by user id. */
export type PresenceChanges = ReadonlyMap<number, PresenceChange>;

export interface Presence {
  onlineCount(): number;
  isOnline(userId: number): boolean;
  /** Whether a person is online, and neither idle, away nor busy. */
  isHere(userId: number): boolean;
  /** Adds an open connection. */
  enter(account: Account, stated?: Stated): void;
  /** Sets the status that a person has chosen. */
  setStated(account: Account, stated: Stated): void;
  /**
   * Removes an open connection; the quit message of the last one is broadcast with the change. True if the person is
   * offline now.
   */
  leave(account: Account, connection: {readonly quitMessage: string}): boolean;
  /** Marks a connection as idle or active; a person is idle if all connections are. */
  setIdle(account: Account, connection: object, isIdle: boolean): void;
  set(account: Account, state: 'online' | 'away', status: string): void;
  /** Hides the status of a muted person until this time; not kept for people who are offline. */
  setMuted(userId: number, untilMs: number): void;
  /** A person as others see them. */
  toUser(account: Pick<Account, 'userId' | 'name' | 'displayName' | 'role'>): User;
  close(): void;
}

/** The part of a person's preferences that others see. */
export type Stated = Pick<Preferences, 'status' | 'quietUntilMs'>;

interface Present {
  connectionCount: number;
  state: 'online' | 'away';
  status: string;
  /** Idle connections. */
  idle: Set<object>;
  stated: Stated;
  /** The status is hidden until then; 0: not muted. */
  mutedUntilMs: number;
  /** Needed when the status expires. */
  account: Account;
}

interface Shown {
  state: PresenceState;
  status: string;
  statusUntilMs?: number | undefined;
}

/** The state as others see it; away takes precedence over the chosen status. */
function shownOf({state, status, idle, connectionCount, stated, mutedUntilMs}: Present, nowMs: number): Shown {
  const {status: own, quietUntilMs} = stated;
  const isIdle = idle.size >= connectionCount;
  const seen = state === 'away' ? 'away' : quietUntilMs > nowMs ? 'busy' : isIdle ? 'idle' : state;
  if (mutedUntilMs > nowMs) return {state: seen, status: ''};
  if (status !== '' || own === undefined || (own.untilMs > 0 && own.untilMs <= nowMs)) return {state: seen, status};
  return {state: seen, status: own.text, ...(own.untilMs > 0 && {statusUntilMs: own.untilMs})};
}

/** Next time at which the visible state changes by itself. */
function nextEndOf({stated: {status, quietUntilMs}, mutedUntilMs}: Present, nowMs: number): number {
  const ends = [quietUntilMs, status?.untilMs ?? 0, mutedUntilMs].filter(atMs => atMs > nowMs);
  return Math.min(...ends);
}

interface Options {
  tell: (changes: PresenceChanges, onlineCount: number) => void;
  after: (delayMs: number, run: () => void) => () => void;
  /** As `after`, but a delay by the wall clock. */
  later: (delayMs: number, run: () => void) => () => void;
  now: () => number;
}

/** Longer waits are split. */
const WAIT_MAX_MS = HOUR_MS;
const NOTHING_STATED: Stated = {quietUntilMs: 0};

/** Range of the time within which changes are sent together; it grows with the number of people. */
const COALESCE_MIN_MS = 100;
const COALESCE_MAX_MS = 1_000;
const OFFLINE: Shown = {state: 'offline', status: ''};

export function openPresence({tell, after, later, now}: Options): Presence {
  const present = new Map<number, Present>();
  const changed = new Map<number, {before: string; change: PresenceChange; isSeen: boolean}>();
  let stop: (() => void) | undefined;
  let wait: {atMs: number; stop: () => void} | undefined;

  const stateOf = (userId: number) => {
    const known = present.get(userId);
    return known === undefined ? OFFLINE : shownOf(known, now());
  };
  const textOf = ({state, status, statusUntilMs = 0}: Shown) => `${state} ${statusUntilMs} ${status}`;
  const textNow = (known: Present) => textOf(shownOf(known, now()));

  /** Only the result within a batch counts: offline and online again is no change, unless the former was broadcast already. */
  function change(account: Account, before: string, shown: Shown): void {
    const {userId, name, displayName} = account;
    const {before: first = before, isSeen = false} = changed.get(userId) ?? {};
    changed.set(userId, {before: first, isSeen, change: {name, displayName, ...shown}});
    stop ??= after(Math.min(COALESCE_MAX_MS, Math.max(COALESCE_MIN_MS, present.size)), flush);
  }

  function flush(): void {
    stop = undefined;
    const changes = new Map<number, PresenceChange>();
    for (const [userId, one] of changed)
      if (one.isSeen || one.before !== textOf(one.change)) changes.set(userId, one.change);
    changed.clear();
    if (changes.size > 0) tell(changes, present.size);
  }

  /** Schedules the change for when a status expires. */
  function watch(known: Present): void {
    const endMs = nextEndOf(known, now());
    if (!Number.isFinite(endMs) || (wait !== undefined && wait.atMs <= endMs)) return;
    wait?.stop();
    const atMs = Math.min(endMs, now() + WAIT_MAX_MS);
    wait = {atMs, stop: later(Math.max(1, atMs - now()), endStated)};
  }

  function endStated(): void {
    wait = undefined;
    for (const known of present.values()) {
      const {status, quietUntilMs} = known.stated;
      const nowMs = now();
      const before = textNow(known);
      const isOver = (atMs: number) => atMs > 0 && atMs <= nowMs;
      if ([quietUntilMs, status?.untilMs ?? 0, known.mutedUntilMs].some(isOver)) {
        known.stated = {
          quietUntilMs: isOver(quietUntilMs) ? 0 : quietUntilMs,
          ...(status !== undefined && !isOver(status.untilMs) && {status}),
        };
        if (isOver(known.mutedUntilMs)) known.mutedUntilMs = 0;
        change(known.account, `${before} before`, shownOf(known, nowMs));
      }
      watch(known);
    }
  }

  return {
    onlineCount: () => present.size,
    isOnline: userId => present.has(userId),
    isHere: userId => stateOf(userId).state === 'online',
    enter(account, stated = NOTHING_STATED) {
      const known = present.get(account.userId);
      if (known !== undefined) {
        const before = textNow(known);
        known.connectionCount++;
        if (textNow(known) !== before) change(account, before, shownOf(known, now()));
        return;
      }
      const one: Present = {
        connectionCount: 1,
        state: 'online',
        status: '',
        idle: new Set(),
        stated,
        mutedUntilMs: account.mute?.untilMs ?? 0,
        account,
      };
      present.set(account.userId, one);
      watch(one);
      change(account, textOf(OFFLINE), shownOf(one, now()));
    },
    setStated(account, {status, quietUntilMs}) {
      const known = present.get(account.userId);
      if (known === undefined) return;
      const before = textNow(known);
      known.stated = {quietUntilMs, ...(status !== undefined && {status})};
      watch(known);
      if (textNow(known) !== before) change(account, before, shownOf(known, now()));
    },
    leave(account, connection) {
      const known = present.get(account.userId);
      if (known === undefined) return true;
      const before = textNow(known);
      known.connectionCount--;
      known.idle.delete(connection);
      if (known.connectionCount > 0) {
        if (textNow(known) !== before) change(account, before, shownOf(known, now()));
        return false;
      }
      present.delete(account.userId);
      change(account, before, {state: 'offline', status: connection.quitMessage});
      return true;
    },
    setIdle(account, connection, isIdle) {
      const known = present.get(account.userId);
      if (known === undefined) return;
      const before = textNow(known);
      if (isIdle) known.idle.add(connection);
      else known.idle.delete(connection);
      if (textNow(known) !== before) change(account, before, shownOf(known, now()));
    },
    set(account, state, status) {
      const known = present.get(account.userId);
      if (known === undefined) return;
      const before = textNow(known);
      known.state = state;
      known.status = status;
      change(account, before, shownOf(known, now()));
    },
    setMuted(userId, untilMs) {
      const known = present.get(userId);
      if (known === undefined) return;
      const before = textNow(known);
      known.mutedUntilMs = untilMs;
      watch(known);
      if (textNow(known) !== before) change(known.account, before, shownOf(known, now()));
    },
    toUser({userId, name, displayName, role}) {
      const pending = changed.get(userId);
      if (pending !== undefined) pending.isSeen = true;
      return {name, displayName, role, ...stateOf(userId)};
    },
    close() {
      stop?.();
      wait?.stop();
    },
  };
}
