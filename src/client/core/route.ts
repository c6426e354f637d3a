/** The route of a file's bytes between two people, and the timeouts of direct transfers. */

/**
 * `direct`: from client to client only; `relay`: over the server; `auto`: directly when both allow it and a connection is
 * found, over the server until then.
 */
const ROUTES = ['auto', 'direct', 'relay'] as const;
export type Route = (typeof ROUTES)[number];

/** Timeouts for direct file transfer, in milliseconds. */
export interface DirectWaits {
  /** Wait for an answer of the other person's program, which comes through the server. */
  answerMs: number;
  /** Wait for a direct connection before the bytes start over the server; the search continues meanwhile. */
  headStartMs: number;
  /** A connection without progress for this long is closed. */
  stalledMs: number;
  /** Wait after a failed search before the next one. */
  againMs: number;
  /** Wait for a receiver before the file goes over the server, where that is allowed. */
  takenMs: number;
}

export const DIRECT_WAITS: DirectWaits = {
  answerMs: 3_000,
  headStartMs: 400,
  stalledMs: 8_000,
  againMs: 20_000,
  takenMs: 60_000,
};
/** `takenMs` of a shell verb, which does not wait long for a receiver. */
export const HEADLESS_TAKEN_MS = 5_000;

/** With a low rate limit, whole packets can be this far apart (milliseconds). */
const LIMITED_MS = 60_000;

/** Milliseconds without progress after which a channel is closed. */
export const stalledMs = ({stalledMs: usual}: DirectWaits, {limit}: {readonly limit: number | undefined}): number =>
  limit === undefined ? usual : Math.max(usual, LIMITED_MS);
