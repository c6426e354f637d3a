/** Counts latencies in steps of about 1.5 % from a microsecond up, so that millions cost no memory. */

export interface Histogram {
  add(valueUs: number): void;
  /** Milliseconds; 0 when nothing was counted. `share` from 0 to 1. */
  quantileMs(share: number): number;
  count(): number;
}

export function openHistogram(): Histogram {
  const step = Math.log(1.015);
  const buckets = new Uint32Array(2048);
  let total = 0;
  return {
    add(valueUs) {
      buckets[Math.min(buckets.length - 1, Math.max(0, Math.round(Math.log(Math.max(1, valueUs)) / step)))]!++;
      total++;
    },
    quantileMs(share) {
      let seen = 0;
      for (const [index, count] of buckets.entries()) {
        seen += count;
        if (seen > share * (total - 1)) return Math.exp(index * step) / 1000;
      }
      return 0;
    },
    count: () => total,
  };
}
