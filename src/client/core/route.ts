/** Which way the bytes of a file go between two people, and the timeouts of the direct way. */

/**
 * `direct`: from client to client only; `relay`: over the server; `auto`: directly where both may and can, and over the
 * server until such a way is found.
 */
export const ROUTES = ['auto', 'direct', 'relay'] as const;
export type Route = (typeof ROUTES)[number];

/** Timeouts for direct file transfer, in milliseconds. */
export interface DirectWaits {
  /** An answer of another program, through the server. */
  answerMs: number;
  /** A direct way that is found so soon spares the server the first bytes; the search goes on while it has them. */
  headStartMs: number;
  /** Nothing moves for so long: the way is blocked. */
  stalledMs: number;
  /** So long after there was no way, one is looked for again. */
  againMs: number;
  /** Nobody takes it for so long: it goes over the server, where it may. */
  takenMs: number;
}

export const DIRECT_WAITS: DirectWaits = {
  answerMs: 3_000,
  headStartMs: 400,
  stalledMs: 8_000,
  againMs: 20_000,
  takenMs: 60_000,
};
/** Nobody is there to be waited for in a shell verb, unless the other one waits, too. */
export const HEADLESS_TAKEN_MS = 5_000;

/** A limit of a few bytes a second holds up whole packets. */
const LIMITED_MS = 60_000;

/** When a lane on which nothing moves is given up. */
export const stalledMs = ({stalledMs: usual}: DirectWaits, {limit}: {readonly limit: number | undefined}): number =>
  limit === undefined ? usual : Math.max(usual, LIMITED_MS);
