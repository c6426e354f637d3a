/** Runs after an install, and when npx first links a clone: builds, unless the build is newer than all of its sources. */
import {existsSync, readdirSync, statSync} from 'node:fs';
import {join} from 'node:path';

const BUILT = 'dist/THIRD-PARTY-LICENSES.txt';
const SOURCES = ['src', 'scripts'].flatMap(folder =>
  readdirSync(folder, {recursive: true, encoding: 'utf8'}).map(path => join(folder, path)),
);
const ALL = [...SOURCES, 'package.json', 'package-lock.json', 'node_modules/.package-lock.json'];

const timeOf = (path: string): number => (existsSync(path) ? statSync(path).mtimeMs : 0);

if (ALL.some(path => timeOf(path) > timeOf(BUILT))) await import('./build.ts');
