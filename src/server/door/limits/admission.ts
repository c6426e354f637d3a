/**
 * Limits connections admitted with a token per second: after a restart everybody reconnects at once, while those who are in
 * must still be served.
 */
import {createLimiter} from './limiter.ts';

export interface Admission {
  /** Counts somebody who is let in; 0 when there is a place, else the whole seconds after which there will be one. */
  take(): number;
}

/** Longer than this nobody is told to wait, however many there are. */
const WAIT_MS_MAX = 60_000;

/** `perSecondMax` 0 lets everybody in. */
export function openAdmission(perSecondMax: number, monotonicMs: () => number): Admission {
  if (perSecondMax === 0) return {take: () => 0};
  const places = createLimiter({count: perSecondMax, perSeconds: 1}, monotonicMs);
  /** Everybody who has to wait is given a turn of their own, so that they do not all come again at the same moment. */
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
