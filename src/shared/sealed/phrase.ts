/** The recovery phrase: twelve words for 128 bits, and the two keys of an account that are derived from it. */
import type {KeyObject} from 'node:crypto';
import {ChatError} from '../errors.ts';
import {privateKeyOf, publicBytesOf} from './primitives/curves.ts';
import {derive} from './primitives/hashes.ts';

export const PHRASE_BYTES = 16;

/** BIP 39, English; loaded when it is needed. */
async function load() {
  const [{entropyToMnemonic, mnemonicToEntropy}, {wordlist}] = await Promise.all([
    import('@scure/bip39'),
    import('@scure/bip39/wordlists/english.js'),
  ]);
  return {entropyToMnemonic, mnemonicToEntropy, wordlist};
}

export async function wordsOfPhrase(secret: Uint8Array): Promise<string[]> {
  const {entropyToMnemonic, wordlist} = await load();
  return entropyToMnemonic(Uint8Array.from(secret), wordlist).split(' ');
}

/** @throws phrase-wrong where a word is none of the list, or the words do not fit together */
export async function phraseOfWords(typed: string): Promise<Buffer> {
  const {mnemonicToEntropy, wordlist} = await load();
  const words = typed.trim().toLowerCase().split(/\s+/);
  try {
    const secret = Buffer.from(mnemonicToEntropy(words.join(' '), wordlist));
    if (secret.length === PHRASE_BYTES) return secret;
  } catch {
    // Told below in words of our own.
  }
  throw new ChatError('phrase-wrong');
}

/** Of which account on which server a key is. */
export interface Whose {
  /** 16 random bytes by which the server is known. */
  serverId: Uint8Array;
  /** Login name. */
  name: string;
}

export interface PhraseKeys {
  root: KeyObject;
  rootPublic: Buffer;
  /** X25519. */
  recoverySecret: Buffer;
  recoveryPublic: Buffer;
}

export function keysOfPhrase(secret: Uint8Array, {serverId, name}: Whose): PhraseKeys {
  const salt = Buffer.concat([serverId, Buffer.from(name)]);
  const root = privateKeyOf('ed25519', derive(secret, salt, 'root'));
  const recoverySecret = derive(secret, salt, 'recovery');
  return {
    root,
    rootPublic: publicBytesOf(root),
    recoverySecret,
    recoveryPublic: publicBytesOf(privateKeyOf('x25519', recoverySecret)),
  };
}
