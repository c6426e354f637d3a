/** ChaCha20-Poly1305 (RFC 8439) with keys that encrypt once, so that the nonce is always zero. */
import {createCipheriv, createDecipheriv, type CipherKey} from 'node:crypto';

const CIPHER = 'chacha20-poly1305';
export const TAG_BYTES = 16;
/** Every key is used once: it is derived with a salt of its own. */
const NONCE = Buffer.alloc(12);

/** @param header authenticated with it, and not encrypted. @returns as long as `plain`, and the tag */
export function encryptOnce(key: CipherKey, plain: Uint8Array, header?: Uint8Array): Buffer {
  const cipher = createCipheriv(CIPHER, key, NONCE, {authTagLength: TAG_BYTES});
  if (header !== undefined) cipher.setAAD(header, {plaintextLength: plain.length});
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** @throws an error of Node's where key, header or tag are not those of `sealed` */
export function decryptOnce(key: CipherKey, sealed: Uint8Array, header?: Uint8Array): Buffer {
  const length = sealed.length - TAG_BYTES;
  const decipher = createDecipheriv(CIPHER, key, NONCE, {authTagLength: TAG_BYTES});
  decipher.setAuthTag(sealed.subarray(length));
  if (header !== undefined) decipher.setAAD(header, {plaintextLength: length});
  return Buffer.concat([decipher.update(sealed.subarray(0, length)), decipher.final()]);
}
