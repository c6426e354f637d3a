/**
 * The key of one direct connection: an X25519 agreement of two ephemeral keys, and a number by which two people can detect
 * somebody in between.
 */
import {createHash, createPublicKey, diffieHellman, generateKeyPairSync, hkdfSync, type KeyObject} from 'node:crypto';

export interface OwnKey {
  /** 32 bytes in base64url. */
  publicKey: string;
  privateKey: KeyObject;
}

/** TLS 1.3 requires this length for cipher suites with SHA-256. */
const PSK_BYTES = 32;
/** 25 digits, about 83 bits: cannot be matched by trial while two people wait. */
const DIGIT_GROUPS = 5;

export function makeKey(): OwnKey {
  const {publicKey, privateKey} = generateKeyPairSync('x25519');
  const {x} = publicKey.export({format: 'jwk'});
  if (x === undefined) throw new Error('no public key');
  return {publicKey: x, privateKey};
}

export interface Agreement {
  sessionId: string;
  /** Ephemeral public key of the side that sent the request. */
  asker: string;
  answerer: string;
}

/** Derives the shared key, which is equal on both sides. @throws when the other public key is invalid or of small order */
export function agreeOn(own: OwnKey, otherPublicKey: string, {sessionId, asker, answerer}: Agreement): Buffer {
  const publicKey = createPublicKey({key: {kty: 'OKP', crv: 'X25519', x: otherPublicKey}, format: 'jwk'});
  // OpenSSL refuses keys of small order, whose shared secret is predictable.
  const secret = diffieHellman({privateKey: own.privateKey, publicKey});
  const info = `chat-tui direct 1 ${asker} ${answerer}`;
  return Buffer.from(hkdfSync('sha256', secret, sessionId, info, PSK_BYTES));
}

/**
 * The number that the two people read to each other; equal only if both have the same two public keys. E.g. `01234 56789
 * 01234 56789 01234`.
 */
export function safetyNumber({sessionId, asker, answerer}: Agreement): string {
  const hash = createHash('sha256').update(`chat-tui direct number 1 ${sessionId} ${asker} ${answerer}`).digest();
  return Array.from({length: DIGIT_GROUPS}, (_, index) =>
    String(hash.readUIntBE(index * 6, 6) % 100_000).padStart(5, '0'),
  ).join(' ');
}
