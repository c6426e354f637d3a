/** Writes a request body to a file in large chunks, with backpressure on the sender while the disk is busy. */
import type {IncomingMessage} from 'node:http';
import {ChatError} from '../../../shared/errors.ts';
import {faultPoint} from '../../../shared/machine/faultPoint.ts';
import type {LiveFile} from '../liveFiles.ts';

/** Bytes waiting for the disk at which reading from the sender pauses, and at which it resumes. */
const WAITING_BYTES_MAX = 1024 * 1024;
const WAITING_BYTES_LOW = 512 * 1024;
/**
 * This many chunks may be of any size. Beyond that, their average size must not be smaller, because each costs as much as a large
 * one.
 */
const SMALL_PIECES_MAX = 1_000;
const PIECE_BYTES_MIN = 64;

/**
 * Frees the memory of a chunk at once, because otherwise tens of megabytes pile up until garbage collection. Only if the chunk is
 * its whole ArrayBuffer, as in request bodies of Node's server.
 */
function freeChunk(chunk: Buffer): void {
  const {buffer} = chunk;
  if (buffer instanceof ArrayBuffer && chunk.byteLength === buffer.byteLength) buffer.transfer(0);
}

/**
 * Resolves to the number of bytes stored when the body has ended or was cut; received bytes are kept.
 * @throws bad-request if more bytes arrive than announced or the chunks are tiny, storage-full, storage-failed
 */
export function receive(live: LiveFile, body: IncomingMessage): Promise<number> {
  return new Promise((resolve, reject) => {
    let isOver = false;
    let isWriting = false;
    let failure: unknown;
    let pieces = 0;
    const startBytes = live.receivedBytes;
    const isInCrumbs = () => ++pieces > SMALL_PIECES_MAX && live.receivedBytes - startBytes < pieces * PIECE_BYTES_MIN;
    const waitingBytes = () => live.receivedBytes - live.storedBytes;

    const settle = () => {
      body.off('data', onData).off('end', onOver).off('close', onOver).off('error', onOver);
      if (failure === undefined) return resolve(live.storedBytes);
      live.rewind();
      body.resume();
      reject(failure as Error);
    };
    const writeWaiting = async (): Promise<void> => {
      for (let bytes = live.unstored(); bytes.length > 0 && failure === undefined; bytes = live.unstored()) {
        const {bytesWritten} = await live.handle.write(bytes, 0, bytes.length, live.storedBytes);
        live.stored(bytesWritten);
        faultPoint('upload.midChunk');
        if (waitingBytes() <= WAITING_BYTES_LOW && !isOver) body.resume();
      }
    };
    const pump = () => {
      if (isWriting) return;
      if (isOver && (failure !== undefined || waitingBytes() === 0)) return settle();
      isWriting = true;
      writeWaiting()
        .catch((error: unknown) => {
          failure ??= error;
          isOver = true;
        })
        .then(() => {
          isWriting = false;
          if (isOver) pump();
        })
        .catch(reject);
    };
    const onData = (chunk: Buffer) => {
      if (isOver) return;
      if (live.receivedBytes + chunk.length > live.sizeBytes) {
        failure ??= new ChatError('bad-request', 'more bytes than were announced');
        return onOver();
      }
      if (isInCrumbs()) {
        failure ??= new ChatError('bad-request', 'pieces that are too small');
        return onOver();
      }
      live.append(chunk);
      freeChunk(chunk);
      if (waitingBytes() >= WAITING_BYTES_MAX) body.pause();
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
