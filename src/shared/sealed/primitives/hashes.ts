/** Hashes, derived keys and signatures, each under a label of its own, so that no value of one use is a value of another. */
import {
  createHash,
  createSecretKey,
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

/** Length and name: no label is the beginning of another. */
function labelled(label: Label, parts: readonly Uint8Array[]): Buffer {
  const name = Buffer.from(`chat-tui/sealed2/${label}`);
  return Buffer.concat([Buffer.from([name.length]), name, ...parts]);
}

export const labelBytes = (label: Label): Buffer => labelled(label, []);

export const hashOf = (label: Label, ...parts: Uint8Array[]): Buffer =>
  createHash('sha256').update(labelled(label, parts)).digest();

export const sha256 = (...parts: Uint8Array[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/**
 * A key as Node takes it best: of bytes it asks first whether they are a key object, by an error that it throws and
 * catches, which costs more than to open a short message (Node 24).
 */
export const secretKey = (bytes: Uint8Array): KeyObject => createSecretKey(bytes);

/** HKDF-SHA-256 (RFC 5869), 32 bytes. `parts` are short: OpenSSL takes 1,024 bytes of `info`. */
export const derive = (key: Uint8Array, salt: Uint8Array, label: Label, ...parts: Uint8Array[]): Buffer =>
  Buffer.from(hkdfSync('sha256', secretKey(key), salt, labelled(label, parts), KEY_BYTES));

/** Ed25519 (RFC 8032). */
export const signatureOf = (key: KeyObject, label: Label, ...parts: Uint8Array[]): Buffer =>
  signWith(null, labelled(label, parts), key);

export const isSigned = (key: KeyObject, signature: Uint8Array, label: Label, ...parts: Uint8Array[]): boolean =>
  verifyWith(null, labelled(label, parts), key, signature);
