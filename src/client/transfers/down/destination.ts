/**
 * The local side of a download: a partial file beside its final place, and a rename that never overwrites. File system calls
 * are synchronous, because a thread switch would take longer.
 */
import {
  closeSync,
  constants,
  fstatSync,
  linkSync,
  lstatSync,
  openSync,
  realpathSync,
  renameSync,
  statSync,
  unlinkSync,
} from 'node:fs';
import {open, unlink, type FileHandle} from 'node:fs/promises';
import {join} from 'node:path';
import {shortOf} from '../../../shared/entries/entryId.ts';
import {ChatError} from '../../../shared/errors.ts';
import {faultPoint} from '../../../shared/machine/faultPoint.ts';
import {makeFolder} from '../../../shared/machine/folder.ts';
import type {TransferRecord} from '../kept/record.ts';
import {numberedName, safeName} from '../safeName.ts';

type Target = NonNullable<TransferRecord['target']>;

const NUMBER_MAX = 9_999;
const NO_FOLLOW = constants.O_NOFOLLOW ?? 0;
const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;
const unwritable = (path: string, error?: unknown): ChatError =>
  new ChatError('file-unwritable', path, error === undefined ? undefined : {cause: error});

/** Creates the folder if necessary, and resolves symbolic links. @throws file-unwritable */
export function openFolder(path: string): string {
  try {
    makeFolder(path);
    const folder = realpathSync.native(path);
    if (!statSync(folder).isDirectory()) throw unwritable(path);
    return folder;
  } catch (error) {
    throw error instanceof ChatError ? error : unwritable(path, error);
  }
}

/** Checks that the folder was not replaced by a symbolic link. @throws file-unwritable */
function checkFolder(folder: string): void {
  try {
    if (realpathSync.native(folder) === folder) return;
  } catch (error) {
    throw unwritable(folder, error);
  }
  throw unwritable(folder);
}

const exists = (path: string): boolean => lstatSync(path, {throwIfNoEntry: false}) !== undefined;

/** The first free path of `name`, `name (1)` …, starting at number `from`. */
function freePath(folder: string, name: string, from = 0): {path: string; number: number} | undefined {
  const base = safeName(name);
  for (let number = from; number <= NUMBER_MAX; number++) {
    const path = join(folder, numberedName(base, number));
    if (!exists(path)) return {path, number};
  }
  return undefined;
}

/**
 * Creates the partial file and chooses the final name. Both are recorded before the first byte, so that the record need not
 * be written again before the rename.
 * @throws file-unwritable
 */
export function makeTarget(folder: string, name: string, transferId: string): Target {
  const partName = `${safeName(name)}.${shortOf(transferId)}.part`;
  const part = join(folder, partName);
  try {
    const made = openSync(part, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | NO_FOLLOW, 0o600);
    const inode = fstatSync(made).ino;
    closeSync(made);
    const free = freePath(folder, name);
    return {folder, partName, inode, ...(free && {path: free.path})};
  } catch (error) {
    throw unwritable(part, error);
  }
}

/** Opens the partial file, new or existing, without following links. @throws file-unwritable */
export async function openPart(folder: string, partName: string): Promise<FileHandle> {
  checkFolder(folder);
  const path = join(folder, partName);
  let handle: FileHandle | undefined;
  try {
    if (!exists(path))
      return await open(path, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | NO_FOLLOW, 0o600);
    handle = await open(path, constants.O_RDWR | NO_FOLLOW | (constants.O_NONBLOCK ?? 0));
    const stats = fstatSync(handle.fd);
    const isOwn = process.getuid === undefined || stats.uid === process.getuid();
    if (!stats.isFile() || stats.nlink !== 1 || !isOwn) throw unwritable(path);
    return handle;
  } catch (error) {
    await handle?.close();
    throw error instanceof ChatError ? error : unwritable(path, error);
  }
}

/** Gives the partial file its final name. @returns false when the name is taken */
function claimName(part: string, path: string): boolean {
  try {
    linkSync(part, path);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EINVAL'].includes(codeOf(error) ?? '')) throw error;
    // Without hard links, an empty file reserves the name first, and is then replaced.
    return reserveName(part, path);
  }
  faultPoint('download.afterLink');
  unlinkSync(part);
  return true;
}

function reserveName(part: string, path: string): boolean {
  try {
    closeSync(openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | NO_FOLLOW, 0o600));
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
  renameSync(part, path);
  return true;
}

export interface Finish {
  folder: string;
  partName: string;
  /** Name as given by the sender. */
  name: string;
  /** Called before each attempt to rename, with the path that is tried. */
  onTry: (path: string) => Promise<void>;
}

/** Moves the finished file to its safe name, or to the first free `name (1).ext`. Returns its path. @throws file-unwritable */
export async function finishPart({folder, partName, name, onTry}: Finish): Promise<string> {
  checkFolder(folder);
  const wanted = join(folder, safeName(name));
  try {
    for (let free = freePath(folder, name); free; free = freePath(folder, name, free.number + 1)) {
      await onTry(free.path);
      faultPoint('download.beforeRename');
      if (!claimName(join(folder, partName), free.path)) continue;
      faultPoint('download.afterRename');
      return free.path;
    }
  } catch (error) {
    throw unwritable(wanted, error);
  }
  throw unwritable(wanted);
}

/** Whether the file at the path is this one. The inode alone is not enough, because a freed number is reused. */
function isFile(path: string, inode: number | undefined, sizeBytes: number): boolean {
  const found = lstatSync(path, {throwIfNoEntry: false});
  return found?.isFile() === true && found.ino === inode && found.size === sizeBytes;
}

/** Whether an earlier run decrypted the partial file before it was stopped. */
export const wasOpened = ({folder, partName, openedInode}: Target, sizeBytes: number): boolean =>
  openedInode !== undefined && isFile(join(folder, partName), openedInode, sizeBytes);

/** Whether an earlier run renamed the file before it was stopped; if so, removes what is left of the partial file. */
export function wasFinished({folder, partName, inode, openedInode}: Target, path: string, sizeBytes: number): boolean {
  if (!isFile(path, openedInode ?? inode, sizeBytes)) return false;
  if (exists(join(folder, partName))) unlinkSync(join(folder, partName));
  return true;
}

/** Removes the partial file; does nothing if there is none. */
export async function removePart(folder: string, partName: string): Promise<void> {
  await unlink(join(folder, partName)).catch(() => undefined);
}
