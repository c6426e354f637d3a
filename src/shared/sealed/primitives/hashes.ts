/** Hashes, derived keys and signatures, each with its own domain separation label. */
import {
  createSecretKey,
  hash as digestOf,
  hkdfSync,
  sign as signWith,
  verify as verifyWith,
  type KeyObject,
} from 'node:crypto';

export type Label =
  | 'account'
  | 'device-request'
  | 'device-proof'
  | 'sas-commit'
  | 'sas'
  | 'root'
  | 'recovery'
  | 'finger'
  | 'conv'
  | 'commit'
  | 'box'
  | 'statement'
  | 'grant'
  | 'leave'
  | 'message'
  | 'direct-ask'
  | 'direct'
  | 'store'
  | 'index';

export const KEY_BYTES = 32;
export const HASH_BYTES = 32;
export const SIGNATURE_BYTES = 64;

/** Label prefixes with their length, so that no label is the beginning of another. */
const beginnings = new Map<Label, Buffer>();
function beginningOf(label: Label): Buffer {
  const known = beginnings.get(label);
  if (known !== undefined) return known;
  const name = Buffer.from(`chat-tui/sealed2/${label}`);
  const made = Buffer.concat([Buffer.from([name.length]), name]);
  beginnings.set(label, made);
  return made;
}

const labelled = (label: Label, parts: readonly Uint8Array[]): Buffer => Buffer.concat([beginningOf(label), ...parts]);

export const labelBytes = (label: Label): Buffer => labelled(label, []);

/** Uses Node's one-shot hash, because a hash object costs more than hashing a short text. */
export const hashOf = (label: Label, ...parts: Uint8Array[]): Buffer =>
  digestOf('sha256', labelled(label, parts), 'buffer');

export const sha256 = (bytes: Uint8Array): Buffer => digestOf('sha256', bytes, 'buffer');

/**
 * Wraps key bytes in a key object: for plain bytes, Node 24 throws and catches an error internally, which costs more than
 * decrypting a short message.
 */
export const secretKey = (bytes: Uint8Array): KeyObject => createSecretKey(bytes);

/** HKDF-SHA-256 (RFC 5869), 32 bytes. `parts` must be short: OpenSSL accepts 1,024 bytes of `info`. */
export const derive = (key: Uint8Array, salt: Uint8Array, label: Label, ...parts: Uint8Array[]): Buffer =>
  Buffer.from(hkdfSync('sha256', secretKey(key), salt, labelled(label, parts), KEY_BYTES));

/** An Ed25519 signature (RFC 8032). */
export const signatureOf = (key: KeyObject, label: Label, ...parts: Uint8Array[]): Buffer =>
  signWith(null, labelled(label, parts), key);

export const isSigned = (key: KeyObject, signature: Uint8Array, label: Label, ...parts: Uint8Array[]): boolean =>
  verifyWith(null, labelled(label, parts), key, signature);

/** The same in Node's thread pool. */
export const isSignedApart = (
  key: KeyObject,
  signature: Uint8Array,
  label: Label,
  ...parts: Uint8Array[]
): Promise<boolean> =>
  new Promise((resolve, reject) => {
    verifyWith(null, labelled(label, parts), key, signature, (error, isRight) => {
      if (error === null) resolve(isRight);
      else reject(error);
    });
  });
