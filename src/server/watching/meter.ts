/** Optional hooks for hot-path metrics; one comparison when no listener is set. */

export interface MeterListener {
  /** A transaction with its number of jobs, and the milliseconds of the transaction and of its fsync. */
  committed(jobs: number, tookMs: number, syncMs: number): void;
  /** Number of events sent to connections. */
  delivered(count: number): void;
  /** A request was refused with this code. */
  refused(code: string): void;
}

export interface Meter {
  listener: MeterListener | undefined;
}

export const openMeter = (): Meter => ({listener: undefined});
