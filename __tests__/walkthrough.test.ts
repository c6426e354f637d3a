/** Does what `docs/walkthrough.md` says, in a copy of the sources: its files are written, type-checked and their test is run. */
import {spawnSync} from 'node:child_process';
import {appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {afterEach, expect, test} from '@jest/globals';

/** What a test of the client needs of a clone. */
const COPIED = ['src', '__tests__', 'package.json', 'tsconfig.json'];
/** Without the bundled libraries of `jest.config.js`: making them takes longer than this test. */
const JEST = {
  cacheDirectory: resolve('node_modules/.cache/jest'),
  extensionsToTreatAsEsm: ['.ts'],
  testTimeout: 60_000,
  transform: {
    '\\.ts$': ['@swc/jest', {jsc: {parser: {syntax: 'typescript'}, target: 'es2023'}, module: {type: 'es6'}}],
  },
};

/** A path in backticks, then a block of TypeScript; `line` where the block is one more line of a file that exists. */
const FILE = /(?<line>one line in )?`(?<path>(?:src|__tests__)\/[\w/.]+\.ts)`[^`]*```ts\n(?<code>[^]*?)```/g;

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach(folder => rmSync(folder, {recursive: true})));

function copyOfSources(): string {
  const folder = mkdtempSync(join(tmpdir(), 'walkthrough-'));
  folders.push(folder);
  for (const name of COPIED) cpSync(name, join(folder, name), {recursive: true});
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'jest.config.json'), JSON.stringify(JEST));
  return folder;
}

function run(folder: string, ...args: string[]): string {
  const {status, stdout, stderr} = spawnSync(process.execPath, args, {cwd: folder, encoding: 'utf8'});
  return status === 0 ? '' : `${stdout}${stderr}`;
}

test('the command of the walkthrough compiles and passes its test', () => {
  const steps = [...readFileSync('docs/walkthrough.md', 'utf8').matchAll(FILE)].map(({groups = {}}) => groups);
  expect(steps.map(({line, path}) => `${line ?? ''}${path}`)).toEqual([
    '__tests__/client/shrug.test.ts',
    'src/client/input/commands/shrug.ts',
    'one line in src/client/input/commands.ts',
  ]);
  const folder = copyOfSources();
  for (const {line, path = '', code = ''} of steps)
    (line === undefined ? writeFileSync : appendFileSync)(join(folder, path), code);
  const extended = {extends: './tsconfig.json', compilerOptions: {incremental: false, tsBuildInfoFile: null}};
  const include = steps.map(({path}) => path);
  writeFileSync(join(folder, 'tsconfig.walkthrough.json'), JSON.stringify({...extended, include}));
  expect(run(folder, 'node_modules/typescript/bin/tsc', '-p', 'tsconfig.walkthrough.json')).toBe('');
  const jest = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js'];
  const one = ['--config', 'jest.config.json', '--runInBand', '--testPathPatterns', 'client/shrug'];
  expect(run(folder, ...jest, ...one)).toBe('');
});
