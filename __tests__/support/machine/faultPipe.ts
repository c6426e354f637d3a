/** One direction of one connection through the fault proxy: takes chunks, lets them wait or vanish, hands them on in order. */
import type {Socket} from 'node:net';
import type {Cut, Weather} from './faultProxy.ts';

/** How a connection ended: `cut` by plan, `reset` or `close` by a side. */
export type PipeEnd = 'cut' | 'reset' | 'close';

export interface PipeOptions {
  from: Socket;
  to: Socket;
  weather: () => Weather;
  random: () => number;
  cut?: Cut;
  /** So many bytes were handed on. */
  onPassed: (bytes: number) => void;
  onEnd: (how: PipeEnd) => void;
}

export interface Pipe {
  /** The weather changed. */
  wake(): void;
  hasLost(): boolean;
  /** Calls back when everything taken was handed on. */
  finish(then: () => void): void;
}

/** Bytes a pipe may hold before it stops reading, so that a held line fills the sender's own buffers like a real one. */
const QUEUE_BYTES_MAX = 256 * 1024;
/** A trickle goes out in this many pieces a second. */
const PIECES_PER_SECOND = 20;

interface Waiting {
  bytes: Buffer;
  dueMs: number;
}

export function openPipe({from, to, weather, random, cut, onPassed, onEnd}: PipeOptions): Pipe {
  const queue: Waiting[] = [];
  let queuedBytes = 0;
  let hasLost = false;
  let hasEnded = false;
  let isDraining = false;
  let whenEmpty: (() => void) | undefined;
  let timer: NodeJS.Timeout | undefined;
  let nextPieceMs = 0;

  const take = (bytes: Buffer) => {
    const {isLost, delayMs = 0, stallShare = 0, stallMs = 0} = weather();
    if (isLost === true) {
      hasLost = true;
      return;
    }
    const extraMs = stallShare > 0 && random() < stallShare ? stallMs : 0;
    queue.push({bytes, dueMs: performance.now() + delayMs + extraMs});
    queuedBytes += bytes.length;
    if (queuedBytes > QUEUE_BYTES_MAX) from.pause();
    pump();
  };

  /** Hands on what is due; a later chunk never overtakes one that waits. */
  const pump = () => {
    clearTimeout(timer);
    // What nobody takes any more has not passed.
    if (to.destroyed) queue.length = queuedBytes = 0;
    const {isHeld, bytesPerSecond} = weather();
    for (let first = queue[0]; first !== undefined && isHeld !== true; first = queue[0]) {
      const waitMs = Math.max(first.dueMs, bytesPerSecond === undefined ? 0 : nextPieceMs) - performance.now();
      if (waitMs > 0) {
        timer = setTimeout(pump, Math.ceil(waitMs));
        return;
      }
      const most = bytesPerSecond === undefined ? first.bytes.length : Math.ceil(bytesPerSecond / PIECES_PER_SECOND);
      if (bytesPerSecond !== undefined) nextPieceMs = performance.now() + 1_000 / PIECES_PER_SECOND;
      const piece = first.bytes.subarray(0, most);
      if (piece.length === first.bytes.length) queue.shift();
      else first.bytes = first.bytes.subarray(piece.length);
      queuedBytes -= piece.length;
      if (!pass(piece)) return;
    }
    if (from.isPaused() && queuedBytes <= QUEUE_BYTES_MAX / 2 && isHeld !== true) from.resume();
    if (queue.length === 0) whenEmpty?.();
  };

  /** False when the plan ended the connection here. */
  const pass = (piece: Buffer): boolean => {
    const left = cut?.bytes ?? Number.POSITIVE_INFINITY;
    const part = piece.length < left ? piece : piece.subarray(0, left);
    if (cut !== undefined) cut.bytes -= part.length;
    onPassed(part.length);
    if (part.length > 0 && !to.write(part)) waitForDrain();
    if (cut === undefined || cut.bytes > 0) return true;
    if (cut.ending === 'reset') onEnd('cut');
    else to.end(() => onEnd('cut'));
    queue.length = 0;
    from.pause();
    return false;
  };

  const waitForDrain = () => {
    from.pause();
    if (isDraining) return;
    isDraining = true;
    to.once('drain', () => {
      isDraining = false;
      if (queuedBytes <= QUEUE_BYTES_MAX && weather().isHeld !== true) from.resume();
    });
  };

  from.on('data', take);
  from.on('end', () => {
    hasEnded = true;
    finish(() => to.destroyed || to.end());
  });
  const finish = (then: () => void) => {
    const before = whenEmpty;
    whenEmpty = () => {
      whenEmpty = undefined;
      before?.();
      then();
    };
    pump();
  };
  from.on('close', () => queue.length === 0 && clearTimeout(timer));
  to.on('close', () => clearTimeout(timer));
  return {wake: pump, hasLost: () => hasLost && !hasEnded, finish};
}
