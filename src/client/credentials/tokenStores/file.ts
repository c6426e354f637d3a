/** Tokens in files that only their owner can read: one per account, written atomically. */
import {randomBytes} from 'node:crypto';
import {constants} from 'node:fs';
import {chmod, lstat, open, rename, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {systemCodeOf} from '../../line/reason.ts';
import {ChatError} from '../../../shared/errors.ts';
import {makeFolder} from '../../../shared/machine/folder.ts';
import type {TokenStore, TokenStoreOptions} from '../tokenStore.ts';

/** Printable ASCII, as every token is. */
const TOKEN = /^[!-~]{1,64}$/;
const FILE_BYTES_MAX = 1_024;

export function file({dir}: TokenStoreOptions): TokenStore {
  const folder = join(dir, 'logins');
  const pathOf = (account: string) => join(folder, encodeURIComponent(account));
  return {
    load: account => read(pathOf(account)),
    save: (account, token) =>
      inFolder(folder, async () => {
        const draft = await write(pathOf(account), token);
        await rename(draft, pathOf(account));
      }),
    delete: account => rm(pathOf(account), {force: true}),
  };
}

/** Checks that a login can be stored, by writing and removing a probe file. @throws credentials-unsafe, file-unwritable */
export function probeFolder(dir: string): Promise<void> {
  const folder = join(dir, 'logins');
  return inFolder(folder, async () => rm(await write(join(folder, 'probe'), '-'.repeat(64))));
}

async function inFolder(folder: string, work: () => Promise<void>): Promise<void> {
  try {
    await prepareFolder(folder);
    await work();
  } catch (error) {
    throw error instanceof ChatError ? error : new ChatError('file-unwritable', folder, {cause: error});
  }
}

async function read(path: string): Promise<string | undefined> {
  let handle;
  try {
    handle = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
    const facts = await handle.stat();
    if (!facts.isFile() || !isOwn(facts) || isOpenToOthers(facts, 0o077))
      throw new ChatError('credentials-unsafe', path);
    if (facts.size > FILE_BYTES_MAX) throw new ChatError('credentials-damaged', path);
    const token = (await handle.readFile('utf8')).trim();
    if (!TOKEN.test(token)) throw new ChatError('credentials-damaged', path);
    return token;
  } catch (error) {
    if (error instanceof ChatError) throw error;
    if (systemCodeOf(error) === 'ENOENT') return undefined;
    // The path is a symbolic link, or this person may not read the file.
    throw new ChatError('credentials-unsafe', path, {cause: error});
  } finally {
    await handle?.close();
  }
}

/** Writes the token to a temporary file, which is removed if writing fails. @returns its path */
async function write(path: string, token: string): Promise<string> {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(`${token}\n`);
    await handle.sync();
    return draft;
  } catch (error) {
    await rm(draft, {force: true});
    throw error;
  } finally {
    await handle.close();
  }
}

/** Creates the folder with mode 0700; refuses a folder that belongs to another user. */
async function prepareFolder(folder: string): Promise<void> {
  makeFolder(folder);
  const facts = await lstat(folder);
  if (!facts.isDirectory() || !isOwn(facts)) throw new ChatError('credentials-unsafe', folder);
  if (isOpenToOthers(facts, 0o077)) await chmod(folder, 0o700);
}

/** Always true on Windows, which has no such owners and modes: a person's profile folder is private there. */
const isOwn = ({uid}: {uid: number}): boolean => process.getuid === undefined || uid === process.getuid();
const isOpenToOthers = ({mode}: {mode: number}, mask: number): boolean =>
  process.platform !== 'win32' && (mode & mask) !== 0;
