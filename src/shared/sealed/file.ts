/**
 * An encrypted file that only members can read: padded, in the age format, with a key of its own, which is sent in a sealed
 * message.
 */
import {refused} from './primitives/bytes.ts';

/**
 * Length after padding (Padmé, Nikitin et al. 2019): at most 12 % longer, and reveals little more than the magnitude of the
 * size.
 */
export function paddedSize(size: number): number {
  if (size < 2) return size;
  const exponent = Math.floor(Math.log2(size));
  const significant = Math.floor(Math.log2(exponent)) + 1;
  const step = 2 ** Math.max(0, exponent - significant);
  return Math.ceil(size / step) * step;
}

/** The age format: a header and a nonce, then chunks of 64 KiB, each with a tag. */
const CHUNK = 64 * 1024;
const TAG = 16;
const NONCE = 16;
/** Bytes of an age v1 header with one X25519 recipient. */
const FILE_HEADER_BYTES = 168;

export function sealedSize(size: number): number {
  const padded = paddedSize(size);
  return FILE_HEADER_BYTES + NONCE + padded + Math.max(1, Math.ceil(padded / CHUNK)) * TAG;
}

/** Allowance for headers of other programs, which may contain more. */
const MORE_HEADER_BYTES = 1024;

/** Maximum bytes of an encrypted file of this size. */
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

/** The bytes of the source, then zeros up to the padded length. */
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

/** Decrypts a file; throws at the end if it is incomplete or something follows it. @throws not-genuine */
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
