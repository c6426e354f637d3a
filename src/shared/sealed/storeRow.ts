/** Encryption at rest: a row of the local store can only be decrypted with the store's key, and only in its own place. */
import {randomBytes, type KeyObject} from 'node:crypto';
import {refused} from './primitives/bytes.ts';
import {decryptOnce, encryptOnce, TAG_BYTES} from './primitives/cipher.ts';
import {derive, KEY_BYTES, secretKey, sha256} from './primitives/hashes.ts';

const rowKey = (storeKey: Uint8Array, salt: Uint8Array, place: string): KeyObject =>
  secretKey(derive(storeKey, salt, 'store', sha256(Buffer.from(place))));

/** @param place table and row, so that encrypted rows cannot be swapped */
export function sealRow(
  storeKey: Uint8Array,
  place: string,
  value: Uint8Array,
  salt: Uint8Array = randomBytes(KEY_BYTES),
): Buffer {
  return Buffer.concat([salt, encryptOnce(rowKey(storeKey, salt, place), value)]);
}

/** @throws not-genuine */
export function openRow(storeKey: Uint8Array, place: string, row: Uint8Array): Buffer {
  if (row.length < KEY_BYTES + TAG_BYTES) throw refused('length');
  const salt = row.subarray(0, KEY_BYTES);
  const key = rowKey(storeKey, salt, place);
  try {
    return decryptOnce(key, row.subarray(KEY_BYTES));
  } catch {
    throw refused('seal');
  }
}
