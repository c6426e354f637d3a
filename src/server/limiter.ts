/** How often somebody may do something: an exact sliding window over a clock that never jumps, without timers and without waiting. */

export interface Limiter {
  /** Counts a call; 0 when it is allowed, else the whole seconds after which one is again (and the call is not counted). */
  take(key: string | number): number;
}

/** Calls that still count, oldest first, from `start` on; as long as somebody calls rarely, it is short. */
interface Window {
  timesMs: number[];
  start: number;
}

/** Keys are forgotten when their window is over; looked at once the table has grown so far. */
const SWEEP_AT = 10_000;
/** What no longer counts is thrown away in pieces of at least so many. */
const DROP_AT = 64;

export function createLimiter(limit: {count: number; perSeconds: number}, monotonicMs: () => number): Limiter {
  const perMs = limit.perSeconds * 1000;
  const windows = new Map<string | number, Window>();
  let sweepAt = SWEEP_AT;

  function sweep(nowMs: number): void {
    for (const [key, {timesMs}] of windows) if (nowMs - (timesMs.at(-1) ?? 0) >= perMs) windows.delete(key);
    sweepAt = Math.max(SWEEP_AT, windows.size * 2);
  }

  function begin(key: string | number, nowMs: number): void {
    if (windows.size >= sweepAt) sweep(nowMs);
    // With room for one: most keys call once or twice, and an empty list makes room for seventeen.
    windows.set(key, {timesMs: [nowMs], start: 0});
  }

  return {
    take(key) {
      const nowMs = monotonicMs();
      const window = windows.get(key);
      if (window === undefined) {
        begin(key, nowMs);
        return 0;
      }
      const {timesMs} = window;
      while (window.start < timesMs.length && nowMs - (timesMs[window.start] ?? 0) >= perMs) window.start++;
      if (window.start >= DROP_AT && window.start * 2 >= timesMs.length) {
        timesMs.splice(0, window.start);
        window.start = 0;
      }
      if (timesMs.length - window.start >= limit.count) {
        return Math.ceil(((timesMs[window.start] ?? 0) + perMs - nowMs) / 1000);
      }
      timesMs.push(nowMs);
      return 0;
    },
  };
}
