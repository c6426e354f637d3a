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

/** Readable by oneself alone, or a secret that was mounted: who may read that is decided by who gets it mounted. */
async function isSafe(path: string, {uid, mode}: {uid: number; mode: number}, ownUid: number): Promise<boolean> {
  if (uid === ownUid && (mode & 0o077) === 0) return true;
  if ((uid !== ownUid && uid !== 0) || (mode & 0o022) !== 0) return false;
  // Root's file (0444, 0440, 0644) in the hands of somebody else; for root itself one that nobody may write; for all what
  // lies on a read-only disk.
  if (uid !== ownUid || (uid === 0 && (mode & 0o222) === 0)) return true;
  return access(path, constants.W_OK).then(
    () => false,
    (error: unknown) => systemCodeOf(error) === 'EROFS',
  );
}
