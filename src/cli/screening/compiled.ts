/** Keeps the compiled form of the screen's code, so that the next start need not compile it again. */
import {enableCompileCache} from 'node:module';
import {join} from 'node:path';
import {makeFolder} from '../../shared/machine/folder.ts';
import type {Paths} from '../settings/paths.ts';

/** In a folder of one's own: whoever could write into it could run code here. Without it the start is only slower. */
export function keepCompiled({cacheDir}: Paths): void {
  const folder = join(cacheDir, 'compiled');
  try {
    makeFolder(folder);
    enableCompileCache(folder);
  } catch {
    // See above.
  }
}
