/** The key of an epoch, encrypted for one device or for the recovery phrase: an age file with one recipient. */
import {timingSafeEqual} from 'node:crypto';
import {bech32} from '@scure/base';
import {reader, refused, writer} from './bytes.ts';
import {derive, HASH_BYTES, KEY_BYTES, labelBytes} from './hashes.ts';

/** Maximum bytes of a box. */
const BOX_BYTES_MAX = 1_024;

/** An X25519 public key in age's text form. */
const recipientText = (bytes: Uint8Array): string => bech32.encodeFromBytes('age', Uint8Array.from(bytes));
export const identityText = (secret: Uint8Array): string =>
  bech32.encodeFromBytes('AGE-SECRET-KEY-', Uint8Array.from(secret)).toUpperCase();

/** Encrypts for one recipient, as an age file. */
export async function sealTo(recipient: Uint8Array, content: Uint8Array): Promise<Buffer> {
  const {Encrypter} = await import('age-encryption');
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipientText(recipient));
  return Buffer.from(await encrypter.encrypt(Uint8Array.from(content)));
}

/** @throws not-genuine */
export async function unseal(secret: Uint8Array, box: Uint8Array): Promise<Buffer> {
  if (box.length > BOX_BYTES_MAX) throw refused('length');
  const {Decrypter} = await import('age-encryption');
  const decrypter = new Decrypter();
  decrypter.addIdentity(identityText(secret));
  const content = await decrypter.decrypt(Uint8Array.from(box)).catch(() => {
    throw refused('box');
  });
  return Buffer.from(content);
}

/** The epoch of a box, from its statement. */
interface BoxedEpoch {
  conv: Buffer;
  n: number;
  /** Hash of the statement. */
  hash: Buffer;
  /** Commitment to the key, from `commitOf`. */
  commit: Buffer;
}

/** The commitment to an epoch's key in its statement, so that all members get the same key. */
export const commitOf = (key: Uint8Array, conv: Uint8Array, n: number): Buffer =>
  derive(key, conv, 'commit', writer().u32(n).end());

export async function makeBox(
  {conv, n, hash}: BoxedEpoch,
  epochKey: Uint8Array,
  recipient: Uint8Array,
): Promise<Buffer> {
  const content = Buffer.concat([
    labelBytes('box'),
    writer().raw(conv, HASH_BYTES).u32(n).raw(hash, HASH_BYTES).raw(epochKey, KEY_BYTES).end(),
  ]);
  return sealTo(recipient, content);
}

/** Opens a box. Its author does not matter, because the key must match the statement's commitment. @throws not-genuine */
export async function openBox(
  {conv, n, hash, commit}: BoxedEpoch,
  box: Uint8Array,
  secret: Uint8Array,
): Promise<Buffer> {
  const content = await unseal(secret, box);
  const label = labelBytes('box');
  if (!content.subarray(0, label.length).equals(label)) throw refused('box');
  const from = reader(content.subarray(label.length));
  const isOfThis = from.raw(HASH_BYTES).equals(conv) && from.u32() === n && from.raw(HASH_BYTES).equals(hash);
  const epochKey = Buffer.from(from.raw(KEY_BYTES));
  from.end();
  if (!isOfThis || !timingSafeEqual(commitOf(epochKey, conv, n), commit)) throw refused('commitment');
  return epochKey;
}
