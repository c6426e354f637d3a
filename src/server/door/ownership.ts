/** Ownership of a new server: the one-time code in its data folder makes a registration the owner's. */
import {timingSafeEqual} from 'node:crypto';
import {readFile, rm, stat, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {codeHashOf} from './code.ts';
import {ChatError} from '../../shared/errors.ts';
import {OWNER_CODE, OWNER_CODE_FILE} from '../../shared/address.ts';
import type {Logger} from '../logger.ts';
import {createLimiter} from './limits/limiter.ts';
import {networkPrefixOf} from '../network.ts';

export interface Ownership {
  hasOwner(): boolean;
  /** Absent if the server has an owner. */
  code(): string | undefined;
  /** Checks the code. @throws owner-code-wrong, too-many-requests */
  require(given: string, place: {address: string; port: number}): void;
  /** The server has an owner now: invalidates the code and removes its file. */
  settle(): Promise<void>;
}

export interface OwnershipOptions {
  dataDir: string;
  hasOwner: boolean;
  /** 32 random bytes in base64url, behind a prefix of three characters. */
  newToken: () => string;
  monotonicMs: () => number;
  log: Logger;
}

/** Limit of wrong codes per network. */
const WRONG = {count: 10, perSeconds: 60};

export async function openOwnership(options: OwnershipOptions): Promise<Ownership> {
  const {dataDir, log} = options;
  const path = join(dataDir, OWNER_CODE_FILE);
  const wrong = createLimiter(WRONG, options.monotonicMs);
  let {hasOwner} = options;
  let code = hasOwner ? undefined : await readOrMake(path, options.newToken);
  const settle = async () => {
    hasOwner = true;
    code = undefined;
    await rm(path, {force: true}).catch((error: unknown) =>
      log.warn({error, path}, 'the owner code, which is void, could not be removed'),
    );
  };
  if (hasOwner) await settle();
  return {
    hasOwner: () => hasOwner,
    code: () => code,
    require(given, {address, port}) {
      const network = networkPrefixOf(address);
      const waitSeconds = wrong.waitOf(network);
      if (waitSeconds > 0) throw new ChatError('too-many-requests', String(waitSeconds));
      if (code !== undefined && timingSafeEqual(codeHashOf(given), codeHashOf(code))) return;
      wrong.take(network);
      log.warn({address, port}, 'a wrong owner code');
      throw new ChatError('owner-code-wrong');
    },
    settle,
  };
}

/** Reads the code of an earlier start, unless it could have been read by others; otherwise makes a new one. */
async function readOrMake(path: string, newToken: () => string): Promise<string> {
  const known = (await readFile(path, 'utf8').catch(() => '')).trim();
  if (OWNER_CODE.test(known) && (await isPrivate(path))) return known;
  const made = `own_${newToken().slice(3)}`;
  await rm(path, {force: true});
  await writeFile(path, `${made}\n`, {mode: 0o600, flag: 'wx'});
  return made;
}

const isPrivate = async (path: string): Promise<boolean> =>
  process.platform === 'win32' || ((await stat(path)).mode & 0o077) === 0;
