/** Verifies SSH signatures: Ed25519, ECDSA, and RSA with SHA-2. */
import {createPublicKey, verify, type KeyObject} from 'node:crypto';
import {sshStrings} from '../../shared/access/sshKey.ts';

const CURVES: Readonly<Record<string, {crv: string; hash: string; bytes: number}>> = {
  'ecdsa-sha2-nistp256': {crv: 'P-256', hash: 'sha256', bytes: 32},
  'ecdsa-sha2-nistp384': {crv: 'P-384', hash: 'sha384', bytes: 48},
  'ecdsa-sha2-nistp521': {crv: 'P-521', hash: 'sha512', bytes: 66},
};
const RSA_HASHES: Readonly<Record<string, string>> = {'rsa-sha2-256': 'sha256', 'rsa-sha2-512': 'sha512'};
const RSA_BITS_MIN = 2_048;

const withoutZeros = (bytes: Uint8Array): Buffer => Buffer.from(bytes.subarray(bytes.findIndex(byte => byte !== 0)));

/** `undefined` if the blob is not a key, or a weak one. */
export function toPublicKey(blob: Buffer): KeyObject | undefined {
  try {
    const [kind, one = Buffer.alloc(0), other = Buffer.alloc(0)] = sshStrings(blob) ?? [];
    const name = kind?.toString() ?? '';
    if (name === 'ssh-ed25519')
      return createPublicKey({key: {kty: 'OKP', crv: 'Ed25519', x: one.toString('base64url')}, format: 'jwk'});
    if (name === 'ssh-rsa') {
      const [e, n] = [one, withoutZeros(other)];
      if (n.length * 8 < RSA_BITS_MIN) return undefined;
      return createPublicKey({
        key: {kty: 'RSA', e: e.toString('base64url'), n: n.toString('base64url')},
        format: 'jwk',
      });
    }
    const curve = Object.hasOwn(CURVES, name) ? CURVES[name] : undefined;
    if (curve === undefined || other[0] !== 4 || other.length !== 1 + 2 * curve.bytes) return undefined;
    const [x, y] = [other.subarray(1, 1 + curve.bytes), other.subarray(1 + curve.bytes)];
    return createPublicKey({
      key: {kty: 'EC', crv: curve.crv, x: x.toString('base64url'), y: y.toString('base64url')},
      format: 'jwk',
    });
  } catch {
    return undefined;
  }
}

/** An SSH integer as a fixed number of bytes. */
const fixed = (integer: Buffer, bytes: number): Buffer => {
  const bare = withoutZeros(integer);
  return Buffer.concat([Buffer.alloc(Math.max(0, bytes - bare.length)), bare]);
};

/** @param signature as returned by an SSH agent: algorithm, then bytes */
export function isSignedBy(blob: Buffer, data: Buffer, signature: Buffer): boolean {
  const key = toPublicKey(blob);
  const kind = sshStrings(blob)?.[0]?.toString() ?? '';
  const parts = sshStrings(signature);
  if (key === undefined || parts?.length !== 2) return false;
  const [named = Buffer.alloc(0), bytes = Buffer.alloc(0)] = parts;
  const algorithm = named.toString();
  try {
    if (kind === 'ssh-rsa') {
      const hash = Object.hasOwn(RSA_HASHES, algorithm) ? RSA_HASHES[algorithm] : undefined;
      return hash !== undefined && verify(hash, data, key, bytes);
    }
    if (algorithm !== kind) return false;
    if (kind === 'ssh-ed25519') return verify(null, data, key, bytes);
    const curve = Object.hasOwn(CURVES, kind) ? CURVES[kind] : undefined;
    const [r, s, ...more] = sshStrings(bytes) ?? [];
    if (curve === undefined || r === undefined || s === undefined || more.length > 0) return false;
    const plain = Buffer.concat([fixed(r, curve.bytes), fixed(s, curve.bytes)]);
    return plain.length === 2 * curve.bytes && verify(curve.hash, data, {key, dsaEncoding: 'ieee-p1363'}, plain);
  } catch {
    return false;
  }
}
