/** Standard output that takes a secret: where it is a new file, nobody else can read it. */
import {fchmodSync, fstatSync} from 'node:fs';
import type {Shell} from '../shell.ts';

/**
 * `>FILE` makes it as the umask says, mostly readable by everybody, and `secretFile.ts` refuses such a file. What held something
 * before is left as it is.
 */
export function keepOutputPrivate({stdout}: Pick<Shell, 'stdout'>): void {
  const fd = (stdout as {fd?: number}).fd;
  if (fd === undefined || process.getuid === undefined) return;
  try {
    const facts = fstatSync(fd);
    if (facts.isFile() && facts.size === 0 && facts.uid === process.getuid()) fchmodSync(fd, facts.mode & 0o700);
  } catch {
    // It is closed, or on a disk without modes.
  }
}
