/** Creates folders that only their owner may enter. */
import {mkdirSync, statSync} from 'node:fs';
import {dirname} from 'node:path';

/**
 * Creates the folder and missing parents; does nothing if it exists. Node's recursive `mkdir` loops for ever in a file system
 * that answers ENOENT for new folders, such as `/proc`.
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
