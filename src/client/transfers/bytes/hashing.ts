/** Incremental SHA-256 of a file in transit, which can return to the position that the other side has confirmed. */
import {createHash, type Hash} from 'node:crypto';
import {ChatError} from '../../../shared/errors.ts';
import type {Readable} from './tar.ts';

const READ_BYTES = 1024 * 1024;
/** A copy of the hash state is kept at intervals of this many bytes. */
const MARK_EVERY_BYTES = 16 * 1024 * 1024;

/** A read error is a local problem: it is reported, and not retried like a network error. */
export const toUnreadable = (error: unknown): never => {
  throw error instanceof ChatError ? error : new ChatError('file-unreadable', '', {cause: error});
};

export interface RunningHash {
  readonly at: number;
  update(bytes: Uint8Array): void;
  /**
   * Sets the hash to the first `at` bytes, reading those from disk that no kept state covers.
   * @throws file-changed when the file is shorter, file-unreadable
   */
  moveTo(at: number, handle: Readable, signal: AbortSignal): Promise<void>;
  /** The hash so far, in lower-case hex; more bytes can be added afterwards. */
  digest(): string;
}

export function createRunningHash(): RunningHash {
  let hash: Hash = createHash('sha256');
  let marks: {at: number; hash: Hash}[] = [];
  const running = {
    at: 0,
    update(bytes: Uint8Array) {
      hash.update(bytes);
      running.at += bytes.length;
      if (running.at - (marks.at(-1)?.at ?? 0) >= MARK_EVERY_BYTES) marks.push({at: running.at, hash: hash.copy()});
    },
    async moveTo(at: number, handle: Readable, signal: AbortSignal) {
      if (at < running.at) {
        marks = marks.filter(mark => mark.at <= at);
        const mark = marks.at(-1);
        hash = mark ? mark.hash.copy() : createHash('sha256');
        running.at = mark?.at ?? 0;
      }
      const buffer = Buffer.allocUnsafeSlow(Math.min(READ_BYTES, Math.max(1, at - running.at)));
      while (running.at < at) {
        signal.throwIfAborted();
        const {bytesRead} = await handle
          .read(buffer, 0, Math.min(buffer.length, at - running.at), running.at)
          .catch(toUnreadable);
        if (bytesRead === 0) throw new ChatError('file-changed');
        running.update(buffer.subarray(0, bytesRead));
      }
    },
    digest: () => hash.copy().digest('hex'),
  };
  return running;
}
