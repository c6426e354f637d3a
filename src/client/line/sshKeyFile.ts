/** Reads private SSH keys from files: OpenSSH and PEM; Ed25519, ECDSA and RSA, encrypted or not. */
import {constants} from 'node:fs';
import {open} from 'node:fs/promises';
import {createPrivateKey, createPublicKey, sign, type KeyObject} from 'node:crypto';
import {sshString, sshStrings} from '../../shared/access/sshKey.ts';
import {ChatError} from '../../shared/errors.ts';
import type {SshSigner} from './sshAgent.ts';

/** An RSA key of 16,384 bits has 13 KiB, so larger files are refused. */
const FILE_BYTES_MAX = 64 * 1024;
const OPENSSH = /-----BEGIN OPENSSH PRIVATE KEY-----\s([A-Za-z0-9+/=\s]+)-----END OPENSSH PRIVATE KEY-----/;
const PEM = /-----BEGIN (?:(?:RSA|EC|ENCRYPTED) )?PRIVATE KEY-----/;
const MAGIC = 'openssh-key-v1\0';
const BLOCK_BYTES = 16;
/** Maximum bcrypt rounds: `ssh-keygen` uses 24 by default, and many more would block the program. */
const ROUNDS_MAX = 2_000;
const RSA_BITS_MIN = 2_048;
const CURVES: Readonly<Record<string, {name: string; hash: string}>> = {
  'P-256': {name: 'nistp256', hash: 'sha256'},
  'P-384': {name: 'nistp384', hash: 'sha384'},
  'P-521': {name: 'nistp521', hash: 'sha512'},
};

/**
 * @param passphrase of an encrypted file
 * @throws ssh-file-absent, ssh-file-readable when others may read it, ssh-file-invalid, ssh-passphrase-needed,
 * ssh-passphrase-wrong
 */
export async function openKeyFile(path: string, passphrase?: string): Promise<SshSigner> {
  const text = await readKeyFile(path);
  const isOpenSsh = OPENSSH.test(text);
  if (!isOpenSsh && !PEM.test(text)) throw new ChatError('ssh-file-invalid', path);
  const isEncrypted = isOpenSsh ? isEncryptedOpenSsh(text, path) : text.includes('ENCRYPTED');
  if (isEncrypted && (passphrase === undefined || passphrase === ''))
    throw new ChatError('ssh-passphrase-needed', path);
  const given = isEncrypted ? passphrase : undefined;
  let signer: SshSigner | undefined;
  try {
    signer = signerOf(isOpenSsh ? await ofOpenSsh(text, given) : ofPem(text, given));
  } catch {
    // In an encrypted file a wrong passphrase cannot be distinguished from damage.
    if (isEncrypted) throw new ChatError('ssh-passphrase-wrong', path);
  }
  if (signer === undefined) throw new ChatError('ssh-file-invalid', path);
  return signer;
}

/** Like ssh, refuses a file of one's own that others may read. `O_NONBLOCK`: does not wait on a pipe. */
async function readKeyFile(path: string): Promise<string> {
  const absent = () => new ChatError('ssh-file-absent', path);
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch(() => {
    throw absent();
  });
  try {
    const facts = await file.stat();
    if (!facts.isFile()) throw absent();
    const ownUid = process.getuid?.();
    if (ownUid !== undefined && facts.uid === ownUid && (facts.mode & 0o077) !== 0)
      throw new ChatError('ssh-file-readable', path);
    if (facts.size > FILE_BYTES_MAX) throw new ChatError('ssh-file-invalid', path);
    const bytes = Buffer.alloc(FILE_BYTES_MAX);
    const {bytesRead} = await file.read(bytes, 0, FILE_BYTES_MAX, 0).catch(() => {
      throw absent();
    });
    return bytes.toString('latin1', 0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Checks the format before the library parses it, because the library reports some errors where they cannot be caught. */
function isEncryptedOpenSsh(text: string, path: string): boolean {
  const invalid = new ChatError('ssh-file-invalid', path);
  const bytes = Buffer.from(OPENSSH.exec(text)?.[1] ?? '', 'base64');
  if (bytes.toString('latin1', 0, MAGIC.length) !== MAGIC) throw invalid;
  const [cipher, kdf, options] = headOf(bytes.subarray(MAGIC.length)) ?? [];
  if (cipher === undefined || kdf === undefined || options === undefined) throw invalid;
  if (kdf.toString() === 'none' && cipher.toString() === 'none') return false;
  const salt = options.length >= 4 ? options.readUInt32BE(0) : 0;
  if (kdf.toString() !== 'bcrypt' || options.length !== salt + 8 || salt === 0) throw invalid;
  const rounds = options.readUInt32BE(4 + salt);
  const sealed = sealedOf(bytes.subarray(MAGIC.length));
  const isKnown = /^aes(?:128|192|256)-(?:ctr|cbc)$/.test(cipher.toString());
  if (!isKnown || rounds === 0 || rounds > ROUNDS_MAX) throw invalid;
  if (sealed === undefined || sealed.length === 0 || sealed.length % BLOCK_BYTES !== 0) throw invalid;
  return true;
}

/** The first three fields: cipher, key derivation and its options. */
function headOf(bytes: Buffer): Buffer[] | undefined {
  const parts: Buffer[] = [];
  let at = 0;
  while (parts.length < 3) {
    if (at + 4 > bytes.length) return undefined;
    const end = at + 4 + bytes.readUInt32BE(at);
    if (end > bytes.length) return undefined;
    parts.push(bytes.subarray(at + 4, end));
    at = end;
  }
  return parts;
}

/** The private section, which may be encrypted; it follows the head, the number of keys and the public key. */
function sealedOf(bytes: Buffer): Buffer | undefined {
  const head = (headOf(bytes) ?? []).reduce((sum, part) => sum + 4 + part.length, 0);
  const parts = head + 4 > bytes.length ? undefined : sshStrings(bytes.subarray(head + 4));
  return parts?.length === 2 ? parts[1] : undefined;
}

async function ofOpenSsh(text: string, passphrase: string | undefined): Promise<KeyObject> {
  const {default: sshpk} = await import('sshpk');
  const key = sshpk.parsePrivateKey(text, 'ssh', passphrase === undefined ? {} : {passphrase});
  if (key.type !== 'ed25519') return createPrivateKey(key.toBuffer('pkcs1'));
  const seed = (key.part as Partial<Record<string, {data: Buffer}>>)['k']?.data ?? Buffer.alloc(0);
  // PKCS #8 of RFC 8410: the bytes before the 32-byte seed are constant.
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
  return createPrivateKey({key: der, format: 'der', type: 'pkcs8'});
}

const ofPem = (text: string, passphrase: string | undefined): KeyObject =>
  createPrivateKey({key: text, format: 'pem', ...(passphrase !== undefined && {passphrase})});

/** An SSH integer (mpint): a leading zero byte keeps a value with the top bit set positive. */
const integer = (bytes: Buffer): Buffer => ((bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.alloc(1), bytes]) : bytes);
const bytesOf = (text: string | undefined): Buffer => Buffer.from(text ?? '', 'base64url');
const withoutZeros = (bytes: Buffer): Buffer =>
  bytes.subarray(
    Math.max(
      0,
      bytes.findIndex(byte => byte !== 0),
    ),
  );

/** `undefined` for a key type that no server accepts. */
function signerOf(key: KeyObject): SshSigner | undefined {
  const {crv = '', x, y, e, n} = createPublicKey(key).export({format: 'jwk'}) as Record<string, string | undefined>;
  const made = (kind: string, parts: Buffer[], signWith: (data: Buffer) => Buffer, algorithm = kind): SshSigner => ({
    blob: Buffer.concat([sshString(kind), ...parts.map(part => sshString(part))]),
    sign: async data => Buffer.concat([sshString(algorithm), sshString(signWith(data))]),
  });
  if (key.asymmetricKeyType === 'ed25519') return made('ssh-ed25519', [bytesOf(x)], data => sign(null, data, key));
  if (key.asymmetricKeyType === 'rsa') {
    if (bytesOf(n).length * 8 < RSA_BITS_MIN) return undefined;
    const parts = [integer(bytesOf(e)), integer(bytesOf(n))];
    return made('ssh-rsa', parts, data => sign('sha512', data, key), 'rsa-sha2-512');
  }
  const curve = Object.hasOwn(CURVES, crv) ? CURVES[crv] : undefined;
  if (key.asymmetricKeyType !== 'ec' || curve === undefined) return undefined;
  const point = Buffer.concat([Buffer.from([4]), bytesOf(x), bytesOf(y)]);
  return made(`ecdsa-sha2-${curve.name}`, [Buffer.from(curve.name), point], data => {
    const plain = sign(curve.hash, data, {key, dsaEncoding: 'ieee-p1363'});
    const half = plain.length / 2;
    const both = [plain.subarray(0, half), plain.subarray(half)];
    return Buffer.concat(both.map(part => sshString(integer(withoutZeros(part)))));
  });
}
