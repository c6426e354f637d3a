/** Token bucket of message bytes per user: a burst, and a rate per second after it. */
import {createSweptMap} from './sweptMap.ts';

export interface ByteRate {
  /** Counts the bytes and returns 0, or counts nothing and returns the whole seconds until they are allowed. */
  take(key: number, bytes: number): number;
}

/** Above this number of senders, those with a full bucket are removed. */
const SWEEP_AT = 1_000;

/** A single message larger than `burstBytes` is allowed when the bucket is full. */
export function createByteRate(
  {burstBytes, bytesPerSecond}: {burstBytes: number; bytesPerSecond: number},
  monotonicMs: () => number,
): ByteRate {
  /** Time at which a sender's bucket is full again, by sender. */
  const wholeAtMs = createSweptMap<number, number>({
    atLeast: SWEEP_AT,
    monotonicMs,
    isOver: (atMs, nowMs) => atMs <= nowMs,
  });
  return {
    take(key, bytes) {
      const nowMs = monotonicMs();
      const wholeMs = Math.max(nowMs, wholeAtMs.get(key) ?? 0);
      const usedBytes = ((wholeMs - nowMs) * bytesPerSecond) / 1_000;
      const overBytes = usedBytes === 0 ? 0 : usedBytes + bytes - burstBytes;
      if (overBytes > 0) return Math.ceil(Math.min(overBytes, usedBytes) / bytesPerSecond);
      wholeAtMs.set(key, wholeMs + (bytes * 1_000) / bytesPerSecond);
      return 0;
    },
  };
}
