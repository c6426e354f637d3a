/**
 * The server's self-made key and certificate, created at the first start and kept in the data folder; clients identify the
 * server by the key.
 */
import {createPrivateKey, X509Certificate, type KeyObject} from 'node:crypto';
import {readFile, rename, rm, stat, writeFile} from 'node:fs/promises';
import {isIP} from 'node:net';
import {join} from 'node:path';
import {ChatError} from '../../shared/errors.ts';

export interface CertificateAndKey {
  /** PEM; followed by the chain, if any. */
  certificate: string;
  /** PEM. */
  key: string;
}

export const KEY_FILE = 'tls-key.pem';
export const CERTIFICATE_FILE = 'tls-certificate.pem';

/** Recreates the certificate with the same key if the machine has a new name or address. */
export async function ownCertificate(dataDir: string, names: readonly string[]): Promise<CertificateAndKey> {
  const keyFile = join(dataDir, KEY_FILE);
  const certificateFile = join(dataDir, CERTIFICATE_FILE);
  const kept = await readKey(keyFile);
  const found = kept && (await readCertificate(certificateFile, kept, names));
  if (kept !== undefined && found !== undefined) return {key: toPem(kept), certificate: found};
  // Loaded only here, because it takes a tenth of a second that later starts do not need.
  const {makeKey, selfMadeCertificate} = await import('./x509.ts');
  const key = kept ?? makeKey();
  const certificate = selfMadeCertificate(key, names);
  if (kept === undefined) await writeWhole(keyFile, toPem(key), 0o600);
  await writeWhole(certificateFile, certificate, 0o644);
  return {key: toPem(key), certificate};
}

const toPem = (key: KeyObject): string => key.export({type: 'pkcs8', format: 'pem'}).toString();

/**
 * The stored key; `undefined` if there is none. A damaged key is not replaced, because every client would have to trust the new
 * one.
 * @throws tls-unusable
 */
async function readKey(path: string): Promise<KeyObject | undefined> {
  const pem = await readFile(path, 'utf8').catch((error: unknown) => {
    if ((error as {code?: unknown}).code === 'ENOENT') return undefined;
    throw new ChatError('tls-unusable', `${path} cannot be read`, {cause: error});
  });
  if (pem === undefined) return undefined;
  if (process.platform !== 'win32' && ((await stat(path)).mode & 0o077) !== 0)
    throw new ChatError('tls-unusable', `${path} can be read by others, so the key may be known`);
  try {
    return createPrivateKey(pem);
  } catch (error) {
    throw new ChatError('tls-unusable', `${path} holds no key: put it back from a backup, or delete it`, {
      cause: error,
    });
  }
}

/** The stored certificate; `undefined` if it has to be recreated. */
async function readCertificate(path: string, key: KeyObject, names: readonly string[]): Promise<string | undefined> {
  try {
    const pem = await readFile(path, 'utf8');
    const certificate = new X509Certificate(pem);
    const has = (name: string) =>
      (isIP(name) === 0 ? certificate.checkHost(name) : certificate.checkIP(name)) !== undefined;
    return certificate.checkPrivateKey(key) && names.every(has) ? pem : undefined;
  } catch {
    return undefined;
  }
}

async function writeWhole(path: string, content: string, mode: number): Promise<void> {
  const draft = `${path}.new`;
  await rm(draft, {force: true});
  await writeFile(draft, content, {mode, flag: 'wx', flush: true});
  await rename(draft, path);
}
