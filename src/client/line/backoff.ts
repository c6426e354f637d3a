/**
 * Backoff before the next attempt after a refusal or disconnect: the wait that the server asks for, else doubling; bounded,
 * with jitter.
 */

export interface Backoff {
  firstMs: number;
  maxMs: number;
  /** A random number from 0 to below 1. */
  random(): number;
}

/**
 * With these values a reconnect succeeds within ten seconds after the network is back: at most this wait, plus the rest of a
 * hanging attempt.
 */
export const DEFAULT_BACKOFF: Backoff = {firstMs: 1_000, maxMs: 5_000, random: Math.random};

/** Maximum wait in seconds that a server can ask for. */
export const ASKED_SECONDS_MAX = 300;
/** Jitter on waits that a server asks for, in milliseconds. */
const ASKED_SPREAD_MS = 1_000;

/** Milliseconds to wait: half to all of the full backoff, or what the server asks for. `attempt` counts from 1. */
export function waitMs(backoff: Backoff, attempt: number, askedSeconds = 0): number {
  if (askedSeconds > 0) {
    return Math.min(askedSeconds, ASKED_SECONDS_MAX) * 1_000 + Math.round(backoff.random() * ASKED_SPREAD_MS);
  }
  const full = Math.min(backoff.maxMs, backoff.firstMs * 2 ** Math.min(attempt - 1, 20));
  return Math.round(full * (0.5 + backoff.random() / 2));
}
