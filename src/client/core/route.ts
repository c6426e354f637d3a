/** Which way the bytes of a file go between two people, and the timeouts of the direct way. */

/**
 * `direct`: from client to client only; `relay`: over the server; `auto`: directly where both may and can, and over the
 * server until such a way is found.
 */
const ROUTES = ['auto', 'direct', 'relay'] as const;
export type Route = (typeof ROUTES)[number];

/** Timeouts for direct file transfer, in milliseconds. */
export interface DirectWaits {
  /** For an answer of another program through the server. */
  answerMs: number;
  /** For a direct connection before the first bytes go over the server; the search continues meanwhile. */
  headStartMs: number;
  /** Without progress: the connection is given up. */
  stalledMs: number;
  /** After a failed search, before the next one. */
  againMs: number;
  /** Without a receiver: the file goes over the server, where that is allowed. */
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

/** A low rate limit delays whole packets. */
const LIMITED_MS = 60_000;

/** When a channel on which nothing moves is given up. */
export const stalledMs = ({stalledMs: usual}: DirectWaits, {limit}: {readonly limit: number | undefined}): number =>
  limit === undefined ? usual : Math.max(usual, LIMITED_MS);
