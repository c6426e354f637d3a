/**
 * Rate limit by an exact sliding window over a monotonic clock, without timers. By hand: `rate-limiter-flexible` answers with
 * a promise and counts by the wall clock (`docs/adr/0009-a-limiter-of-our-own.md`).
 */
import {createSweptMap} from './sweptMap.ts';

export interface Limiter {
  /** Counts a call; 0 when it is allowed, else the whole seconds after which one is again (and the call is not counted). */
  take(key: string | number): number;
}

export interface Counter extends Limiter {
  /** As `take` would answer; counts nothing. */
  waitOf(key: string | number): number;
  /** How many calls count now. */
  countOf(key: string | number): number;
  /** Its calls count no more. */
  forget(key: string | number): void;
}

/** Calls that still count, oldest first, from `start` on; as long as somebody calls rarely, it is short. */
interface Window {
  timesMs: number[];
  start: number;
}

/** Keys whose window is over are swept beyond so many. */
const SWEEP_AT = 10_000;
/** What no longer counts is thrown away in pieces of at least so many. */
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
  /** What still counts of it. */
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
        // With room for one: most keys call once or twice, and an empty list makes room for seventeen.
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
