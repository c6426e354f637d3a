/** Token bucket of message bytes per user: a burst, and a rate per second after it. */
import {createSweptMap} from './sweptMap.ts';

export interface ByteRate {
  /** Counts them; 0 when they are allowed, else the whole seconds after which they will be (and nothing is counted). */
  take(key: number, bytes: number): number;
}

/** Senders whose rate is whole again are swept beyond so many. */
const SWEEP_AT = 1_000;

/** What is larger than `burstBytes` by itself is allowed when nothing else was sent for long enough. */
export function createByteRate(
  {burstBytes, bytesPerSecond}: {burstBytes: number; bytesPerSecond: number},
  monotonicMs: () => number,
): ByteRate {
  /** When somebody has all of it again. */
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
