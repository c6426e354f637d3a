/** Writes incoming bytes to a file in large blocks with constant memory. */
import type {FileHandle} from 'node:fs/promises';
import {ChatError} from '../../../shared/errors.ts';

const PIECE_BYTES = 512 * 1024;
/** Number of buffers: one is filled while the others are written. */
const PIECES = 4;

export interface Sink {
  /** Copies the bytes; false asks the caller to pause until `onFree`. */
  write(bytes: Buffer): boolean;
  /** Writes what is buffered; resolves when no write is in progress. @throws file-unwritable */
  finish(): Promise<void>;
}

export interface SinkOptions {
  handle: FileHandle;
  /** Position of the first byte in the file. */
  at: number;
  /** Number of bytes that will come. */
  sizeBytes: number;
  onFree: () => void;
  onProgress: (doneBytes: number) => void;
  onFailed: (error: ChatError) => void;
}

/** A write error is a local problem: it is reported, and not retried like a network error. */
export const toUnwritable = (error: unknown): never => {
  throw new ChatError('file-unwritable', '', {cause: error});
};

interface Piece {
  buffer: Buffer;
  usedBytes: number;
}

/** Writes all bytes; repeats partial writes, with which a nearly full disk answers before it reports an error. */
export async function writeAll(handle: FileHandle, bytes: Buffer, at: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const {bytesWritten} = await handle.write(bytes, done, bytes.length - done, at + done);
    done += bytesWritten;
  }
}

export function createSink({handle, at, sizeBytes, onFree, onProgress, onFailed}: SinkOptions): Sink {
  const pieceBytes = Math.min(PIECE_BYTES, Math.max(1, sizeBytes));
  const free: Piece[] = [];
  const full: Piece[] = [];
  let filling: Piece = {buffer: Buffer.allocUnsafeSlow(pieceBytes), usedBytes: 0};
  let pieces = 1;
  let place = at;
  let failure: ChatError | undefined;
  let writing: Promise<void> | undefined;

  const writeFull = async (): Promise<void> => {
    for (let piece = full.shift(); piece; piece = full.shift()) {
      const {buffer, usedBytes} = piece;
      if (failure === undefined) {
        await writeAll(handle, buffer.subarray(0, usedBytes), place);
        place += usedBytes;
        onProgress(place);
      }
      free.push({buffer, usedBytes: 0});
      onFree();
    }
  };
  const flush = (): void => {
    full.push(filling);
    writing ??= writeFull()
      .catch((error: unknown) => {
        failure = new ChatError('file-unwritable', '', {cause: error});
        onFailed(failure);
      })
      .finally(() => (writing = undefined));
    // The number of buffers is bounded by callers that pause on `false`; one more read may arrive.
    const next = free.pop();
    if (!next) pieces += 1;
    filling = next ?? {buffer: Buffer.allocUnsafeSlow(pieceBytes), usedBytes: 0};
  };

  return {
    write(bytes) {
      for (let done = 0; done < bytes.length;) {
        const count = Math.min(bytes.length - done, pieceBytes - filling.usedBytes);
        bytes.copy(filling.buffer, filling.usedBytes, done, done + count);
        filling.usedBytes += count;
        done += count;
        if (filling.usedBytes === pieceBytes) flush();
      }
      return pieces < PIECES || free.length > 0;
    },
    async finish() {
      if (filling.usedBytes > 0) flush();
      while (writing) await writing;
      if (failure) throw failure;
    },
  };
}
