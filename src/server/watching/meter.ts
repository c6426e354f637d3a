/** Optional hooks for hot-path metrics; one comparison when no listener is set. */

export interface MeterListener {
  /** Jobs of one transaction; how long all of it took, and the fsync at its end. Milliseconds. */
  committed(jobs: number, tookMs: number, syncMs: number): void;
  /** Events handed to connections. */
  delivered(count: number): void;
  /** A request was refused with this code. */
  refused(code: string): void;
}

export interface Meter {
  listener: MeterListener | undefined;
}

export const openMeter = (): Meter => ({listener: undefined});
