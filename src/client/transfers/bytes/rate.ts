/** Rate limit shared by all transfers of one direction. */
import {setTimeout as delay} from 'node:timers/promises';

/** Pieces per second: more even progress, and several transfers alternate. */
const PIECES_PER_SECOND = 8;

export interface Rate {
  /** Bytes per second; `undefined`: unlimited. */
  limit: number | undefined;
  /** Number of bytes to move at once, at most `most`. */
  pieceBytes(most: number): number;
  /** Accounts for bytes that are moved now. Resolves when the next may move, or on abort; `undefined`: at once. */
  take(bytes: number, signal: AbortSignal): Promise<void> | undefined;
}

export function createRate(limit?: number): Rate {
  let freeAtMs = 0;
  return {
    limit,
    pieceBytes(most) {
      return this.limit === undefined ? most : Math.min(most, Math.ceil(this.limit / PIECES_PER_SECOND));
    },
    take(bytes, signal) {
      if (this.limit === undefined) return undefined;
      const nowMs = performance.now();
      freeAtMs = Math.max(nowMs, freeAtMs) + (bytes / this.limit) * 1_000;
      return delay(freeAtMs - nowMs, undefined, {signal}).catch(() => undefined);
    },
  };
}
