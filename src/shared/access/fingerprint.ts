/** Fingerprints of servers' keys: the SHA-256 of the public key (SPKI), in links and files, and as people compare them. */
import {createHash, type X509Certificate} from 'node:crypto';

/** 32 bytes in base64url, the form used everywhere in the code. */
const PLAIN = /^[A-Za-z0-9_-]{43}$/;
/** The prefix in the output of `ssh-keygen -l`, or in links. */
const PREFIX = /^sha-?256[:-]/i;
const HEX = /^(?:[0-9a-f]{2}:?){32}$/i;

export const fingerprintOf = ({publicKey}: X509Certificate): string =>
  createHash('sha256')
    .update(publicKey.export({type: 'spki', format: 'der'}))
    .digest('base64url');

/** The form shown to people. */
export const showFingerprint = (fingerprint: string): string => `SHA256:${fingerprint}`;

/**
 * Parses a fingerprint in any of these forms; `undefined` if it is invalid, also if it is not canonical base64url of 32
 * bytes.
 */
export function readFingerprint(text: string): string | undefined {
  const bare = text.trim().replace(PREFIX, '');
  if (HEX.test(bare)) return Buffer.from(bare.replaceAll(':', ''), 'hex').toString('base64url');
  const plain = bare.replaceAll('+', '-').replaceAll('/', '_').replace(/=$/, '');
  return PLAIN.test(plain) && Buffer.from(plain, 'base64url').toString('base64url') === plain ? plain : undefined;
}
