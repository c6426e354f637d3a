/** A secret at rest: a row of the local store that only the key of the store opens, and only in its place. */
import {createCipheriv, createDecipheriv, randomBytes, type KeyObject} from 'node:crypto';
import {refused} from './primitives/bytes.ts';
import {derive, KEY_BYTES, secretKey, sha256} from './primitives/hashes.ts';

const CIPHER = 'chacha20-poly1305';
const TAG_BYTES = 16;
const NONCE = Buffer.alloc(12);

const rowKey = (storeKey: Uint8Array, salt: Uint8Array, place: string): KeyObject =>
  secretKey(derive(storeKey, salt, 'store', sha256(Buffer.from(place))));

/** @param place table and row, so that rows cannot be swapped */
export function sealRow(
  storeKey: Uint8Array,
  place: string,
  value: Uint8Array,
  salt: Uint8Array = randomBytes(KEY_BYTES),
): Buffer {
  const cipher = createCipheriv(CIPHER, rowKey(storeKey, salt, place), NONCE, {authTagLength: TAG_BYTES});
  return Buffer.concat([salt, cipher.update(value), cipher.final(), cipher.getAuthTag()]);
}

/** @throws not-genuine */
export function openRow(storeKey: Uint8Array, place: string, row: Uint8Array): Buffer {
  if (row.length < KEY_BYTES + TAG_BYTES) throw refused('length');
  const salt = row.subarray(0, KEY_BYTES);
  const decipher = createDecipheriv(CIPHER, rowKey(storeKey, salt, place), NONCE, {authTagLength: TAG_BYTES});
  decipher.setAuthTag(row.subarray(row.length - TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(row.subarray(KEY_BYTES, row.length - TAG_BYTES)), decipher.final()]);
  } catch {
    throw refused('seal');
  }
}
