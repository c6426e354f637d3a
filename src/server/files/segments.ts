/** A pool of reusable memory segments for file bytes, so that a file of any size takes the same memory. */

export const SEGMENT_BYTES = 512 * 1024;
/** Maximum number of free segments kept for reuse. */
const FREE_MAX = 16;

/** A chunk of a file from `at` on, filled up to `usedBytes`. */
export interface Segment {
  readonly buffer: Buffer;
  at: number;
  usedBytes: number;
  /** Reference count: the file itself, and every pending write to a connection. */
  holders: number;
}

export interface Segments {
  /** A segment with one reference. */
  take(at: number): Segment;
  /** Drops a reference; without any the segment is reused. */
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
