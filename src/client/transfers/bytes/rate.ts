/** Rate limit shared by all transfers of one direction. */
import {setTimeout as delay} from 'node:timers/promises';

/** So many pieces a second, so that progress is even and several take turns. */
const PIECES_PER_SECOND = 8;

export interface Rate {
  /** Bytes a second; `undefined` is as fast as it goes. */
  limit: number | undefined;
  /** How many bytes to move at once, at most `most`. */
  pieceBytes(most: number): number;
  /** Accounts for bytes that move now; resolves when the next may, also when aborted. `undefined`: at once. */
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
