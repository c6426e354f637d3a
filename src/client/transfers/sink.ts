/** Writes what comes in over HTTP into a file, hashing it, in batches, with little of it in memory. */
import type {FileHandle} from 'node:fs/promises';
import type {IncomingMessage} from 'node:http';
import {ChatError} from '../../shared/errors.ts';
import type {RunningHash} from './hashing.ts';
import {toBroken} from './http.ts';

const QUEUE_BYTES_MAX = 1024 * 1024;
const QUEUE_BYTES_LOW = 512 * 1024;
const BATCH_CHUNKS_MAX = 64;

export interface Sink {
  handle: FileHandle;
  /** Stands at the place in the file where the body begins. */
  hash: RunningHash;
  /** Where the file ends; more is refused. */
  sizeBytes: number;
  onProgress: (doneBytes: number) => void;
}

async function writeAll(handle: FileHandle, batch: Buffer[], at: number): Promise<void> {
  let rest = batch;
  let place = at;
  while (rest.length > 0) {
    const {bytesWritten} = await handle.writev(rest, place);
    place += bytesWritten;
    let left = bytesWritten;
    rest = rest.flatMap(buffer => {
      const part = buffer.subarray(Math.min(left, buffer.length));
      left -= buffer.length - part.length;
      return part.length > 0 ? [part] : [];
    });
  }
}

/**
 * Resolves when the file is whole. What came in is written in any case.
 * @throws disconnected when the body breaks off, file-unwritable, bad-answer when there is too much
 */
export function drain(response: IncomingMessage, {handle, hash, sizeBytes, onProgress}: Sink): Promise<void> {
  return new Promise((resolve, reject) => {
    const queue: Buffer[] = [];
    let queuedBytes = 0;
    let writtenBytes = hash.at;
    let isOver = false;
    let isWriting = false;
    let failure: ChatError | undefined;

    const pump = () => {
      if (isWriting) return;
      if (queuedBytes === 0 || failure?.code === 'file-unwritable') {
        if (!isOver) return;
        if (failure) reject(failure);
        else if (writtenBytes < sizeBytes) reject(new ChatError('disconnected'));
        else resolve();
        return;
      }
      const batch = queue.splice(0, BATCH_CHUNKS_MAX);
      const bytes = batch.reduce((sum, chunk) => sum + chunk.length, 0);
      isWriting = true;
      writeAll(handle, batch, writtenBytes)
        .then(
          () => {
            writtenBytes += bytes;
            onProgress(writtenBytes);
          },
          (error: unknown) => stop(new ChatError('file-unwritable', '', {cause: error})),
        )
        .then(() => {
          isWriting = false;
          queuedBytes -= bytes;
          if (queuedBytes <= QUEUE_BYTES_LOW && !isOver) response.resume();
          pump();
        }, reject);
    };
    const stop = (error?: ChatError) => {
      isOver = true;
      failure ??= error;
      if (error) response.destroy();
      pump();
    };
    response.on('data', (chunk: Buffer) => {
      if (isOver) return;
      if (hash.at + chunk.length > sizeBytes) return stop(new ChatError('bad-answer', 'files'));
      hash.update(chunk);
      queue.push(chunk);
      queuedBytes += chunk.length;
      if (queuedBytes >= QUEUE_BYTES_MAX) response.pause();
      pump();
    });
    response.on('end', () => stop());
    response.on('close', () => stop());
    response.on('error', error => stop(toBroken(error)));
  });
}
