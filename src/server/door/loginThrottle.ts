/**
 * Limits password attempts by account and network: 10 failures a minute, and after 5 a pause that doubles each time. Attempts
 * from elsewhere do not lock out a network from which the account has logged in; no account is ever locked for good.
 */
import type {Logger} from '../logger.ts';
import type {Store} from '../storeContract/store.ts';
import {createLimiter} from './limits/limiter.ts';
import {createSweptMap} from './limits/sweptMap.ts';
import {networkPrefixOf} from '../network.ts';

/** What is tried, and from where. */
export interface LoginAttempt {
  /** As typed, or the user id where a device is signed in already. */
  name: string | number;
  /** As `networkPrefixOf` has it. */
  network: string;
}

/** Why a try has to wait: for what went wrong before, or because several of the same are being looked at. */
export interface Wait {
  seconds: number;
  isForWrong: boolean;
}

export interface LoginThrottle {
  /**
   * Begins a try, which `wrong`, `right` or `undecided` ends; `undefined` when it is allowed, else how long to wait (and none
   * has begun).
   */
  take(attempt: LoginAttempt): Wait | undefined;
  wrong(attempt: LoginAttempt): void;
  /** The count begins anew, and this network is known to be the person's from now on. */
  right(attempt: LoginAttempt): void;
  /** Somebody came in as this person from there, also by a kept login. */
  seen(attempt: LoginAttempt): void;
  /** Whether this person came in from there before. */
  isKnown(attempt: LoginAttempt): boolean;
  /** Nothing was compared: the server was too busy, say. */
  undecided(attempt: LoginAttempt): void;
}

/** The most that can be tried of one account from one network. */
const WINDOW = {count: 10, perSeconds: 60};
/** Wrong ones of one account from all networks where nobody ever logged in to it; far less than guessing needs. */
const FROM_UNKNOWN = {count: 60, perSeconds: 60 * 60};
/** Wrong ones in a row that cost no pause: people mistype. */
const FREE = 5;
const FIRST_PAUSE_MS = 1_000;
const LAST_PAUSE_MS = 15 * 60_000;
/** Without a try for so long, the count begins anew. */
const FORGOTTEN_MS = 4 * LAST_PAUSE_MS;
const SWEEP_AT = 10_000;
/** Networks that are kept as known, the latest ones; a name and a network take about 100 bytes. */
const KNOWN_MAX = 50_000;

interface Failures {
  count: number;
  lastMs: number;
}

export function createLoginThrottle(monotonicMs: () => number): LoginThrottle {
  const window = createLimiter(WINDOW, monotonicMs);
  const fromUnknown = createLimiter(FROM_UNKNOWN, monotonicMs);
  const failures = createSweptMap<string, Failures>({
    atLeast: SWEEP_AT,
    monotonicMs,
    isOver: ({lastMs}, nowMs) => nowMs - lastMs >= FORGOTTEN_MS,
  });
  /** Tries that have begun and not ended; and those of them from networks that were not known, by name. */
  const running = new Map<string, number>();
  const strange = new Map<string | number, string[]>();
  const known = new Set<string>();

  /** Last in the order of the set: who came in lately stays longest. */
  function see(key: string): void {
    known.delete(key);
    known.add(key);
    const [oldest] = known;
    if (oldest !== undefined && known.size > KNOWN_MAX) known.delete(oldest);
  }
  function end(key: string, name: string | number): void {
    const others = strange.get(name);
    const at = others?.indexOf(key) ?? -1;
    if (at >= 0) others?.splice(at, 1);
    if (others?.length === 0) strange.delete(name);
    const left = (running.get(key) ?? 1) - 1;
    if (left > 0) running.set(key, left);
    else running.delete(key);
  }
  function waitOf({name}: LoginAttempt, key: string): number {
    const failed = failures.get(key);
    const pauseMs = failed === undefined ? 0 : failed.lastMs + pauseAfter(failed.count) - monotonicMs();
    if (pauseMs > 0) return Math.ceil(pauseMs / 1000);
    return window.waitOf(key) || (known.has(key) ? 0 : fromUnknown.waitOf(name));
  }

  return {
    take(attempt) {
      const key = keyOf(attempt);
      const seconds = waitOf(attempt, key);
      if (seconds > 0) return {seconds, isForWrong: true};
      const count = running.get(key) ?? 0;
      // Each of those that run may turn out wrong.
      if (count + window.countOf(key) >= WINDOW.count) return {seconds: 1, isForWrong: false};
      if (!known.has(key)) {
        const others = strange.get(attempt.name) ?? [];
        if (others.length + fromUnknown.countOf(attempt.name) >= FROM_UNKNOWN.count)
          return {seconds: 1, isForWrong: false};
        strange.set(attempt.name, [...others, key]);
      }
      running.set(key, count + 1);
      return undefined;
    },
    wrong(attempt) {
      const key = keyOf(attempt);
      end(key, attempt.name);
      const nowMs = monotonicMs();
      const failed = failures.get(key);
      const isFresh = failed === undefined || nowMs - failed.lastMs >= FORGOTTEN_MS;
      failures.set(key, {count: isFresh ? 1 : failed.count + 1, lastMs: nowMs});
      window.take(key);
      if (!known.has(key)) fromUnknown.take(attempt.name);
    },
    right(attempt) {
      const key = keyOf(attempt);
      end(key, attempt.name);
      failures.delete(key);
      window.forget(key);
      see(key);
    },
    seen: attempt => see(keyOf(attempt)),
    isKnown: attempt => known.has(keyOf(attempt)),
    undecided: attempt => end(keyOf(attempt), attempt.name),
  };
}

const keyOf = ({name, network}: LoginAttempt) => JSON.stringify([name, network]);

const pauseAfter = (count: number) =>
  count < FREE ? 0 : Math.min(LAST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(count - FREE, 30));

interface Remembering {
  loginThrottle: LoginThrottle;
  store: Pick<Store, 'loginPlaces'>;
  log: Pick<Logger, 'error'>;
}

/** From where people came in before this start, by the record of logins. */
export async function recallNetworks({loginThrottle, store, log}: Remembering): Promise<void> {
  try {
    const places = await store.loginPlaces(KNOWN_MAX);
    // Who came last is seen last.
    for (const {name, address} of places.toReversed()) loginThrottle.seen({name, network: networkPrefixOf(address)});
  } catch (error) {
    log.error({error}, 'the record of logins could not be read');
  }
}
