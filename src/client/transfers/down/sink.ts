/** Writes incoming bytes to a file in large blocks with constant memory. */
import type {FileHandle} from 'node:fs/promises';
import {ChatError} from '../../../shared/errors.ts';

const PIECE_BYTES = 512 * 1024;
/** One is filled while others are written. */
const PIECES = 4;

export interface Sink {
  /** Copies the bytes; false when it would rather have no more until `onFree`. */
  write(bytes: Buffer): boolean;
  /** Writes what is left; afterwards nothing is under way. @throws file-unwritable */
  finish(): Promise<void>;
}

export interface SinkOptions {
  handle: FileHandle;
  /** Where in the file the first byte goes. */
  at: number;
  /** How many bytes will come. */
  sizeBytes: number;
  onFree: () => void;
  onProgress: (doneBytes: number) => void;
  onFailed: (error: ChatError) => void;
}

/** A disk that is full, read-only or broken is this machine's trouble: it is told, and not tried again as a bad line would be. */
export const toUnwritable = (error: unknown): never => {
  throw new ChatError('file-unwritable', '', {cause: error});
};

interface Piece {
  buffer: Buffer;
  usedBytes: number;
}

/** A disk that is nearly full takes what fits and says how much that was, and only of the rest that there is no room. */
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
    // The bound is kept by whoever heeds `false`; one read more than that may come.
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
