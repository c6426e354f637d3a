/** Keeps the compiled form of the screen's code, so that the next start need not compile it again. */
import {mkdirSync} from 'node:fs';
import {enableCompileCache} from 'node:module';
import {join} from 'node:path';
import type {Paths} from '../paths.ts';

/** In a folder of one's own: whoever could write into it could run code here. Without it the start is only slower. */
export function keepCompiled({cacheDir}: Paths): void {
  const folder = join(cacheDir, 'compiled');
  try {
    mkdirSync(folder, {recursive: true, mode: 0o700});
    enableCompileCache(folder);
  } catch {
    // See above.
  }
}
