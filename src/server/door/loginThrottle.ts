/**
 * Limits password attempts by account and network: 10 failures a minute, and after 5 a pause that doubles each time. Attempts
 * from elsewhere do not lock out a network from which the account has logged in; no account is ever locked for good.
 */
import {createRecentSet} from '../../shared/bounds/recentSet.ts';
import type {Logger} from '../logger.ts';
import type {Store} from '../storeContract/store.ts';
import {createLimiter} from './limits/limiter.ts';
import {createSweptMap} from './limits/sweptMap.ts';
import {networkPrefixOf} from '../network.ts';

/** An attempt: the account and the network. */
export interface LoginAttempt {
  /** As typed, or the user id on a device that is already logged in. */
  name: string | number;
  /** As returned by `networkPrefixOf`. */
  network: string;
}

/** Why an attempt has to wait: earlier failures, or too many attempts in progress. */
export interface Wait {
  seconds: number;
  isForWrong: boolean;
}

export interface LoginThrottle {
  /**
   * Starts an attempt, which has to be ended by `wrong`, `right` or `undecided`, and returns `undefined`; or returns how long to
   * wait.
   */
  take(attempt: LoginAttempt): Wait | undefined;
  wrong(attempt: LoginAttempt): void;
  /** Resets the count; the network is known for this account from now on. */
  right(attempt: LoginAttempt): void;
  /** The account logged in from this network, also by a token. */
  seen(attempt: LoginAttempt): void;
  /** Whether the account has logged in from this network before. */
  isKnown(attempt: LoginAttempt): boolean;
  /** The password was not checked, e.g. because the server was too busy. */
  undecided(attempt: LoginAttempt): void;
}

/** Attempts per account and network. */
const WINDOW = {count: 10, perSeconds: 60};
/**
 * Failures per account from all unknown networks (without a previous login to the account) together; far fewer than guessing
 * needs.
 */
const FROM_UNKNOWN = {count: 60, perSeconds: 60 * 60};
/** Failures in a row without a pause, because people make typing mistakes. */
const FREE = 5;
const FIRST_PAUSE_MS = 1_000;
const LAST_PAUSE_MS = 15 * 60_000;
/** The failure count is reset after this time without an attempt. */
const FORGOTTEN_MS = 4 * LAST_PAUSE_MS;
const SWEEP_AT = 10_000;
/** Maximum number of known pairs of account and network, most recent ones; each takes about 100 bytes. */
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
  /** Attempts in progress by account and network; and those from unknown networks by name. */
  const running = new Map<string, number>();
  const unknownRunning = new Map<string | number, string[]>();
  const known = createRecentSet(KNOWN_MAX);

  function end(key: string, name: string | number): void {
    const others = unknownRunning.get(name);
    const at = others?.indexOf(key) ?? -1;
    if (at >= 0) others?.splice(at, 1);
    if (others?.length === 0) unknownRunning.delete(name);
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
      // Attempts in progress count too, because each may turn out wrong.
      if (count + window.countOf(key) >= WINDOW.count) return {seconds: 1, isForWrong: false};
      if (!known.has(key)) {
        const others = unknownRunning.get(attempt.name) ?? [];
        if (others.length + fromUnknown.countOf(attempt.name) >= FROM_UNKNOWN.count)
          return {seconds: 1, isForWrong: false};
        unknownRunning.set(attempt.name, [...others, key]);
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
      known.add(key);
    },
    seen: attempt => known.add(keyOf(attempt)),
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

/** Loads the known networks from the login record at the start. */
export async function recallNetworks({loginThrottle, store, log}: Remembering): Promise<void> {
  try {
    const places = await store.loginPlaces(KNOWN_MAX);
    // Oldest first, so that the most recent ones are kept.
    for (const {name, address} of places.toReversed()) loginThrottle.seen({name, network: networkPrefixOf(address)});
  } catch (error) {
    log.error({error}, 'the record of logins could not be read');
  }
}
