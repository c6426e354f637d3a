/** Reads a secret from a file that only its owner can read, or that root mounted. */
import {constants} from 'node:fs';
import {access, open} from 'node:fs/promises';
import {systemCodeOf} from '../../client/line/reason.ts';
import {ChatError} from '../../shared/errors.ts';

/** @throws credentials-unsafe, settings-invalid */
export async function readSecretFile(path: string, variable: string): Promise<string> {
  const unreadable = () => new ChatError('settings-invalid', `${variable} names ${path}, which cannot be read.`);
  const handle = await open(path, constants.O_RDONLY).catch(() => {
    throw unreadable();
  });
  try {
    const facts = await handle.stat();
    if (process.getuid !== undefined && !(await isSafe(path, facts, process.getuid())))
      throw new ChatError('credentials-unsafe', path);
    const text = await handle.readFile('utf8').catch(() => {
      throw unreadable();
    });
    return text.trim();
  } finally {
    await handle.close();
  }
}

/** Readable only by its owner, or a mounted secret, for which the operator decides who can read it. */
async function isSafe(path: string, {uid, mode}: {uid: number; mode: number}, ownUid: number): Promise<boolean> {
  if (uid === ownUid && (mode & 0o077) === 0) return true;
  if ((uid !== ownUid && uid !== 0) || (mode & 0o022) !== 0) return false;
  // A mounted secret: a file of root (0444, 0440, 0644) read by another user; for root itself, a file that nobody may write; for
  // everybody, a file on a read-only file system.
  if (uid !== ownUid || (uid === 0 && (mode & 0o222) === 0)) return true;
  return access(path, constants.W_OK).then(
    () => false,
    (error: unknown) => systemCodeOf(error) === 'EROFS',
  );
}
