/** Writes a request body to a file in large chunks, with backpressure on the sender while the disk is busy. */
import type {IncomingMessage} from 'node:http';
import {ChatError} from '../../../shared/errors.ts';
import {faultPoint} from '../../../shared/machine/faultPoint.ts';
import type {Live} from '../live.ts';

/** Bytes waiting for the disk at which the sender is paused, and at which it is resumed. */
const WAITING_BYTES_MAX = 1024 * 1024;
const WAITING_BYTES_LOW = 512 * 1024;
/** So many pieces may be of any size; beyond, their average may not be smaller, because each costs as much as a large one. */
const SMALL_PIECES_MAX = 1_000;
const PIECE_BYTES_MIN = 64;

/**
 * Frees the memory of a chunk at once: left to the garbage collector, chunks pile up to tens of megabytes. Only if the chunk
 * is the whole of its ArrayBuffer, as with request bodies of Node's server.
 */
function freeChunk(chunk: Buffer): void {
  const {buffer} = chunk;
  if (buffer instanceof ArrayBuffer && chunk.byteLength === buffer.byteLength) buffer.transfer(0);
}

/**
 * Resolves to the number of bytes stored when the body ended or was cut; what arrived is kept. @throws bad-request if more
 * arrives than announced or it comes in tiny pieces, storage-full, storage-failed
 */
export function receive(live: Live, body: IncomingMessage): Promise<number> {
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
