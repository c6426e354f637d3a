/** What is shipped: the bundle's parts, the launcher, and a lock file that works on every platform. */
import {afterEach, describe, expect, test} from '@jest/globals';
import {execFileSync} from 'node:child_process';
import {cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {withProgramName} from '../../src/cli/programName.ts';
import {allVerbs} from '../../src/cli/verbLoading.ts';
import {wordingOf, type ErrorCode} from '../../src/shared/errors.ts';
import {ERRORS} from '../../src/shared/errorTable.ts';
import {BIN, cleanUp, person, temporaryFolder} from '../support/program.ts';

afterEach(cleanUp);

/** Everything that this part of the bundle loads by itself. */
function loadedAtStart(path: string, seen = new Set<string>()): Set<string> {
  if (seen.has(path)) return seen;
  seen.add(path);
  const code = readFileSync(path, 'utf8');
  for (const [, name] of code.matchAll(/(?:from|import)\s*"(\.[^"]+\.js)"/g)) {
    if (name !== undefined) loadedAtStart(join(dirname(path), name), seen);
  }
  return seen;
}

const partsOf = (name: string): string[] =>
  readdirSync('dist/chunks')
    .filter(file => new RegExp(`^${name}-[A-Z0-9]+\\.js$`).test(file))
    .map(file => join('dist/chunks', file));

/** What any call loads before its verb is known. */
function loadedByEvery(): Set<string> {
  const loaded = loadedAtStart('dist/main.js');
  for (const file of partsOf('main')) loadedAtStart(file, loaded);
  return loaded;
}

describe('the bundle', () => {
  test('loads neither the server nor the screen before a verb asks for it', () => {
    const loaded = [...loadedByEvery()];
    expect(loaded.filter(path => /run(Server|Screen)/.test(path))).toEqual([]);
  });

  test.each(['send', 'unread', 'tail', 'join'])('loads little before %s begins to work: no other verb', verb => {
    const ownParts = partsOf(verb);
    const loaded = loadedByEvery();
    for (const file of ownParts) loadedAtStart(file, loaded);
    expect(ownParts).not.toEqual([]);
    expect([...loaded].filter(path => /chunks\/(?:admin|serve|get|threads|whoami)-/.test(path))).toEqual([]);
    expect([...loaded].reduce((sum, path) => sum + statSync(path).size, 0)).toBeLessThan(510_000);
    expect(loaded.size).toBeLessThan(20);
  });

  test('shows the screen out of few files: each takes Node as long to find as to read', () => {
    const loaded = loadedByEvery();
    for (const part of ['screen', 'runScreen', 'client', 'credentials'])
      for (const file of partsOf(part)) loadedAtStart(file, loaded);
    expect(loaded.size).toBeLessThan(30);
  });

  test('has no maps in it, and the licences of what it contains', () => {
    const files = readdirSync('dist', {recursive: true, encoding: 'utf8'});
    expect(files.filter(file => file.endsWith('.map'))).toEqual([]);
    const licences = readFileSync('dist/THIRD-PARTY-LICENSES.txt', 'utf8');
    for (const name of ['ink', 'react', 'socket.io', 'commander', 'zod']) {
      expect(licences).toMatch(new RegExp(`^${name.replace('.', '\\.')} \\d`, 'm'));
    }
  });
});

/** npx runs `prepare` of a clone before its first start; whoever interrupts that is left with a broken cache of npx. */
test('what is built already is not built again before the first start', () => {
  const prepare = () => execFileSync(process.execPath, ['scripts/prepare.ts']);
  prepare();
  const builtAtMs = statSync('dist/main.js').mtimeMs;
  prepare();
  expect(statSync('dist/main.js').mtimeMs).toBe(builtAtMs);
});

/** Of the package as npm makes it. */
const packed = (): Set<string> => {
  const text = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {encoding: 'utf8'});
  const [{files}] = JSON.parse(text) as [{files: {path: string}[]}];
  return new Set(files.map(({path}) => path));
};

test('every link of what is shipped leads to what is shipped', () => {
  const files = packed();
  const isThere = (path: string) => files.has(path) || [...files].some(file => file.startsWith(`${path}/`));
  const broken = [...files]
    .filter(path => path.endsWith('.md'))
    .flatMap(path =>
      [...readFileSync(path, 'utf8').matchAll(/\]\(([^)\s#]+)[^)]*\)/g)]
        .map(([, target = '']) => target)
        .filter(target => !/^[a-z]+:/.test(target) && !isThere(join(dirname(path), target)))
        .map(target => `${path}: ${target}`),
    );
  expect(broken).toEqual([]);
  for (const name of ['screenshot', 'recording']) expect(files.has(`docs/${name}.svg`)).toBe(true);
  expect(statSync('docs/recording.svg').size).toBeLessThan(300_000);
});

test('no sentence and no document fetches from elsewhere what is published under the name of this program', () => {
  const texts = ['README.md', 'src', 'bin', 'docs', 'scripts'].flatMap(path =>
    statSync(path).isDirectory()
      ? readdirSync(path, {recursive: true, encoding: 'utf8'}).map(file => join(path, file))
      : [path],
  );
  const found = texts
    .filter(path => statSync(path).isFile())
    .filter(path => /-p chat-tui|npm (?:install|i)(?: -g)? chat-tui|npx chat-tui@/.test(readFileSync(path, 'utf8')));
  expect(found).toEqual([]);
});

test('what it says to do names the program as it can be called there', async () => {
  const folder = temporaryFolder();
  const run = async (path: string, env: Record<string, string>) => {
    const ran = await person(folder, env).run(['files', '#nowhere', '--frob'], {path});
    return ran.stderr.split('\n').find(line => line.startsWith('Run '));
  };
  symlinkSync(BIN, join(folder, 'chat-tui'));
  expect(await run(BIN, {})).toBe(`Run ${BIN} --help to see how it is called.`);
  expect(await run(join(folder, 'chat-tui'), {PATH: folder})).toBe('Run chat-tui --help to see how it is called.');
  const {stderr} = await person(folder, {}).run(['files', '#nowhere', '--frob'], {path: BIN});
  expect(stderr).toContain(`as in: ${BIN} files -- [target]`);
  expect(await run(BIN, {npm_command: 'exec'})).toBe('Run npx chat-tui --help to see how it is called.');
});

test('every verb that a sentence names is named as it can be called there', async () => {
  const verbs = Object.values(await allVerbs()).map(({name}) => name.split(' ')[0]);
  const named = Object.keys(ERRORS)
    .map(code => withProgramName(wordingOf(code as ErrorCode, 'shell'), '/opt/chat-tui'))
    .filter(sentence => verbs.some(verb => sentence.includes(` chat-tui ${verb} `)));
  expect(named).toEqual([]);
});

test('a program that was installed anew while it ran says that it is to be started again', async () => {
  const folder = temporaryFolder();
  for (const name of ['bin', 'dist', 'package.json']) cpSync(name, join(folder, name), {recursive: true});
  for (const part of partsOf('bash')) rmSync(join(folder, part));
  const {code, stderr} = await person().run(['completion', 'bash'], {path: join(folder, 'bin/chat-tui.js')});
  expect({code, stderr}).toEqual({
    code: 2,
    stderr: 'chat-tui was installed anew while it ran, and a part of the old one is gone. Start it again.\n',
  });
});

test('a runtime that is too old says what to do', async () => {
  const older = join(temporaryFolder(), 'older.mjs');
  writeFileSync(older, "Object.defineProperty(process.versions, 'node', {value: '20.20.2'});");
  const ran = await person().run(['--version'], {env: {NODE_OPTIONS: `--import ${older}`}});
  expect(ran).toEqual({
    code: 2,
    stdout: '',
    stderr:
      'chat-tui needs Node 22.13 or newer and this is 20.20.2. Install a newer one from https://nodejs.org, or ' +
      `start it with: npx -p node@24 node '${BIN}'\n`,
  });
});

test('a server says nothing of the runtime’s own on standard error', async () => {
  const running = person().start(['serve', '--port', '0']);
  await running.waitFor(/ready at/);
  const {stderr} = await running.stop();
  for (const line of stderr.trim().split('\n')) expect(line).toMatch(/^\{/);
});

/** An `npm install` next to an incomplete registry drops them, and then `npm ci` fails everywhere. */
test('the lock file names the packages of every platform', () => {
  const {packages} = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
    packages: Record<string, {optionalDependencies?: Record<string, string>}>;
  };
  const isThere = (from: string, name: string) =>
    `node_modules/${name}` in packages || `${from}/node_modules/${name}` in packages;
  const missing = Object.entries(packages).flatMap(([from, {optionalDependencies = {}}]) =>
    Object.keys(optionalDependencies).filter(name => !isThere(from, name)),
  );
  expect(missing).toEqual([]);
  expect(existsSync('node_modules')).toBe(true);
});
