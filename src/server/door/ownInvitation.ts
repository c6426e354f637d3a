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
  const known = (await readFile(path, 'utf8').catch(() => '')).trim();
  let code: string | undefined = PATTERN.test(known) ? known : newCode(newToken);
  // A full disk must not keep anybody from coming in; what was known stays good.
  const state = await store.invitationOwn(codeHashOf(code), now()).catch((error: unknown) => {
    log.warn({error}, 'the invitation of the server could not be kept');
    return 'good' as const;
  });
  if (state === 'revoked') code = undefined;
  else if (code !== known) await write(code);
  return {
    code: () => code,
    async set(next) {
      code = next;
      await (next === undefined ? rm(path, {force: true}) : write(next)).catch((error: unknown) =>
        log.warn({error, path}, 'the code of the join link could not be written'),
      );
    },
  };
}
