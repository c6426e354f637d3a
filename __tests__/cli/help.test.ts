/** What the command line says about itself. */
import {afterEach, describe, expect, test} from '@jest/globals';
import {spawnSync} from 'node:child_process';
import {existsSync, readFileSync} from 'node:fs';
import {checkAccountName} from '../../src/server/accountNames.ts';
import * as verbList from '../../src/cli/verbs.ts';
import {cleanUp, person} from '../support/program.ts';

afterEach(cleanUp);

const {screen: _screen, ...VERBS} = verbList;
const {version} = JSON.parse(readFileSync('package.json', 'utf8')) as {version: string};

describe('the program', () => {
  test('without a terminal prints its help and exits 2', async () => {
    const ran = await person().run([]);
    expect(ran).toMatchObject({code: 2, stderr: ''});
    expect(ran.stdout).toMatch(/^Usage: chat-tui/);
  });

  test('tells its version', async () => {
    expect(await person().run(['--version'])).toEqual({code: 0, stdout: `${version}\n`, stderr: ''});
  });

  test.each([
    [['frobnicate'], /^Unknown command 'frobnicate'/],
    [['send'], /^Missing required argument 'target'/],
    [['rooms', '--frob'], /^Unknown option '--frob'/],
    [['rooms', 'extra'], /^Too many arguments/],
    [['admin', 'frob'], /^Unknown command 'frob'/],
    [['serve', '--port'], /^Option '--port <number>' argument missing/],
    [['whoami', '--store', 'cloud'], /^--store must be one of keychain, file, memory\.$/m],
    [['join', 'chat.example.org'], /^There is no terminal/],
    [['\u001b[2Jx'], /^Unknown command '\u241b\[2Jx'/],
  ])('called wrongly says how, and exits 2: %j', async (args, sentence) => {
    const ran = await person().call(args);
    expect(ran).toMatchObject({code: 2, stdout: ''});
    expect(ran.stderr).toMatch(sentence);
  });

  test('whose output cannot be written says so, and does not end as if all were well', () => {
    if (!existsSync('/dev/full')) return console.warn('Not tested: this system has no /dev/full.');
    const command = `"${process.execPath}" bin/chat-tui.js --help > /dev/full`;
    const {status, stderr} = spawnSync('bash', ['-c', command], {env: person().env, encoding: 'utf8'});
    expect({status, stderr}).toEqual({
      status: 2,
      stderr: 'The output cannot be written. Check the folder and its free space.\n',
    });
  });

  test('asked for the help of what is no verb says so', async () => {
    const ran = await person().run(['help', 'frobnicate']);
    expect(ran).toMatchObject({code: 2, stdout: ''});
    expect(ran.stderr).toMatch(/^Unknown command 'frobnicate'/);
  });

  test('with a mistake in its settings file says where, and exits 2', async () => {
    const somebody = person();
    const {writeFileSync} = await import('node:fs');
    writeFileSync(`${somebody.home}/config.toml`, 'server = 5\nusr = "x"\n');
    const ran = await somebody.run(['whoami']);
    expect(ran).toMatchObject({code: 2, stdout: ''});
    expect(ran.stderr).toMatch(/config\.toml has an unknown setting usr\.\n$/);
  });
});

describe('every verb', () => {
  const verbs = Object.values(VERBS);

  test.each(verbs.map(verb => [verb.name, verb] as const))('%s has examples of its own', (name, verb) => {
    expect(verb.examples.length).toBeGreaterThan(0);
    for (const [command] of verb.examples) expect(command).toContain(`chat-tui ${name}`);
  });

  test('has examples that work: no name in them is one that nobody may have', () => {
    const lines = [...verbs.flatMap(({examples}) => examples.map(([line]) => line)), readFileSync('README.md', 'utf8')];
    const names = lines.flatMap(line =>
      [...line.matchAll(/register[^\n]* --user (\S+)/g)].map(([, name = '']) => name),
    );
    expect(names.length).toBeGreaterThan(2);
    for (const name of names) expect(() => checkAccountName(name)).not.toThrow();
  });

  test('explains itself', async () => {
    for (const {name, summary} of verbs) {
      const ran = await person().call([...name.split(' '), '--help']);
      expect(ran).toMatchObject({code: 0, stderr: ''});
      expect(ran.stdout.replaceAll(/\s+/g, ' ')).toContain(summary);
      expect(ran.stdout).toContain('Examples:');
    }
  });
});
