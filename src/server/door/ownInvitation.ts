/**
 * The server's own invitation link: its code is in a file of the data folder, readable by the operator, until somebody revokes
 * it.
 */
import {readFile, rename, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {Logger} from '../logger.ts';
import type {SignInStore} from '../storeContract/signIn.ts';
import {codeHashOf, newCode} from './code.ts';

export interface OwnInvitation {
  /** Absent if it was revoked. */
  code(): string | undefined;
  /** Sets the code after a rotation; `undefined` after a revocation. */
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
  /** What could not be written is another code after the next start. */
  const keep = (next: string | undefined): Promise<void> =>
    (next === undefined ? rm(path, {force: true}) : write(next)).catch((error: unknown) =>
      log.warn({error, path}, 'the code of the join link could not be written'),
    );
  const read = (await readFile(path, 'utf8').catch(() => '')).trim();
  const known = PATTERN.test(read) ? read : undefined;
  const fresh = newCode(newToken);
  // The file may be older than a rotation: the code in it must not become good again.
  const hashes = {known: known === undefined ? undefined : codeHashOf(known), fresh: codeHashOf(fresh)};
  // A full disk must not keep anybody from coming in; what was known stays good.
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
