/** The recovery phrase: twelve words for 128 bits, and the two keys of an account that are derived from it. */
import type {KeyObject} from 'node:crypto';
import {ChatError} from '../errors.ts';
import {privateKeyOf, publicBytesOf} from './primitives/curves.ts';
import {derive} from './primitives/hashes.ts';

export const PHRASE_BYTES = 16;

/** The English word list of BIP 39, loaded at first use. */
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

/** @throws phrase-wrong when a word is not in the list, or the checksum does not match */
export async function phraseOfWords(typed: string): Promise<Buffer> {
  const {mnemonicToEntropy, wordlist} = await load();
  const words = typed.trim().toLowerCase().split(/\s+/);
  try {
    const secret = Buffer.from(mnemonicToEntropy(words.join(' '), wordlist));
    if (secret.length === PHRASE_BYTES) return secret;
  } catch {
    // Reported below with this program's own error.
  }
  throw new ChatError('phrase-wrong');
}

/** The account and server to which a key belongs. */
export interface KeyOwner {
  /** The server's id: 16 random bytes. */
  serverId: Uint8Array;
  /** Login name. */
  name: string;
}

export interface PhraseKeys {
  root: KeyObject;
  rootPublic: Buffer;
  /** X25519 key pair. */
  recoverySecret: Buffer;
  recoveryPublic: Buffer;
}

export function keysOfPhrase(secret: Uint8Array, {serverId, name}: KeyOwner): PhraseKeys {
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
