/**
 * Groups test files for a run of all of them: modules of the program are loaded, compiled and warmed up once per group instead
 * of once per file, which took more than half of the processor time.
 */
import {existsSync, globSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join, relative, sep} from 'node:path';

const FOLDER = 'node_modules/.cache/chat-tui/groups';
const FILES_MAX = 12;

export interface Groups {
  /** Where they were written, one `.test.mjs` each. */
  folder: string;
  /** Files that cannot be in a group, e.g. because of snapshots, which belong to the file that jest runs. */
  alone: readonly string[];
}

/** Writes them anew; each test has the name of its file before its own. */
export function groupTests(): Groups {
  const files = globSync('__tests__/**/*.test.{ts,tsx}').sort();
  const alone = files.filter(path => readFileSync(path, 'utf8').includes('toMatchSnapshot('));
  const groups = Object.entries(Object.groupBy(without(files, alone), areaOf)).flatMap(([area, paths = []]) =>
    inParts(paths).map((part, at) => ({name: `${area}-${at + 1}.test.mjs`, text: textOf(part)})),
  );
  mkdirSync(FOLDER, {recursive: true});
  for (const name of without(
    readdirSync(FOLDER),
    groups.map(({name}) => name),
  ))
    rmSync(join(FOLDER, name));
  for (const {name, text} of groups) writeChanged(join(FOLDER, name), text);
  return {folder: FOLDER, alone};
}

/** What is the same stays, for a run that has begun already. */
function writeChanged(path: string, text: string): void {
  if (!existsSync(path) || readFileSync(path, 'utf8') !== text) writeFileSync(path, text);
}

const without = (all: readonly string[], some: readonly string[]) => all.filter(one => !some.includes(one));

/** Tests of one folder need much the same modules. */
function areaOf(path: string): string {
  const [, area = '', ...below] = path.split(sep);
  return below.length === 0 ? 'top' : area;
}

/** As few as there may be, of equal size. */
function inParts(paths: readonly string[]): string[][] {
  const count = Math.ceil(paths.length / FILES_MAX);
  return Array.from({length: count}, (_, part) => paths.filter((_path, at) => at % count === part));
}

/** `__tests__/support/suite/suiteTransform.js` makes a function of each file. */
function textOf(paths: readonly string[]): string {
  const imports = paths.map((path, at) => `import suite${at} from '${relative(FOLDER, path).replaceAll(sep, '/')}';\n`);
  const calls = paths.map((path, at) => `describe('${path.replaceAll(sep, '/')}', suite${at});\n`);
  return [`import {describe} from '@jest/globals';\n`, ...imports, ...calls].join('');
}
