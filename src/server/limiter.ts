/** How often somebody may do something: an exact sliding window over a clock that never jumps, without timers and without waiting. */

export interface Limiter {
  /** Counts a call; 0 when it is allowed, else the whole seconds after which one is again (and the call is not counted). */
  take(key: string | number): number;
}

interface Window {
  /** The last `count` calls, as a ring. */
  timesMs: Float64Array;
  next: number;
  newestMs: number;
}

/** Keys are forgotten when their window is over; looked at once the table has grown so far. */
const SWEEP_AT = 10_000;

export function createLimiter(limit: {count: number; perSeconds: number}, monotonicMs: () => number): Limiter {
  const perMs = limit.perSeconds * 1000;
  const windows = new Map<string | number, Window>();
  let sweepAt = SWEEP_AT;

  function sweep(nowMs: number): void {
    for (const [key, window] of windows) if (nowMs - window.newestMs >= perMs) windows.delete(key);
    sweepAt = Math.max(SWEEP_AT, windows.size * 2);
  }

  return {
    take(key) {
      const nowMs = monotonicMs();
      let window = windows.get(key);
      if (window === undefined) {
        if (windows.size >= sweepAt) sweep(nowMs);
        window = {timesMs: new Float64Array(limit.count).fill(Number.NEGATIVE_INFINITY), next: 0, newestMs: nowMs};
        windows.set(key, window);
      }
      // The oldest call still remembered stands where the next one is written.
      const waitMs = (window.timesMs[window.next] ?? 0) + perMs - nowMs;
      if (waitMs > 0) return Math.ceil(waitMs / 1000);
      window.timesMs[window.next] = nowMs;
      window.next = (window.next + 1) % limit.count;
      window.newestMs = nowMs;
      return 0;
    },
  };
}
