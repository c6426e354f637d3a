/** Makes a new file readable only by its owner if a secret is written to it as standard output. */
import {fchmodSync, fstatSync} from 'node:fs';
import type {Shell} from '../shell.ts';

/**
 * A file created by `>FILE` is usually readable by everybody, and `secretFile.ts` refuses such a file. A file that already had
 * content is left as it is.
 */
export function keepOutputPrivate({stdout}: Pick<Shell, 'stdout'>): void {
  const fd = (stdout as {fd?: number}).fd;
  if (fd === undefined || process.getuid === undefined) return;
  try {
    const facts = fstatSync(fd);
    if (facts.isFile() && facts.size === 0 && facts.uid === process.getuid()) fchmodSync(fd, facts.mode & 0o700);
  } catch {
    // The descriptor is closed, or the file system has no modes.
  }
}
