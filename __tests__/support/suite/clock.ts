/** A clock that moves only when the test turns it. */

export interface Clock {
  /** Milliseconds since 1970. */
  now: () => number;
  monotonicMs: () => number;
  /** As a timer: runs when the clock was turned so far. Returns how not to. */
  after: (delayMs: number, run: () => void) => () => void;
  readonly turn: (ms: number) => void;
}

export function handClock(startMs = Date.UTC(2030, 0, 1)): Clock {
  let passedMs = 0;
  const planned = new Set<{atMs: number; run: () => void}>();
  return {
    now: () => startMs + passedMs,
    monotonicMs: () => passedMs,
    after(delayMs, run) {
      const plan = {atMs: passedMs + delayMs, run};
      planned.add(plan);
      return () => void planned.delete(plan);
    },
    turn(ms) {
      passedMs += ms;
      for (const plan of [...planned].toSorted((one, other) => one.atMs - other.atMs)) {
        if (plan.atMs > passedMs) continue;
        planned.delete(plan);
        plan.run();
      }
    },
  };
}
