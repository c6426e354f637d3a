/** Tries of a password: so many a minute, and after some wrong ones a pause that doubles each time; nothing is ever locked for good. */
import {createLimiter} from './limiter.ts';

export interface Guesses {
  /** Counts a try; 0 when it is allowed, else the whole seconds after which one is again (and the try is not counted). */
  take(key: string | number): number;
  wrong(key: string | number): void;
  right(key: string | number): void;
}

/** Whatever the address: the most that can be tried of one account. */
const WINDOW = {count: 10, perSeconds: 60};
/** Wrong ones in a row that cost no pause: people mistype. */
const FREE = 5;
const FIRST_PAUSE_MS = 1_000;
const LAST_PAUSE_MS = 15 * 60_000;
/** Without a try for so long, the count begins anew. */
const FORGOTTEN_MS = 4 * LAST_PAUSE_MS;
const SWEEP_AT = 10_000;

interface Failures {
  count: number;
  lastMs: number;
}

export function createGuesses(monotonicMs: () => number): Guesses {
  const window = createLimiter(WINDOW, monotonicMs);
  const failures = new Map<string | number, Failures>();
  let sweepAt = SWEEP_AT;

  function sweep(nowMs: number): void {
    for (const [key, {lastMs}] of failures) if (nowMs - lastMs >= FORGOTTEN_MS) failures.delete(key);
    sweepAt = Math.max(SWEEP_AT, failures.size * 2);
  }

  return {
    take(key) {
      const known = failures.get(key);
      const waitMs = known === undefined ? 0 : known.lastMs + pauseAfter(known.count) - monotonicMs();
      return waitMs > 0 ? Math.ceil(waitMs / 1000) : window.take(key);
    },
    wrong(key) {
      const nowMs = monotonicMs();
      const known = failures.get(key);
      if (known === undefined && failures.size >= sweepAt) sweep(nowMs);
      const isFresh = known === undefined || nowMs - known.lastMs >= FORGOTTEN_MS;
      failures.set(key, {count: isFresh ? 1 : known.count + 1, lastMs: nowMs});
    },
    right: key => void failures.delete(key),
  };
}

const pauseAfter = (count: number) =>
  count < FREE ? 0 : Math.min(LAST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(count - FREE, 30));
