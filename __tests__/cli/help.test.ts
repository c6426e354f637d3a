/** What the command line says about itself. */
import {afterEach, describe, expect, test} from '@jest/globals';
import {spawnSync} from 'node:child_process';
import {existsSync, readFileSync} from 'node:fs';
import {Readable, Writable} from 'node:stream';
import {checkAccountName} from '../../src/server/door/names/accountNames.ts';
import {runCall} from '../../src/cli/run.ts';
import {rowOf} from '../../src/cli/settings/settings.ts';
import type {Outside} from '../../src/cli/shell.ts';
import {VERB_FILES} from '../../src/cli/verbs.ts';
import {cleanUp, person} from '../support/program.ts';
import {VERBS} from '../support/verbs.ts';

afterEach(cleanUp);

const {screen: _screen, ...shellVerbs} = VERBS;
const {version} = JSON.parse(readFileSync('package.json', 'utf8')) as {version: string};

describe('the program', () => {
  test('without a terminal prints its help, says why there is no screen, and exits 2', async () => {
    const ran = await person().run([]);
    expect(ran).toMatchObject({code: 2});
    expect(ran.stderr).toMatch(/^There is no terminal to read keys from: standard input is a pipe\. [^\n]+\n$/);
    expect(ran.stdout).toMatch(/^Usage: chat-tui/);
  });

  test.each([[undefined], [200], [60]])(
    'explains exit codes, environment and settings file; %s columns',
    async columns => {
      const somebody = person();
      const out: string[] = [];
      const stdout = Object.assign(new Writable({write: (chunk, _, done) => (out.push(String(chunk)), done())}), {
        columns,
      });
      const outside = {env: somebody.env, platform: process.platform, stdin: Readable.from([]), stdout, stderr: stdout};
      expect(await runCall(['--help'], outside as unknown as Outside)).toBe(0);
      const text = out.join('');
      for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
      for (const part of ['75 ', '128+N', 'CHAT_TUI_TOKEN_FILE', 'CHAT_TUI_HOME', `${somebody.home}/config.toml`])
        expect(text).toContain(part);
    },
  );

  test('tells its version', async () => {
    expect(await person().run(['--version'])).toEqual({code: 0, stdout: `${version}\n`, stderr: ''});
  });

  test.each([
    [['frobnicate'], /^Unknown command 'frobnicate'/],
    [['send'], /^Missing required argument 'target'/],
    [['rooms', '--frob'], /^Unknown option '--frob'/],
    [['rooms', 'extra'], /^Too many arguments/],
    [['register', 'alice'], /^As in: chat-tui register .*--user alice$/m],
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
    expect(ran.stderr).toMatch(/config\.toml has an unknown setting usr; did you mean user\?\n$/);
  });
});

/** What tells the values of an option. */
const ALLOWED =
  /whole number from|from 1s to 365d|at most \d+ characters|any that you can write|what stands behind its #|one of the files|member, moderator or owner|at most \d|at least \d|the default|at most a year|a percent sign|files|kind|recovery code|restart: “/;

describe('every verb', () => {
  const verbs = Object.values(shellVerbs);

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

  test('explains itself, in lines that fit', async () => {
    for (const {name, summary, settings = []} of verbs) {
      const ran = await person().call([...name.split(' '), '--help']);
      expect(ran).toMatchObject({code: 0, stderr: ''});
      const text = ran.stdout.replaceAll(/\s+/g, ' ');
      expect(text).toContain(summary);
      expect(text).toContain('Examples:');
      expect(text).toContain('Exit codes: 0 done');
      expect(text).toContain('75 refused for now');
      for (const line of ran.stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
      for (const setting of settings) expect(text).toContain(`[${rowOf(setting).env}]`);
    }
  });

  test('stands under the first word of its name, where a call looks for it', async () => {
    for (const [word, open] of VERB_FILES)
      for (const {name} of Object.values(await open())) expect(name.split(' ')[0]).toBe(word);
  });

  test('names what each option may be', () => {
    const withValues = verbs.flatMap(({options}) => options).filter(({flags}) => flags.includes('<'));
    expect(
      withValues.filter(({meaning}) => !ALLOWED.test(meaning)).map(({flags, meaning}) => [flags, meaning]),
    ).toEqual([]);
  });

  test('names what each setting may be: choices and bounds', async () => {
    const text = (await person().call(['serve', '--help'])).stdout.replaceAll(/\s+/g, ' ');
    for (const allowed of [
      'one of auto, open, invite, closed',
      'from 0 to 65535',
      'such as 500k, 5M or 1GiB',
      'from 1 to 65536',
    ])
      expect(text).toContain(`${allowed} (default`);
    expect(text).toContain('one of keychain, file, memory.');
  });
});
