/** Caches compiled code on disk, so that the next start need not compile it. */
import {statSync} from 'node:fs';
import {enableCompileCache} from 'node:module';
import {join} from 'node:path';
import {makeFolder} from '../shared/machine/folder.ts';
import {findPaths, knownHome, type Paths} from './settings/paths.ts';

const folderIn = ({cacheDir}: Pick<Paths, 'cacheDir'>): string => join(cacheDir, 'compiled');

/** Enables the cache, and creates it if needed. Errors are ignored, because without it a start is only slower. */
export function keepCompiled(paths: Pick<Paths, 'cacheDir'>): void {
  const folder = folderIn(paths);
  try {
    makeFolder(folder);
    if (isOwn(folder)) enableCompileCache(folder);
  } catch {
    // Ignored, see above.
  }
}

/**
 * Enables an existing cache before anything else is loaded. Not for servers, because V8 rejects code compiled with other flags.
 */
export function useCompiled({env, platform, argv}: Pick<NodeJS.Process, 'env' | 'platform' | 'argv'>): void {
  try {
    const home = knownHome();
    if (home === undefined) return;
    const folder = folderIn(findPaths({env, platform, home}));
    if (!argv.includes('serve') && isOwn(folder)) enableCompileCache(folder);
  } catch {
    // Ignored, see above.
  }
}

/** Only an own folder is used, because anyone who can write to it could run code here, e.g. as root. */
function isOwn(folder: string): boolean {
  const stats = statSync(folder, {throwIfNoEntry: false});
  if (stats?.isDirectory() !== true) return false;
  return process.platform === 'win32' || (stats.uid === process.getuid?.() && (stats.mode & 0o022) === 0);
}
