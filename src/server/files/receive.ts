/** Writes a request's body into a file: batches what waits, never holds more than a little of it, tells readers at once. */
import type {IncomingMessage} from 'node:http';
import {ChatError} from '../../shared/errors.ts';
import {faultPoint} from '../../shared/faultPoint.ts';
import type {Live} from './live.ts';

/** Bytes that may wait for the disk before the sender is told to pause, and when it may go on. */
const QUEUE_BYTES_MAX = 1024 * 1024;
const QUEUE_BYTES_LOW = 512 * 1024;
const BATCH_CHUNKS_MAX = 64;

async function writeAll(live: Live, batch: Buffer[]): Promise<void> {
  let rest = batch;
  while (rest.length > 0) {
    const {bytesWritten} = await live.handle.writev(rest, live.storedBytes);
    live.stored(bytesWritten);
    faultPoint('upload.midChunk');
    rest = dropBytes(rest, bytesWritten);
  }
}

function dropBytes(buffers: readonly Buffer[], count: number): Buffer[] {
  let left = count;
  return buffers.flatMap(buffer => {
    const part = buffer.subarray(Math.min(left, buffer.length));
    left -= buffer.length - part.length;
    return part.length > 0 ? [part] : [];
  });
}

const toChatError = (error: unknown): unknown => {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOSPC' || code === 'EDQUOT') return new ChatError('storage-full', '', {cause: error});
  return error instanceof ChatError ? error : new ChatError('storage-failed', '', {cause: error});
};

/**
 * Resolves with the bytes stored when the body ended or broke off; what came in until then is kept.
 * @throws bad-request when more comes than was announced, storage-full, storage-failed
 */
export function receive(live: Live, body: IncomingMessage): Promise<number> {
  return new Promise((resolve, reject) => {
    let queue: Buffer[] = [];
    let queuedBytes = 0;
    let isOver = false;
    let isWriting = false;
    let failure: unknown;

    const settle = () => {
      body.off('data', onData).off('end', onOver).off('close', onOver).off('error', onOver);
      if (failure === undefined) return resolve(live.storedBytes);
      live.rewind();
      body.resume();
      reject(toChatError(failure));
    };
    const pump = () => {
      if (isWriting) return;
      if (failure !== undefined || (queuedBytes === 0 && isOver)) return settle();
      if (queuedBytes === 0) return;
      const batch = queue.splice(0, BATCH_CHUNKS_MAX);
      isWriting = true;
      void writeAll(live, batch)
        .catch((error: unknown) => (failure ??= error))
        .then(() => {
          isWriting = false;
          for (const chunk of batch) queuedBytes -= chunk.length;
          if (queuedBytes <= QUEUE_BYTES_LOW && !isOver) body.resume();
          pump();
        });
    };
    const onData = (chunk: Buffer) => {
      if (live.receivedBytes + chunk.length > live.sizeBytes) {
        failure ??= new ChatError('bad-request', 'more bytes than were announced');
        queue = [];
        isOver = true;
        return pump();
      }
      live.append(chunk);
      queue.push(chunk);
      queuedBytes += chunk.length;
      if (queuedBytes >= QUEUE_BYTES_MAX) body.pause();
      pump();
    };
    const onOver = () => {
      isOver = true;
      pump();
    };
    body.on('data', onData).on('end', onOver).on('close', onOver).on('error', onOver);
    if (body.destroyed) onOver();
  });
}
