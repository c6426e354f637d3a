/** Expands and completes typed paths, including `~`. */
import {readdir} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import {homeFolder} from '../../wording/shownPath.ts';

/** Expands `~` and `~/x` to the home folder, for paths that no shell has expanded; leaves other paths unchanged. */
export const withHome = (typed: string, home = homeFolder()): string =>
  typed === '~' || /^~[/\\]/.test(typed) ? join(home, typed.slice(1)) : typed;

/** Expands `~`; resolves relative paths against the working folder. */
export const expandPath = (typed: string): string => resolve(withHome(typed));

const UNSHOWABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** Completions of a path, in the form in which it was typed; folders end with a slash. Empty if the folder cannot be read. */
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
