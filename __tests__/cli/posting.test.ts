/**
 * The shell as a partner of scripts: commands that report, waiting for a word, a line a message, everything for a bot, threads.
 */
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {
  account,
  cleanUp,
  jsonLinesOf,
  passwordOf,
  person,
  serve,
  temporaryFolder,
  type Person,
  type Running,
  type ServerProcess,
} from '../support/program.ts';
import {join} from 'node:path';
import {existsSync} from 'node:fs';

let server: ServerProcess;
let alice: Person;
let bob: Person;

beforeAll(async () => {
  server = await serve(person(), ['--messages-per-minute', '0', '--max-message-length', '1000']);
  alice = await account(server, 'alice');
  bob = await account(server, 'bob');
});
afterAll(cleanUp);

interface Line {
  room: string;
  seq: number;
  kind: string;
  sender: string;
  text: string;
  name?: string;
}
const last = async (count: number, target = '#lobby') =>
  jsonLinesOf<Line>((await bob.call(['tail', target, '-n', String(count), '--json'])).stdout);
const textsOf = async (count: number) => (await last(count)).map(({text}) => text);

describe('run', () => {
  test('posts what a command printed and how it ended, and ends as it did; much of it is a file', async () => {
    const script = 'printf "\\033[31mred\\033[0m\\n"; echo "to the other" >&2; exit 3';
    const ran = await alice.run(['run', '--quiet', '#lobby', '--', 'sh', '-c', script]);
    expect(ran).toEqual({code: 3, stdout: '', stderr: ''});
    const [text = ''] = await textsOf(1);
    expect(text).toMatch(/^✗ `sh -c .*exit 3'` exit code 3, 1 second\n```\n/);
    // Colours are for a terminal.
    expect(text).toContain('\nred\n');
    expect(text).toContain('\nto the other\n');
    const many = await alice.run(['run', '#lobby', '--', 'seq', '1', '2000']);
    expect(many.code).toBe(0);
    expect(many.stdout.split('\n')).toHaveLength(2_001);
    expect(await last(3)).toMatchObject([
      {text: '✓ `seq 1 2000` exit code 0, 1 second'},
      {kind: 'file', name: 'seq.log'},
      {kind: 'fileCompleted'},
    ]);
    expect(await alice.call(['run', '--on-failure', '#lobby', '--', 'true'])).toMatchObject({code: 0});
    expect(await last(1)).toMatchObject([{kind: 'fileCompleted'}]);
  });

  test('passes signals on, and runs nothing where nothing could be posted', async () => {
    const running = alice.start(['run', '#lobby', '--', 'sh', '-c', 'echo begun; exec sleep 600']);
    await running.waitFor(/begun/);
    const {code} = await running.stop('SIGTERM');
    expect(code).toBe(128 + 15);
    expect((await textsOf(1))[0]).toContain('ended by SIGTERM');
    const mark = join(temporaryFolder(), 'ran');
    expect((await alice.call(['run', '#nowhere', '--', 'touch', mark])).code).toBe(4);
    expect(existsSync(mark)).toBe(false);
    const missing = await alice.call(['run', '#lobby', '--', '/nowhere/at/all']);
    expect(missing).toMatchObject({code: 127, stderr: 'The command did not start: /nowhere/at/all was not found.\n'});
    expect((await alice.call(['run', '#lobby'])).code).toBe(2);
  });
});

describe('wait', () => {
  test('ends with the first message that fits, misses none that came after a known one, and gives up in time', async () => {
    const [{seq} = {seq: 0}] = jsonLinesOf<Line>((await alice.call(['send', '--json', '#lobby', 'ready?'])).stdout);
    await bob.call(['send', '#lobby', 'not yet']);
    await bob.call(['send', '#lobby', 'Deploy app-7']);
    const after = ['wait', '#lobby', '--after', String(seq), '--json'];
    const found = await alice.call([...after, '--match', '/^deploy (\\S+)$/i']);
    expect(jsonLinesOf<Line>(found.stdout)).toMatchObject([{sender: 'bob', text: 'Deploy app-7'}]);
    expect(jsonLinesOf<Line>((await alice.call([...after, '--from', '@bob'])).stdout)[0]?.text).toBe('not yet');
    const over = await alice.call(['wait', '#lobby', '--match', 'never', '--timeout', '1s']);
    expect(over).toEqual({code: 75, stdout: '', stderr: 'Nobody has said so in 1 second.\n'});
  });

  test('in a conversation ends with what somebody else says, and with one’s own words only where that is asked for', async () => {
    const carol = await account(server, 'carol');
    const dave = await account(server, 'dave');
    for (const target of ['@dave', '@dave,bob']) {
      const [{seq} = {seq: 0}] = jsonLinesOf<Line>((await carol.call(['send', '--json', target, 'hello'])).stdout);
      await carol.call(['send', target, 'are you there?']);
      await dave.call(['send', target.replace('dave', 'carol'), 'yes']);
      const wait = async (...more: string[]) =>
        jsonLinesOf<Line>((await carol.call(['wait', target, '--after', String(seq), '--json', ...more])).stdout);
      expect(await wait()).toMatchObject([{sender: 'dave', text: 'yes'}]);
      expect(await wait('--from', 'carol')).toMatchObject([{sender: 'carol', text: 'are you there?'}]);
    }
  });

  test('for longer than a timer of the system holds waits, and does not give up at once', async () => {
    const [{seq} = {seq: 0}] = jsonLinesOf<Line>((await alice.call(['send', '--json', '#lobby', 'well?'])).stdout);
    const waiting = alice.call(['wait', '#lobby', '--after', String(seq), '--match', '^month$', '--timeout', '31d']);
    await bob.call(['send', '#lobby', 'month']);
    expect(await waiting).toMatchObject({code: 0, stdout: expect.stringContaining('<bob> month')});
  });

  test('a pattern that is none, or that blows up on what somebody says, is told of', async () => {
    const wrong = await alice.call(['wait', '#lobby', '--match', '(']);
    expect(wrong).toMatchObject({code: 2, stderr: 'This is no regular expression: Unterminated group.\n'});
    const [{seq} = {seq: 0}] = jsonLinesOf<Line>(
      (await bob.call(['send', '--json', '#lobby', `${'a'.repeat(60)}!`])).stdout,
    );
    const slow = await alice.call(['wait', '#lobby', '--after', String(seq - 1), '--match', '^(a+)+$']);
    expect(slow).toMatchObject({code: 2, stdout: ''});
    expect(slow.stderr).toContain('The pattern takes too long');
    for (const args of [
      ['--timeout', '0'],
      ['--timeout', '9999d'],
      ['--after', '-1'],
      ['--match', 'x'.repeat(2_000)],
    ])
      expect((await alice.call(['wait', '#lobby', ...args])).code).toBe(2);
  });
});

describe('send', () => {
  test('with --lines says a message a line, in order, and tells which ones nobody takes', async () => {
    const lines = Array.from({length: 400}, (_, at) => `line ${at}`);
    const stdin = [...lines, '', '   ', 'x'.repeat(2_000), 'with a \0 in it', 'the last, without an end'].join('\n');
    const ran = await alice.run(['send', '#lobby', '--lines'], {stdin});
    expect(ran.code).toBe(2);
    expect(ran.stderr.split('\n').toSorted()).toEqual([
      '',
      expect.stringMatching(/^Line 403: The message is too long: /),
      expect.stringMatching(/^Line 404: This is data and no text\. .*chat-tui send/),
    ]);
    expect(await textsOf(401)).toEqual([...lines, 'the last, without an end']);
    const endless = await alice.run(['send', '#lobby', '--lines'], {stdin: `${'x'.repeat(2_000_000)}\nafter it`});
    expect(endless.stderr).toMatch(/^Line 1: The message is too long/);
    expect(await textsOf(1)).toEqual(['after it']);
  });

  test('with --lines ends as soon as the room takes nothing more, although more lines may come', async () => {
    await alice.call(['create', '#over']);
    await alice.call(['archive', '#over']);
    const running = alice.start(['send', '#over', '--lines'], {keepsInput: true});
    running.child.stdin?.write('one\n');
    expect(await running.ended).toEqual({code: 4, stdout: '', stderr: expect.stringMatching(/archive/)});
  });

  test('with --id is said once, however often it is tried, also of lines', async () => {
    for (let tries = 0; tries < 3; tries++)
      expect(await alice.call(['send', '--id', 'backup 7', '#lobby', 'done'])).toMatchObject({code: 0});
    for (let tries = 0; tries < 2; tries++)
      await alice.call(['send', '#lobby', '--lines', '--id', 'log 7'], {stdin: 'one\ntwo\n'});
    expect(await textsOf(3)).toEqual(['done', 'one', 'two']);
    // Names are whole: what stands at the end of a long one makes another one.
    const long = 'x'.repeat(190);
    for (const day of ['monday', 'tuesday'])
      expect(
        await alice.call(['send', '#lobby', '--lines', '--id', `${long}${day}`], {stdin: `${day}\n`}),
      ).toMatchObject({code: 0});
    expect(await textsOf(2)).toEqual(['monday', 'tuesday']);
    // It is hers alone.
    await bob.call(['send', '--id', 'backup 7', '#lobby', 'done by bob']);
    expect(await textsOf(1)).toEqual(['done by bob']);
    for (const args of [
      ['--id', '', 'x'],
      ['--id', 'y'.repeat(201), 'x'],
      ['--id', 'a file', '--file', 'README.md'],
      ['--lines', 'and', 'words'],
    ])
      expect((await alice.call(['send', '#lobby', ...args])).code).toBe(2);
  });
});

/** A bot follows from the moment at which it is there: something is said until it hears. */
async function speakUntilHeard(bot: Pick<Running, 'stdout'>, text: string): Promise<void> {
  for (let tries = 0; !bot.stdout().includes(text); tries++) {
    if (tries > 100) throw new Error('nothing was heard');
    await alice.call(['send', '#lobby', text]);
  }
}

test('tail --all -f tells a bot everything that is said to it, also in rooms and conversations that come', async () => {
  const bot = bob.start(['tail', '--all', '-f', '--json']);
  await speakUntilHeard(bot, 'are you there?');
  await alice.call(['send', '@bob', 'psst']);
  await bot.waitFor(/psst/);
  await alice.call(['create', '#news']);
  await bob.call(['join', '#news']);
  await alice.call(['send', '#news', 'the news']);
  await bot.waitFor(/the news/);
  await bot.stop();
  const lines = jsonLinesOf<Line>(bot.stdout()).filter(({kind}) => kind === 'message');
  expect(lines.slice(-2)).toMatchObject([
    {room: '@alice', text: 'psst'},
    {room: '#news', text: 'the news'},
  ]);
  expect(lines[0]?.room).toBe('#lobby');
  for (const args of [['tail', '--all'], ['tail', '--all', '-f', '#lobby'], ['tail']])
    expect((await bob.call(args)).code).toBe(2);
});

test('tail --all -f tells the first message of an encrypted conversation that was there before', async () => {
  const erin = await account(server, 'erin');
  const fred = await account(server, 'fred');
  await erin.call(['send', '@fred', 'before']);
  await fred.call(['send', '@erin', 'before as well']);
  const bot = fred.start(['tail', '--all', '-f', '--json']);
  await speakUntilHeard(bot, 'is it there?');
  await erin.call(['send', '@fred', 'the first']);
  await bot.waitFor(/"text":"the first"/);
  await bot.stop();
  expect(jsonLinesOf<Line>(bot.stdout()).filter(({text}) => text === 'the first')).toHaveLength(1);
});

test('threads are listed, followed, read and answered', async () => {
  const [{seq} = {seq: 0}] = jsonLinesOf<Line>((await alice.call(['send', '--json', '#lobby', 'a root'])).stdout);
  await bob.call(['reply', `#lobby/${seq}`, '--thread', 'an answer']);
  await bob.call(['send', '#lobby', 'something else']);
  expect((await alice.call(['threads'])).stdout).toBe(`1 new  #lobby/${seq}  alice  a root\n`);
  const {stdout} = await alice.call(['tail', '#lobby', '--thread', String(seq), '--json']);
  expect(jsonLinesOf<Line>(stdout).map(({text}) => text)).toEqual(['a root', 'an answer']);
  expect(await alice.call(['threads', 'unfollow', `#lobby/${seq}`])).toMatchObject({code: 0});
  expect((await alice.call(['threads'])).stdout).toBe('');
  const [told] = jsonLinesOf((await alice.call(['threads', 'follow', `#lobby/${seq}`, '--json'])).stdout);
  expect(told).toMatchObject({link: `#lobby/${seq}`, unread: 0, isFollowed: true});
  for (const args of [
    ['threads', 'frob'],
    ['threads', 'follow'],
    ['tail', '#lobby', '--thread', '0'],
  ])
    expect((await alice.call(args)).code).toBe(2);
  expect((await alice.call(['threads', 'follow', '#nowhere/1'])).code).toBe(4);
});

test('passwd changes the password, for whoever knows the old one', async () => {
  const change = (typed: string) => bob.call(['passwd', '--password-stdin'], {stdin: typed});
  const wrong = await change(`wrong\na new secret of bob\n`);
  expect(wrong).toMatchObject({code: 4, stdout: ''});
  expect((await change(`${passwordOf('bob')}\nshort\n`)).code).not.toBe(0);
  expect(await change(`${passwordOf('bob')}\na new secret of bob\n`)).toMatchObject({code: 0});
  expect((await bob.call(['passwd'])).code).toBe(2);
  const login = (password: string) =>
    person().call(['login', '--server', server.url, '--user', 'bob', '--password-stdin'], {stdin: password});
  expect((await login(passwordOf('bob'))).code).toBe(4);
  expect((await login('a new secret of bob')).code).toBe(0);
});
