/** Expands and completes typed paths, including `~`. */
import {readdir} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import {homeFolder} from '../../wording/shownPath.ts';

/** `~` and `~/x` are below the home folder; relative paths are below the working folder. */
export const expandPath = (typed: string): string =>
  resolve(typed === '~' || /^~[/\\]/.test(typed) ? join(homeFolder(), typed.slice(1)) : typed);

const UNSHOWABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** Whole paths that begin like this, in the way it was typed; folders end with a slash. Empty when nothing can be read. */
export async function pathsLike(started: string): Promise<string[]> {
  if (started === '~') return ['~/'];
  const [, folder = '', begun = ''] = /^(.*[/\\])?([^/\\]*)$/s.exec(started) ?? [];
  const entries = await readdir(expandPath(folder === '' ? '.' : folder), {withFileTypes: true}).catch(() => []);
  return entries
    .filter(
      ({name}) => name.startsWith(begun) && (begun.startsWith('.') || !name.startsWith('.')) && !UNSHOWABLE.test(name),
    )
    .sort((one, other) => Number(other.isDirectory()) - Number(one.isDirectory()) || (one.name < other.name ? -1 : 1))
    .map(entry => `${folder}${entry.name}${entry.isDirectory() ? '/' : ''}`);
}
