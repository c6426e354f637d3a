/** Makes folders that only their owner may enter. */
import {mkdirSync, statSync} from 'node:fs';
import {dirname} from 'node:path';

/**
 * The folder, and those above it where they are missing; nothing when it is there. Node's own way to make several at once never
 * ends in a file system that takes no folders but says only that there is none, as `/proc` does.
 */
export function makeFolder(path: string): void {
  if (isFolder(path)) return;
  try {
    mkdirSync(path, {mode: 0o700});
  } catch (error) {
    const above = dirname(path);
    const isMissingAbove = (error as NodeJS.ErrnoException).code === 'ENOENT' && !isFolder(above);
    if (isMissingAbove && above !== path) {
      makeFolder(above);
      makeFolder(path);
    } else if (!isFolder(path)) throw error;
  }
}

const isFolder = (path: string): boolean => statSync(path, {throwIfNoEntry: false})?.isDirectory() === true;
