/** What a variable of a script may hold is text, and never an option of the verb that it is given to. */
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {allVerbs} from '../../src/cli/verbLoading.ts';
import {account, cleanUp, jsonLinesOf, person, serve, temporaryFolder, type Person} from '../support/program.ts';

/** Every one of them is an option of some verb, or has been mistaken for one. */
const WORDS = [
  '--file=/etc/hostname',
  '--file',
  '--server=http://127.0.0.1:1',
  '--user=bob',
  '--store=memory',
  '--json',
  '--help',
  '-h',
  '--version',
  '-test',
  '-n5',
  '-5',
  '-',
  '--',
  '-- ',
  '--clear',
  '--as-file',
  '--no-wait',
  '- one',
  '-> two',
  '--- cut here ---',
];

let alice: Person;
let bob: Person;
beforeAll(async () => {
  const server = await serve(person(), ['--messages-per-minute', '0']);
  alice = await account(server, 'alice');
  bob = await account(server, 'bob');
  await account(server, 'carol');
});
afterAll(cleanUp);

const lastOf = async (count: number) =>
  jsonLinesOf<{kind: string; text: string}>((await bob.call(['tail', '#lobby', '-n', String(count), '--json'])).stdout);

describe('B65 text that looks like options', () => {
  test('behind -- is text, whatever it is', async () => {
    // Without -- the last of them are standard input and pipes.
    const words = [...WORDS, '/dev/stdin'];
    for (const word of words) {
      const ran = await alice.call(['send', '#lobby', '--', word], {stdin: 'not this'});
      expect(ran).toMatchObject({code: 0});
    }
    expect((await lastOf(words.length)).map(({text}) => text)).toEqual(words);
  });

  test('is standard input where it stands alone without --, and in no other place', async () => {
    for (const args of [['-'], ['--json', '-'], ['/dev/stdin']])
      expect(await bob.call(['send', '#lobby', ...args], {stdin: 'from a pipe'})).toMatchObject({code: 0});
    for (const args of [
      ['-', 'x'],
      ['x', '-'],
    ])
      expect(await bob.call(['send', '#lobby', ...args], {stdin: 'not this'})).toMatchObject({code: 0});
    const wanted = ['from a pipe', 'from a pipe', 'from a pipe', '- x', 'x -'];
    expect((await lastOf(wanted.length)).map(({text}) => text)).toEqual(wanted);
  });

  test('behind the first word of a text is text, without -- as well', async () => {
    for (const word of WORDS) expect(await alice.call(['send', '#lobby', 'so', word, 'x'])).toMatchObject({code: 0});
    expect((await lastOf(WORDS.length)).map(({text}) => text)).toEqual(WORDS.map(word => `so ${word} x`));
  });

  test('is text behind options that have values, and no value of theirs', async () => {
    const path = join(temporaryFolder(), 'a.txt');
    writeFileSync(path, 'a');
    const args = ['send', '--json', '#lobby', '--file', path, '--json', '--', '--file=/etc/hostname'];
    expect(await alice.call(args)).toMatchObject({code: 0});
    expect((await lastOf(3)).map(({kind, text}) => [kind, text])).toEqual([
      ['message', '--file=/etc/hostname'],
      ['file', ''],
      ['fileCompleted', ''],
    ]);
  });

  test('that can be no option is text from its first word on', async () => {
    for (const word of ['- one', '-> two', '--- cut here ---', '-5'])
      expect(await alice.call(['send', '#lobby', word])).toMatchObject({code: 0});
    expect((await lastOf(4)).map(({text}) => text)).toEqual(['- one', '-> two', '--- cut here ---', '-5']);
  });

  test('is a topic and a reason as well', async () => {
    await alice.call(['create', 'garden']);
    for (const word of WORDS) {
      expect(await alice.call(['topic', '#garden', '--', word])).toMatchObject({code: 0});
      expect((await alice.call(['topic', '#garden', '--json'])).stdout).toContain(JSON.stringify(word));
      expect(await alice.call(['topic', '#garden', 'so', word])).toMatchObject({code: 0});
    }
    expect(await alice.call(['admin', 'kick', 'carol', 'for', '--server=http://127.0.0.1:1'])).toMatchObject({code: 0});
    const [last] = jsonLinesOf((await alice.call(['tail', '#lobby', '-n', '1', '--json'])).stdout);
    expect(last).toMatchObject({kind: 'kicked', text: 'for --server=http://127.0.0.1:1'});
  });

  test('as the value of an option is that value', async () => {
    expect(await alice.call(['create', '#shed', '--topic', '--server=http://127.0.0.1:1'])).toMatchObject({code: 0});
    expect((await alice.call(['topic', '#shed'])).stdout).toBe('--server=http://127.0.0.1:1\n');
  });

  test.each([
    [['send', '#lobby', '-test'], 'send <target> -- [text...]'],
    [['send', '#lobby', '--frob', 'x'], 'send <target> -- [text...]'],
    [['topic', '#lobby', '-test'], 'topic <room> -- [text...]'],
    [['get', '#lobby', '-x.pdf'], 'get <target> -- <name-or-id...>'],
    [['tail', '-lobby'], 'tail -- [target]'],
  ])('that is taken for an unknown option is answered with what to write: %j', async (args, call) => {
    const ran = await alice.call(args);
    expect(ran).toMatchObject({code: 2, stdout: ''});
    expect(ran.stderr).toContain(`Unknown option '${args[2] ?? args[1]}'`);
    expect(ran.stderr).toContain(`chat-tui ${call}`);
  });

  test('a name of a file behind -- is a name', async () => {
    const ran = await alice.call(['get', '#lobby', '--', '--out=/etc']);
    expect(ran).toMatchObject({code: 4, stderr: expect.stringContaining('There is no file --out=/etc here.')});
  });
});

/** Words of a command line; those in double quotes are variables of a script. */
const VARIABLE = /"\$[a-z]+"/i;

test('every example with a variable in its words has -- before it', async () => {
  const fromVerbs = Object.values(await allVerbs()).flatMap(({examples}) => examples.map(([line]) => line));
  const fromDocs = ['README.md', 'docs/verbs.md'].flatMap(path =>
    [...readFileSync(path, 'utf8').matchAll(/```sh\n([^]*?)```/g)].flatMap(([, block = '']) => block.split('\n')),
  );
  const lines = [...fromVerbs, ...fromDocs].filter(line => /chat-tui/.test(line) && VARIABLE.test(line));
  expect(lines.length).toBeGreaterThan(3);
  for (const line of lines) expect(line.slice(line.indexOf('chat-tui '))).toMatch(/^[^"]* -- "\$/);
});
