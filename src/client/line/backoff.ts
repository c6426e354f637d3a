/**
 * How long to wait before the next try of something that was refused or cut: as the server asks, else doubling; bounded, with
 * jitter.
 */

export interface Backoff {
  firstMs: number;
  maxMs: number;
  /** 0 to below 1. */
  random(): number;
}

/** Nobody who was cut off waits longer than ten seconds after the network heals: this, and the rest of a try that hangs. */
export const DEFAULT_BACKOFF: Backoff = {firstMs: 1_000, maxMs: 5_000, random: Math.random};

/** Longer than this no server can make anybody wait. */
export const ASKED_SECONDS_MAX = 300;
/** Over so long a time those who were told the same come again. */
const ASKED_SPREAD_MS = 1_000;

/** Milliseconds: half of the full wait to all of it, or what the server asks for; `attempt` counts from 1. */
export function waitMs(backoff: Backoff, attempt: number, askedSeconds = 0): number {
  if (askedSeconds > 0) {
    return Math.min(askedSeconds, ASKED_SECONDS_MAX) * 1_000 + Math.round(backoff.random() * ASKED_SPREAD_MS);
  }
  const full = Math.min(backoff.maxMs, backoff.firstMs * 2 ** Math.min(attempt - 1, 20));
  return Math.round(full * (0.5 + backoff.random() / 2));
}
