/** A pool of reusable memory segments for file bytes, so that a file of any size takes the same memory. */

export const SEGMENT_BYTES = 512 * 1024;
/** Kept for the next file when nobody uses them. */
const FREE_MAX = 16;

/** A piece of a file, from `at` on, filled up to `usedBytes`. */
export interface Segment {
  readonly buffer: Buffer;
  at: number;
  usedBytes: number;
  /** Who still needs the bytes: the file itself, and every write to a connection that is not done. */
  holders: number;
}

export interface Segments {
  /** One holder: whoever asked. */
  take(at: number): Segment;
  /** One holder less; without any it is used again. */
  release(segment: Segment): void;
}

export function createSegments(): Segments {
  const free: Buffer[] = [];
  return {
    take: at => ({buffer: free.pop() ?? Buffer.allocUnsafeSlow(SEGMENT_BYTES), at, usedBytes: 0, holders: 1}),
    release(segment) {
      segment.holders -= 1;
      if (segment.holders === 0 && free.length < FREE_MAX) free.push(segment.buffer);
    },
  };
}
