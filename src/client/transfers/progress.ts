/** Reports the progress of a transfer a few times a second, with a smoothed speed. */

const TELL_EVERY_MS = 100;
/** Time constant of the exponential smoothing, in milliseconds. */
const SMOOTHING_MS = 3_000;
const STALLED_AFTER_MS = 3_000;

export interface Progress {
  /** Sets the position where the transfer begins or resumes; does not affect the speed. */
  start(doneBytes: number): void;
  step(doneBytes: number): void;
  /** Called when no bytes move any more. */
  stop(): void;
  /** Bytes moved in total, and the time that took, without waiting times. */
  moved(): {bytes: number; ms: number};
}

export function createProgress(
  now: () => number,
  tell: (change: {doneBytes: number; bytesPerSecond: number}) => void,
): Progress {
  let toldAtMs = 0;
  let toldBytes = 0;
  let speed = 0;
  let isFirst = true;
  let stall: NodeJS.Timeout | undefined;
  const sum = {bytes: 0, ms: 0};
  let stretch: {fromBytes: number; atMs: number; toBytes: number} | undefined;
  const halt = () => clearTimeout(stall);
  const endStretch = () => {
    if (stretch === undefined) return;
    sum.bytes += Math.max(0, stretch.toBytes - stretch.fromBytes);
    sum.ms += Math.max(0, now() - stretch.atMs);
    stretch = undefined;
  };
  return {
    start(doneBytes) {
      halt();
      endStretch();
      stretch = {fromBytes: doneBytes, atMs: now(), toBytes: doneBytes};
      toldAtMs = now();
      toldBytes = doneBytes;
      speed = 0;
      isFirst = true;
      tell({doneBytes, bytesPerSecond: 0});
    },
    step(doneBytes) {
      if (stretch !== undefined) stretch.toBytes = doneBytes;
      const elapsedMs = now() - toldAtMs;
      // A negative difference means that the clock was set back: it must not stop the reports.
      if (elapsedMs >= 0 && elapsedMs < TELL_EVERY_MS) return;
      const latest = elapsedMs > 0 ? ((doneBytes - toldBytes) * 1000) / elapsedMs : speed;
      const weight = isFirst ? 1 : 1 - Math.exp(-Math.max(0, elapsedMs) / SMOOTHING_MS);
      speed += (Math.max(0, latest) - speed) * weight;
      isFirst = false;
      toldAtMs += elapsedMs;
      toldBytes = doneBytes;
      tell({doneBytes, bytesPerSecond: Math.round(speed)});
      halt();
      stall = setTimeout(() => tell({doneBytes, bytesPerSecond: 0}), STALLED_AFTER_MS);
      stall.unref();
    },
    stop() {
      halt();
      endStretch();
    },
    moved: () => sum,
  };
}
