/** What the hot ways of the server tell of themselves; costs a comparison while nobody measures. */

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
