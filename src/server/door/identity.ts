/** A secret, made once, by which the server proves to programs of the same system user that it is theirs. */
import {readFile, rm, stat, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {CHALLENGE, IDENTITY_FILE, proofOf, type End} from '../../shared/access/identity.ts';

export interface Identity {
  /** The proof for a challenge; `undefined` if the challenge is invalid. */
  prove(challenge: string, end: End): string | undefined;
}

/** @param newToken 32 random bytes in base64url, after a prefix of three characters */
export async function openIdentity(dataDir: string, newToken: () => string): Promise<Identity> {
  const path = join(dataDir, IDENTITY_FILE);
  const secret = (await readPrivate(path)) ?? (await make(path, newToken().slice(3)));
  return {prove: (challenge, end) => (CHALLENGE.test(challenge) ? proofOf(secret, challenge, end) : undefined)};
}

/** The stored secret; `undefined` if it is missing, damaged, or was readable by others. */
async function readPrivate(path: string): Promise<string | undefined> {
  const secret = (await readFile(path, 'utf8').catch(() => '')).trim();
  if (!CHALLENGE.test(secret)) return undefined;
  return process.platform === 'win32' || ((await stat(path)).mode & 0o077) === 0 ? secret : undefined;
}

async function make(path: string, secret: string): Promise<string> {
  await rm(path, {force: true});
  await writeFile(path, `${secret}\n`, {mode: 0o600, flag: 'wx'});
  return secret;
}
