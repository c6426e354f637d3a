/** The local side of a download: an unfinished file beside its later place, and the last step that never overwrites anything. */
import {constants} from 'node:fs';
import {link, lstat, open, realpath, rename, stat, unlink, type FileHandle} from 'node:fs/promises';
import {join} from 'node:path';
import {ChatError} from '../../shared/errors.ts';
import {faultPoint} from '../../shared/faultPoint.ts';
import {makeFolder} from '../../shared/folder.ts';
import {numberedName, safeName} from './safeName.ts';

const NUMBER_MAX = 9_999;
const NO_FOLLOW = constants.O_NOFOLLOW ?? 0;
const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;
const unwritable = (path: string, error?: unknown): ChatError =>
  new ChatError('file-unwritable', path, error === undefined ? undefined : {cause: error});

/** Makes the folder where it is missing and returns it without symbolic links. @throws file-unwritable */
export async function openFolder(path: string): Promise<string> {
  try {
    makeFolder(path);
    const folder = await realpath(path);
    if (!(await stat(folder)).isDirectory()) throw unwritable(path);
    return folder;
  } catch (error) {
    throw error instanceof ChatError ? error : unwritable(path, error);
  }
}

/** Somebody may have put a link where the folder was. @throws file-unwritable */
export async function checkFolder(folder: string): Promise<void> {
  const found = await realpath(folder).catch((error: unknown) => {
    throw unwritable(folder, error);
  });
  if (found !== folder) throw unwritable(folder);
}

export const partNameOf = (name: string, transferId: string): string =>
  `${safeName(name)}.${transferId.slice(0, 8)}.part`;

/** Opens the unfinished file: a new one, or the one that was begun, and nothing that a link stands for. @throws file-unwritable */
export async function openPart(folder: string, partName: string): Promise<FileHandle> {
  await checkFolder(folder);
  const path = join(folder, partName);
  try {
    return await open(path, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | NO_FOLLOW, 0o600);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw unwritable(path, error);
  }
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, constants.O_RDWR | NO_FOLLOW | (constants.O_NONBLOCK ?? 0));
    const stats = await handle.stat();
    const isOwn = process.getuid === undefined || stats.uid === process.getuid();
    if (!stats.isFile() || stats.nlink !== 1 || !isOwn) throw unwritable(path);
    return handle;
  } catch (error) {
    await handle?.close();
    throw error instanceof ChatError ? error : unwritable(path, error);
  }
}

/** Gives the file its name, unless the name is taken. */
async function claimName(part: string, path: string): Promise<boolean> {
  try {
    await link(part, path);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EINVAL'].includes(codeOf(error) ?? '')) throw error;
    // No hard links on this file system: the name is taken by an empty file first, which is ours to replace.
    return reserveName(part, path);
  }
  faultPoint('download.afterLink');
  await unlink(part);
  return true;
}

async function reserveName(part: string, path: string): Promise<boolean> {
  try {
    await (await open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | NO_FOLLOW, 0o600)).close();
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
  await rename(part, path);
  return true;
}

export interface Finish {
  folder: string;
  partName: string;
  /** As the sender said it. */
  name: string;
  /** Told before each step that cannot be taken back. */
  onTry: (path: string) => Promise<void>;
}

/** Moves the finished file to its safe name, or to the first free `name (1).ext`. Returns its path. @throws file-unwritable */
export async function finishPart({folder, partName, name, onTry}: Finish): Promise<string> {
  await checkFolder(folder);
  const base = safeName(name);
  try {
    for (let number = 0; number <= NUMBER_MAX; number++) {
      const path = join(folder, numberedName(base, number));
      if (await lstat(path).catch(() => undefined)) continue;
      await onTry(path);
      faultPoint('download.beforeRename');
      if (!(await claimName(join(folder, partName), path))) continue;
      faultPoint('download.afterRename');
      return path;
    }
  } catch (error) {
    throw unwritable(join(folder, base), error);
  }
  throw unwritable(join(folder, base));
}

/** True when an earlier run gave the file its name and was stopped right then; what is left of the unfinished file goes. */
export async function wasFinished(folder: string, partName: string, path: string): Promise<boolean> {
  const named = await lstat(path).catch(() => undefined);
  if (!named?.isFile()) return false;
  const part = await lstat(join(folder, partName)).catch(() => undefined);
  if (part && part.ino !== named.ino) return false;
  if (part) await unlink(join(folder, partName));
  return true;
}

/** Nothing happens when there is none. */
export async function removePart(folder: string, partName: string): Promise<void> {
  await unlink(join(folder, partName)).catch(() => undefined);
}
