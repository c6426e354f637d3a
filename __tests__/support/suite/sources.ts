/** The sources of the program with what each imports, for the tests of the architecture. */
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {dirname, join, relative} from 'node:path';

export interface Source {
  path: string;
  code: string;
  imports: readonly string[];
}

/** Imports, re-exports and dynamic imports; what stands in a comment does not count. */
const IMPORT = /(?:^|\n)\s*(?:import|export)\s(?:[^;'"]*?\sfrom\s+)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]/g;

/** All of `src`. */
export const sources: readonly Source[] = readTree('src').map(path => {
  const code = readFileSync(path, 'utf8');
  const imports = Array.from(withoutComments(code).matchAll(IMPORT), match => match[1] ?? match[2] ?? '');
  return {path, code, imports};
});
export const byPath: ReadonlyMap<string, Source> = new Map(sources.map(source => [source.path, source]));

function readTree(folder: string): string[] {
  return readdirSync(folder, {recursive: true, encoding: 'utf8'})
    .map(path => join(folder, path))
    .filter(path => /\.tsx?$/.test(path));
}

export function withoutComments(code: string): string {
  return code.replace(/^\s*\/\*\*?[^]*?\*\//gm, '').replace(/^\s*\/\/.*$/gm, '');
}

export const isOurs = (name: string): boolean => name.startsWith('.');
export const targetOf = (source: Source, name: string): string => join(dirname(source.path), name);

/** The room of a folder that a file is in: a file or folder in it; a list and the folder of its things are one. */
function roomOf(folder: string, path: string): string | undefined {
  if (!path.startsWith(`${folder}/`)) return undefined;
  const [name = ''] = path.slice(folder.length + 1).split('/');
  const isListOf = name.endsWith('.ts') && existsSync(join(folder, name.slice(0, -'.ts'.length)));
  return isListOf ? name.slice(0, -'.ts'.length) : name;
}

/** Each room of a folder, with the rooms that it imports. */
export function arrowsIn(folder: string): ReadonlyMap<string, ReadonlySet<string>> {
  const below = new Map<string, Set<string>>();
  for (const source of sources) {
    const from = roomOf(folder, source.path);
    if (from === undefined) continue;
    const rooms = source.imports.filter(isOurs).map(name => roomOf(folder, targetOf(source, name)));
    const others = rooms.filter(to => to !== undefined && to !== from) as string[];
    below.set(from, new Set([...(below.get(from) ?? []), ...others]));
  }
  return below;
}

/** Each cycle once, as the path that closes it. */
export function cyclesIn(below: ReadonlyMap<string, Iterable<string>>): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (name: string, trail: readonly string[]) => {
    if (trail.includes(name))
      return void found.push([...trail.slice(trail.indexOf(name)), name].map(short).join(' → '));
    if (done.has(name)) return;
    for (const next of below.get(name) ?? []) visit(next, [...trail, name]);
    done.add(name);
  };
  for (const name of below.keys()) visit(name, []);
  return found;
}

const short = (path: string) => (path.startsWith('src/') ? relative('src', path) : path);
