/** ChaCha20-Poly1305 (RFC 8439) with keys that are used once, so that the nonce is always zero. */
import {createCipheriv, createDecipheriv, type CipherKey} from 'node:crypto';

const CIPHER = 'chacha20-poly1305';
export const TAG_BYTES = 16;
/** A constant nonce is safe, because every key is derived with its own salt and encrypts once. */
const NONCE = Buffer.alloc(12);

/** @param header is authenticated, but not encrypted. @returns ciphertext as long as `plain`, followed by the tag */
export function encryptOnce(key: CipherKey, plain: Uint8Array, header?: Uint8Array): Buffer {
  const cipher = createCipheriv(CIPHER, key, NONCE, {authTagLength: TAG_BYTES});
  if (header !== undefined) cipher.setAAD(header, {plaintextLength: plain.length});
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** @throws a Node error when key, header or tag do not match */
export function decryptOnce(key: CipherKey, sealed: Uint8Array, header?: Uint8Array): Buffer {
  const length = sealed.length - TAG_BYTES;
  const decipher = createDecipheriv(CIPHER, key, NONCE, {authTagLength: TAG_BYTES});
  decipher.setAuthTag(sealed.subarray(length));
  if (header !== undefined) decipher.setAAD(header, {plaintextLength: length});
  return Buffer.concat([decipher.update(sealed.subarray(0, length)), decipher.final()]);
}
