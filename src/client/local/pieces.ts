/** Work on a file in pieces, each of which is a transaction of its own: cut anywhere, what is done stays done. */
import {inTransaction, type Database} from './sqlite.ts';

/** A piece takes so long, and its last step. */
const PIECE_MS = 8;

/**
 * Takes steps until the time for it is over. Each step has to leave the file as it may be left.
 * @returns whether it has taken the last one
 */
export const inOnePiece = (database: Database, steps: Iterator<unknown>, forMs = PIECE_MS): boolean =>
  inTransaction(database, () => {
    const untilMs = performance.now() + forMs;
    while (steps.next().done !== true) if (performance.now() >= untilMs) return false;
    return true;
  });
