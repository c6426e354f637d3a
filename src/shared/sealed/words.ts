/** What people compare: words for pairing two devices, and words or digits for the root key of an account. */
import {scrypt} from 'node:crypto';
import {hashOf} from './primitives/hashes.ts';
import type {KeyOwner} from './phrase.ts';

/** Bits per word of the list. */
const WORD_BITS = 11;
const SAS_WORDS = 7;
const FINGERPRINT_WORDS = 6;
const DIGIT_GROUPS = 6;
/** scrypt parameters: 64 MiB and a quarter of a second per guess. */
const SCRYPT = {N: 2 ** 16, r: 8, p: 1, maxmem: 128 * 1024 ** 2};

async function wordsOf(bytes: Uint8Array, count: number): Promise<string[]> {
  const {wordlist} = await import('@scure/bip39/wordlists/english.js');
  const bits = BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
  const total = bytes.length * 8;
  return Array.from({length: count}, (_one, index) => {
    const shift = BigInt(total - (index + 1) * WORD_BITS);
    return wordlist[Number((bits >> shift) & 2047n)] ?? '';
  });
}

export interface SasParts {
  /** The new device's request, from `requestBytes`. */
  request: Uint8Array;
  commit: Uint8Array;
  root: Uint8Array;
  head: Uint8Array;
  nonceOld: Uint8Array;
  nonceNew: Uint8Array;
}

/**
 * The commitment to the new device's nonce, sent before the other nonce is known, so that nobody can search for matching
 * words.
 */
export const sasCommitOf = (request: Uint8Array, nonceNew: Uint8Array): Buffer =>
  hashOf('sas-commit', request, nonceNew);

export const sasWords = ({request, commit, root, head, nonceOld, nonceNew}: SasParts): Promise<string[]> =>
  wordsOf(hashOf('sas', request, commit, root, head, nonceOld, nonceNew), SAS_WORDS);

export interface Fingerprint {
  words: string[];
  /** Six groups of five digits. */
  digits: string;
}

/** The fingerprint of an account's root key; runs off the main thread, because it is deliberately slow. */
export async function rootFingerprintOf(root: Uint8Array, {serverId, name}: KeyOwner): Promise<Fingerprint> {
  const salt = Buffer.concat([serverId, Buffer.from(name)]);
  const slow = await new Promise<Buffer>((resolve, reject) => {
    scrypt(root, salt, 32, SCRYPT, (error, key) => (error === null ? resolve(key) : reject(error)));
  });
  const hash = hashOf('finger', slow);
  const groups = Array.from({length: DIGIT_GROUPS}, (_one, index) => {
    const number = hash.readUIntBE(index * 5, 5) % 100_000;
    return String(number).padStart(5, '0');
  });
  return {words: await wordsOf(hash, FINGERPRINT_WORDS), digits: groups.join(' ')};
}
