/** How long to wait before the next try to connect: doubling, bounded, and never the same for two clients. */

export interface Backoff {
  firstMs: number;
  maxMs: number;
  /** 0 to below 1. */
  random(): number;
}

/** Nobody who was cut off waits longer than ten seconds after the network heals: this, and the rest of a try that hangs. */
export const DEFAULT_BACKOFF: Backoff = {firstMs: 1_000, maxMs: 5_000, random: Math.random};

/** Between half of the full wait and all of it; `attempt` counts from 1. */
export function waitMs(backoff: Backoff, attempt: number): number {
  const full = Math.min(backoff.maxMs, backoff.firstMs * 2 ** Math.min(attempt - 1, 20));
  return Math.round(full * (0.5 + backoff.random() / 2));
}
