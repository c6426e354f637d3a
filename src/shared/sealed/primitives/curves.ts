/**
 * Ed25519 and X25519 keys from and to their 32 bytes. Points of small order are refused, because any signature or a
 * predictable secret would be valid with them.
 */
import {createPrivateKey, createPublicKey, diffieHellman, type KeyObject} from 'node:crypto';
import {refused} from './bytes.ts';
import {KEY_BYTES} from './hashes.ts';

/** DER prefixes of the 32 bytes (RFC 8410). */
const DER = {
  ed25519: {private: '302e020100300506032b657004220420', public: '302a300506032b6570032100'},
  x25519: {private: '302e020100300506032b656e04220420', public: '302a300506032b656e032100'},
} as const;

type Curve = keyof typeof DER;

const P = 2n ** 255n - 19n;
/** The y coordinates of the two points of order 8, little-endian; those of order 1, 2 and 4 are 1, p − 1 and 0. */
const ORDER_8 = [
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
];

const toNumber = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`);

const WEAK: ReadonlySet<bigint> = new Set([0n, 1n, P - 1n, ...ORDER_8.map(hex => toNumber(Buffer.from(hex, 'hex')))]);

export const privateKeyOf = (curve: Curve, bytes: Uint8Array): KeyObject =>
  createPrivateKey({
    key: Buffer.concat([Buffer.from(DER[curve].private, 'hex'), bytes]),
    format: 'der',
    type: 'pkcs8',
  });

const publicKeyOf = (curve: Curve, bytes: Uint8Array): KeyObject =>
  createPublicKey({key: Buffer.concat([Buffer.from(DER[curve].public, 'hex'), bytes]), format: 'der', type: 'spki'});

/** The 32 bytes of the public key. */
export const publicBytesOf = (key: KeyObject): Buffer =>
  createPublicKey(key).export({format: 'der', type: 'spki'}).subarray(-KEY_BYTES);

/** An Ed25519 public key. @throws not-genuine when its encoding is not canonical, or it is of small order */
export function signKeyOf(bytes: Uint8Array): KeyObject {
  if (bytes.length !== KEY_BYTES) throw refused('key');
  const y = Buffer.from(bytes);
  y[31] = (y[31] ?? 0) & 0x7f;
  const number = toNumber(y);
  if (number >= P || WEAK.has(number)) throw refused('key');
  return publicKeyOf('ed25519', bytes);
}

const PROBE = privateKeyOf('x25519', Buffer.alloc(KEY_BYTES, 7));

/** Refuses X25519 keys of small order, with which everybody would get the same secret. @throws not-genuine */
export function requireRecipient(bytes: Uint8Array): void {
  if (bytes.length !== KEY_BYTES || toNumber(bytes) >= P) throw refused('key');
  try {
    diffieHellman({privateKey: PROBE, publicKey: publicKeyOf('x25519', bytes)});
  } catch {
    throw refused('key');
  }
}
