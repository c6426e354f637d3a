/** The user's own themes: one TOML file each, in a folder next to `config.toml`. */
import {readdirSync, readFileSync, statSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {ChatError} from '../../shared/errors.ts';
import type {OwnThemes} from '../../tui/theme/ownTheme.ts';
import type {Paths} from './paths.ts';

const ENDING = '.toml';
/** Valid name of a theme file, without its extension. */
const NAME = /^[a-z0-9][a-z0-9_.-]{0,31}$/i;
const FILES_MAX = 100;
const BYTES_MAX = 64 * 1024;

export const isThemeFileName = (name: unknown): name is string => typeof name === 'string' && NAME.test(name);

export const themesFolder = ({configFile}: Pick<Paths, 'configFile'>): string => join(dirname(configFile), 'themes');

export function themeFiles(paths: Pick<Paths, 'configFile'>): OwnThemes {
  const folder = themesFolder(paths);
  return {
    names: () => Promise.resolve(namesIn(folder)),
    async read(name) {
      if (!isThemeFileName(name)) return undefined;
      const content = contentOf(join(folder, name + ENDING), name);
      if (content === undefined) return undefined;
      const {parse} = await import('smol-toml');
      try {
        return parse(content);
      } catch (error) {
        const {line} = error as {line?: unknown};
        const where = typeof line === 'number' ? ` in line ${line}` : '';
        throw new ChatError('theme-broken', `The theme ${name} is not valid TOML${where}.`);
      }
    },
  };
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter(file => file.endsWith(ENDING))
      .map(file => file.slice(0, -ENDING.length))
      .filter(isThemeFileName)
      .toSorted()
      .slice(0, FILES_MAX);
  } catch {
    return [];
  }
}

function contentOf(path: string, name: string): string | undefined {
  try {
    // Reading a pipe or device of this name might never end.
    if (!statSync(path).isFile()) return undefined;
    if (statSync(path).size > BYTES_MAX)
      throw new ChatError('theme-broken', `The theme ${name} has more than ${BYTES_MAX / 1024} KiB.`);
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    if (error instanceof ChatError) throw error;
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new ChatError('theme-broken', `The theme ${name} cannot be read.`);
  }
}
