/**
 * Limits logins with a token per second: after a restart everybody reconnects at once, while connected clients must still be
 * served.
 */
import {createLimiter} from './limiter.ts';

export interface Admission {
  /** Counts an admission and returns 0, or returns the whole seconds until there is a slot. */
  take(): number;
}

/** Maximum wait that is returned, in ms. */
const WAIT_MS_MAX = 60_000;

/** @param perSecondMax 0 is unlimited */
export function openAdmission(perSecondMax: number, monotonicMs: () => number): Admission {
  if (perSecondMax === 0) return {take: () => 0};
  const places = createLimiter({count: perSecondMax, perSeconds: 1}, monotonicMs);
  /** Refused clients get different times, so that they do not all come back at the same moment. */
  let lastTurnMs = 0;
  return {
    take() {
      if (places.take('') === 0) return 0;
      const nowMs = monotonicMs();
      lastTurnMs = Math.min(Math.max(lastTurnMs, nowMs) + 1_000 / perSecondMax, nowMs + WAIT_MS_MAX);
      return Math.ceil((lastTurnMs - nowMs) / 1_000);
    },
  };
}
