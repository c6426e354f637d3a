/**
 * The key of one direct connection: X25519 between two ephemeral keys, and a number by which two people can detect somebody in
 * between.
 */
import {createHash, createPublicKey, diffieHellman, generateKeyPairSync, hkdfSync, type KeyObject} from 'node:crypto';

export interface OwnKey {
  /** 32 bytes in base64url. */
  publicKey: string;
  privateKey: KeyObject;
}

/** As long as TLS 1.3 wants the key of a suite with SHA-256. */
const PSK_BYTES = 32;
/** 25 digits, about 83 bits: infeasible to match by trying while two people wait. */
const DIGIT_GROUPS = 5;

export function makeKey(): OwnKey {
  const {publicKey, privateKey} = generateKeyPairSync('x25519');
  const {x} = publicKey.export({format: 'jwk'});
  if (x === undefined) throw new Error('no public key');
  return {publicKey: x, privateKey};
}

export interface Agreement {
  sessionId: string;
  /** Of the side that asked first. */
  asker: string;
  answerer: string;
}

/** The same on both sides. @throws when the other key is none, or one that yields nothing secret */
export function agreeOn(own: OwnKey, otherPublicKey: string, {sessionId, asker, answerer}: Agreement): Buffer {
  const publicKey = createPublicKey({key: {kty: 'OKP', crv: 'X25519', x: otherPublicKey}, format: 'jwk'});
  // OpenSSL refuses keys of small order, whose secret everybody knows.
  const secret = diffieHellman({privateKey: own.privateKey, publicKey});
  const info = `chat-tui direct 1 ${asker} ${answerer}`;
  return Buffer.from(hkdfSync('sha256', secret, sessionId, info, PSK_BYTES));
}

/** Read to each other: equal only where both have the same two keys. E.g. `01234 56789 01234 56789 01234`. */
export function safetyNumber({sessionId, asker, answerer}: Agreement): string {
  const hash = createHash('sha256').update(`chat-tui direct number 1 ${sessionId} ${asker} ${answerer}`).digest();
  return Array.from({length: DIGIT_GROUPS}, (_, index) =>
    String(hash.readUIntBE(index * 6, 6) % 100_000).padStart(5, '0'),
  ).join(' ');
}
