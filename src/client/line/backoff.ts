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

/** Keeps a reconnect within ten seconds after the network is back: this wait, and the rest of a hanging attempt. */
export const DEFAULT_BACKOFF: Backoff = {firstMs: 1_000, maxMs: 5_000, random: Math.random};

/** Upper limit of a wait that a server asks for. */
export const ASKED_SECONDS_MAX = 300;
/** Jitter on waits that a server asks for. */
const ASKED_SPREAD_MS = 1_000;

/** Milliseconds: half of the full wait to all of it, or what the server asks for; `attempt` counts from 1. */
export function waitMs(backoff: Backoff, attempt: number, askedSeconds = 0): number {
  if (askedSeconds > 0) {
    return Math.min(askedSeconds, ASKED_SECONDS_MAX) * 1_000 + Math.round(backoff.random() * ASKED_SPREAD_MS);
  }
  const full = Math.min(backoff.maxMs, backoff.firstMs * 2 ** Math.min(attempt - 1, 20));
  return Math.round(full * (0.5 + backoff.random() / 2));
}
