/** How long is waited for what where files go from client to client; milliseconds. */
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
