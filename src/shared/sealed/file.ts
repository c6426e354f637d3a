/**
 * An encrypted file that only members can read: padded, in the age format, with its own key, which travels in a sealed message.
 */
import {refused} from './primitives/bytes.ts';

/**
 * Length after padding (Padmé, Nikitin et al. 2019): at most 12 % more, and of the size little more than its magnitude can be
 * told.
 */
export function paddedSize(size: number): number {
  if (size < 2) return size;
  const exponent = Math.floor(Math.log2(size));
  const significant = Math.floor(Math.log2(exponent)) + 1;
  const step = 2 ** Math.max(0, exponent - significant);
  return Math.ceil(size / step) * step;
}

/** age: 64 KiB chunks, each with a tag, after a header and a nonce. */
const CHUNK = 64 * 1024;
const TAG = 16;
const NONCE = 16;
/** Header of age v1 with one X25519 recipient. */
const FILE_HEADER_BYTES = 168;

export function sealedSize(size: number): number {
  const padded = paddedSize(size);
  return FILE_HEADER_BYTES + NONCE + padded + Math.max(1, Math.ceil(padded / CHUNK)) * TAG;
}

/** Of headers by other programs, which may have more in them. */
const MORE_HEADER_BYTES = 1024;

/** The most bytes that a file of this size has once it is sealed. */
export const sealedSizeMax = (size: number): number => sealedSize(size) + MORE_HEADER_BYTES;

export interface FileKey {
  identity: string;
  recipient: string;
}

export async function newFileKey(): Promise<FileKey> {
  const {generateX25519Identity, identityToRecipient} = await import('age-encryption');
  const identity = await generateX25519Identity();
  return {identity, recipient: await identityToRecipient(identity)};
}

/** Bytes, then zeros up to the padded length. */
function padded(source: AsyncIterable<Uint8Array>, size: number): ReadableStream<Uint8Array> {
  const iterator = source[Symbol.asyncIterator]();
  let left = paddedSize(size) - size;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const {done, value} = await iterator.next();
        if (done !== true) return controller.enqueue(Uint8Array.from(value));
        if (left === 0) return controller.close();
        const zeros = Math.min(left, CHUNK);
        left -= zeros;
        controller.enqueue(new Uint8Array(zeros));
      },
      async cancel() {
        await iterator.return?.();
      },
    },
    {highWaterMark: 0},
  );
}

export async function sealFile(
  source: AsyncIterable<Uint8Array>,
  size: number,
  {recipient}: FileKey,
): Promise<ReadableStream<Uint8Array>> {
  const {Encrypter} = await import('age-encryption');
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  return encrypter.encrypt(padded(source, size));
}

/** Whole and with nothing behind it, or it fails at the end. @throws not-genuine */
export async function* openFile(
  sealed: ReadableStream<Uint8Array>,
  {identity, sizeBytes}: {identity: string; sizeBytes: number},
): AsyncGenerator<Uint8Array> {
  const {Decrypter} = await import('age-encryption');
  const decrypter = new Decrypter();
  let at = 0;
  try {
    decrypter.addIdentity(identity);
    const opened = await decrypter.decrypt(sealed);
    for await (const chunk of opened) {
      const useful = Math.max(0, Math.min(chunk.length, sizeBytes - at));
      if (chunk.subarray(useful).some(byte => byte !== 0)) throw refused('padding');
      at += chunk.length;
      if (at > paddedSize(sizeBytes)) throw refused('length');
      if (useful > 0) yield chunk.subarray(0, useful);
    }
  } catch (error) {
    throw refused(error instanceof Error ? error.message.slice(0, 80) : 'file');
  }
  if (at !== paddedSize(sizeBytes)) throw refused('length');
}
