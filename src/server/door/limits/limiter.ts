/**
 * Rate limit by an exact sliding window over a monotonic clock, without timers. Hand-written, because `rate-limiter-flexible` is
 * asynchronous and uses the wall clock (`docs/adr/0009-a-limiter-of-our-own.md`).
 */
import {createSweptMap} from './sweptMap.ts';

export interface Limiter {
  /** Counts a call and returns 0, or counts nothing and returns the whole seconds until a call is allowed. */
  take(key: string | number): number;
}

export interface Counter extends Limiter {
  /** The result of `take`, without counting a call. */
  waitOf(key: string | number): number;
  /** Number of calls in the current window. */
  countOf(key: string | number): number;
  /** Resets the key. */
  forget(key: string | number): void;
}

/** Times of calls, oldest first; those from index `start` on are in the window. */
interface Window {
  timesMs: number[];
  start: number;
}

/** Above this number of keys, those with an expired window are removed. */
const SWEEP_AT = 10_000;
/** Expired times are removed in chunks of at least this size. */
const DROP_AT = 64;

export function createLimiter(limit: {count: number; perSeconds: number}, monotonicMs: () => number): Counter {
  const perMs = limit.perSeconds * 1000;
  const windows = createSweptMap<string | number, Window>({
    atLeast: SWEEP_AT,
    monotonicMs,
    isOver: ({timesMs}, nowMs) => nowMs - (timesMs.at(-1) ?? 0) >= perMs,
  });

  const waitIn = ({timesMs, start}: Window, nowMs: number) =>
    timesMs.length - start >= limit.count ? Math.ceil(((timesMs[start] ?? 0) + perMs - nowMs) / 1000) : 0;
  /** The window of a key, without expired calls. */
  function current(key: string | number, nowMs: number): Window | undefined {
    const window = windows.get(key);
    if (window === undefined) return undefined;
    const {timesMs} = window;
    while (window.start < timesMs.length && nowMs - (timesMs[window.start] ?? 0) >= perMs) window.start++;
    return window;
  }

  return {
    take(key) {
      const nowMs = monotonicMs();
      const window = current(key, nowMs);
      if (window === undefined) {
        // The array starts with one element, because most keys call only once or twice, and V8 would grow an empty one to
        // seventeen.
        windows.set(key, {timesMs: [nowMs], start: 0});
        return 0;
      }
      if (window.start >= DROP_AT && window.start * 2 >= window.timesMs.length) {
        window.timesMs.splice(0, window.start);
        window.start = 0;
      }
      const waitSeconds = waitIn(window, nowMs);
      if (waitSeconds === 0) window.timesMs.push(nowMs);
      return waitSeconds;
    },
    waitOf(key) {
      const nowMs = monotonicMs();
      const window = current(key, nowMs);
      return window === undefined ? 0 : waitIn(window, nowMs);
    },
    countOf(key) {
      const window = current(key, monotonicMs());
      return window === undefined ? 0 : window.timesMs.length - window.start;
    },
    forget: key => windows.delete(key),
  };
}
