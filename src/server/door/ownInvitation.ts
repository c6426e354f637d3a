/**
 * The server's own invitation link, whose code is in a file of the data folder that the operator can read, until it is revoked.
 */
import {readFile, rename, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {Logger} from '../logger.ts';
import type {SignInStore} from '../storeContract/signIn.ts';
import {codeHashOf, newCode} from './code.ts';

export interface OwnInvitation {
  /** Absent if the invitation was revoked. */
  code(): string | undefined;
  /** Stores the new code after a rotation; `undefined` after a revocation. */
  set(code: string | undefined): Promise<void>;
}

interface Options {
  dataDir: string;
  store: Pick<SignInStore<unknown>, 'invitationOwn'>;
  newToken: () => string;
  now: () => number;
  log: Logger;
}

const PATTERN = /^[A-Za-z0-9_-]{22}$/;

export async function openOwnInvitation({dataDir, store, newToken, now, log}: Options): Promise<OwnInvitation> {
  const path = join(dataDir, 'invite-code');
  const write = async (made: string): Promise<void> => {
    await writeFile(`${path}.new`, `${made}\n`, {mode: 0o600});
    await rename(`${path}.new`, path);
  };
  /** If the code cannot be written, the next start makes another one. */
  const keep = (next: string | undefined): Promise<void> =>
    (next === undefined ? rm(path, {force: true}) : write(next)).catch((error: unknown) =>
      log.warn({error, path}, 'the code of the join link could not be written'),
    );
  const read = (await readFile(path, 'utf8').catch(() => '')).trim();
  const known = PATTERN.test(read) ? read : undefined;
  const fresh = newCode(newToken);
  // The file may be older than the last rotation, so the store decides whether its code is still valid.
  const hashes = {known: known === undefined ? undefined : codeHashOf(known), fresh: codeHashOf(fresh)};
  // A full disk must not lock anybody out: the known code stays valid.
  const state = await store.invitationOwn({...hashes, atMs: now()}).catch((error: unknown) => {
    log.warn({error}, 'the invitation of the server could not be kept');
    return known === undefined ? ('fresh' as const) : ('known' as const);
  });
  let code = state === 'revoked' ? undefined : state === 'known' ? known : fresh;
  if (state === 'fresh') await keep(fresh);
  return {
    code: () => code,
    async set(next) {
      code = next;
      await keep(next);
    },
  };
}
