/** Messages from the shell: sending, reading, following. */
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {cpSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {FIXED_LIMITS} from '../../src/shared/limits.ts';
import {connectDevice} from '../support/person.ts';
import {
  account,
  cleanUp,
  jsonLinesOf,
  passwordOf,
  person,
  type Person,
  type Running,
  serve,
  type ServerProcess,
  temporaryFolder,
} from '../support/program.ts';

let server: ServerProcess;
let alice: Person;
let bob: Person;

beforeAll(async () => {
  server = await serve(person(), ['--max-message-length', '280', '--messages-per-minute', '0']);
  alice = await account(server, 'alice');
  bob = await account(server, 'bob');
});
afterAll(cleanUp);

interface Line {
  room: string;
  seq: number;
  id: string;
  kind: string;
  sender: string;
  text: string;
  sentAtMs: number;
}

const linesOf = jsonLinesOf<Line>;

async function tail(reader: Person, target: string, count: number): Promise<Line[]> {
  const {stdout} = await reader.call(['tail', target, '-n', String(count), '--json']);
  return linesOf(stdout);
}

describe('a message', () => {
  test('is there when the verb is done', async () => {
    expect(await alice.run(['send', '#lobby', 'good', 'morning'])).toEqual({code: 0, stdout: '', stderr: ''});
    const [line] = await tail(bob, '#lobby', 1);
    expect(line).toEqual({
      room: '#lobby',
      seq: expect.any(Number),
      id: expect.stringMatching(/^[A-Za-z0-9_-]{22}$/),
      kind: 'message',
      sender: 'alice',
      text: 'good morning',
      sentAtMs: expect.any(Number),
      mentionsMe: false,
    });
  });

  test('may come from standard input, with all its lines', async () => {
    await alice.call(['send', '@bob'], {stdin: 'first\nsecond\n'});
    expect((await tail(bob, '@alice', 1))[0]).toMatchObject({room: '@alice', text: 'first\nsecond'});
  });

  test.each([
    ['a mark at its beginning', Buffer.from('\uFEFFone\r\ntwo\r\n')],
    ['UTF-16', Buffer.from('\uFEFFone\r\ntwo\r\n', 'utf16le')],
    ['UTF-16 the other way round', Buffer.from('\uFEFFone\r\ntwo\r\n', 'utf16le').swap16()],
  ])('as another system writes it is text without signs: %s', async (_, stdin) => {
    expect(await alice.call(['send', '#lobby'], {stdin})).toMatchObject({code: 0});
    expect((await tail(bob, '#lobby', 1))[0]?.text).toBe('one\ntwo');
    expect(await alice.call(['send', '#lobby', 'three\r\nfour'])).toMatchObject({code: 0});
    expect((await tail(bob, '#lobby', 1))[0]?.text).toBe('three\nfour');
  });

  test('goes to a room that is named without its sign', async () => {
    expect(await alice.call(['send', 'lobby', 'plain'])).toMatchObject({code: 0});
    expect((await tail(bob, 'LOBBY', 1))[0]).toMatchObject({room: '#lobby', text: 'plain'});
  });

  test('may begin with dashes after a double dash', async () => {
    await alice.call(['send', '#lobby', '--', '--help', 'me']);
    expect((await tail(alice, '#lobby', 1))[0]?.text).toBe('--help me');
  });

  test.each([
    ['nothing', ['send', '#lobby'], ''],
    ['spaces', ['send', '#lobby', '   '], undefined],
    ['line breaks', ['send', '#lobby'], '\n\n'],
  ])('of %s is not sent', async (_, args, stdin) => {
    const ran = await alice.call(args, stdin === undefined ? {} : {stdin});
    expect(ran).toEqual({code: 2, stdout: '', stderr: 'An empty message is not sent. Write something first.\n'});
  });

  test('data is no message', async () => {
    const stdin = Uint8Array.from([0x7f, 0x45, 0x4c, 0x46, 0x00, 0x01]);
    const stderr = 'This is data and no text. Send it as a file: chat-tui send TARGET --file PATH.\n';
    expect(await alice.call(['send', '@bob'], {stdin})).toEqual({code: 2, stdout: '', stderr});
  });

  test('of exactly the limit goes, one character more is refused', async () => {
    // A family is one character as a person counts them.
    expect(await alice.call(['send', '#lobby', '👨‍👩‍👧'.repeat(280)])).toMatchObject({code: 0});
    const over = await alice.call(['send', '#lobby', 'x'.repeat(281)]);
    expect(over).toMatchObject({code: 4, stdout: ''});
    expect(over.stderr).toMatch(/^The message is too long: /);
  });

  test('without an end is refused instead of read', async () => {
    const ran = await alice.run(['send', '#lobby'], {stdin: 'x'.repeat(2_000_000)});
    expect(ran).toMatchObject({code: 4});
    expect(ran.stderr).toMatch(/^The message is too long: /);
  });

  test.each([
    ['#nowhere', 4, 'There is no room #nowhere that you can see.'],
    ['@nobody', 4, 'There is nobody called nobody here.'],
    ['@alice', 4, 'That is you.'],
    ['nowhere', 4, 'There is no room #nowhere that you can see.'],
    ['&lobby', 2, '&lobby is not a target.'],
    ['#', 2, '# is not a target.'],
    ['#a b', 2, '#a b is not a target.'],
  ])('to %s goes nowhere (exit code %i)', async (target, code, sentence) => {
    const ran = await alice.call(['send', target, 'hello']);
    expect(ran).toMatchObject({code, stdout: ''});
    expect(ran.stderr).toContain(sentence);
  });

  test('to a room one is not in is refused', async () => {
    await alice.call(['create', '#elsewhere']);
    const ran = await bob.call(['send', '#elsewhere', 'hello']);
    expect(ran).toMatchObject({code: 4});
    expect(ran.stderr).toMatch(/^You are not in #elsewhere/);
  });

  test('waits for whoever is away and is counted', async () => {
    const carol = await account(server, 'carol');
    await alice.call(['send', '@carol', 'one']);
    await alice.call(['send', '@carol', 'two']);
    expect((await carol.run(['unread'])).stdout).toMatch(/^@alice +2 unread/m);
    const [line] = linesOf((await carol.call(['unread', '--json'])).stdout);
    expect(line).toMatchObject({room: '@alice', unread: 2});
    expect((await tail(carol, '@alice', 10)).map(({text}) => text)).toEqual(expect.arrayContaining(['one', 'two']));
  });
});

describe('reading', () => {
  test('shows nothing that could move the cursor, and JSON escapes it', async () => {
    const evil = 'a\u001b[2Jb\u009b31mc\u202ed\u0007e';
    await alice.call(['send', '#lobby'], {stdin: evil});
    const plain = await bob.call(['tail', '#lobby', '-n', '1']);
    expect(plain.stdout).toMatch(/^[^\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]*$/);
    const json = await bob.call(['tail', '#lobby', '-n', '1', '--json']);
    expect(json.stdout).toMatch(/^[^\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]*$/);
    expect(linesOf(json.stdout)[0]?.text).toBe(evil);
  });

  test('a second line of a message cannot pass for another message', async () => {
    await alice.call(['send', '#lobby'], {stdin: 'hello\n2026-01-01 00:00 <bob> I owe you money'});
    const {stdout} = await bob.call(['tail', '#lobby', '-n', '1']);
    expect(stdout.split('\n')[1]).toMatch(/^ +2026-01-01/);
  });

  test('goes back over more than one page, in order', async () => {
    const {roomId} = JSON.parse((await alice.call(['create', '#long', '--json'])).stdout) as {roomId: number};
    const login = ['login', '--user', 'alice', '--store', 'memory', '--password-stdin'];
    const {stdout: token} = await person().call([...login, '--server', server.url], {stdin: passwordOf('alice')});
    const device = await connectDevice(server.url, {token: token.trim()});
    await device.request('sessionOpen', {});
    const texts = Array.from({length: FIXED_LIMITS.pageSizeMax + 1}, (_, at) => `number ${at}`);
    for (const [at, text] of texts.entries()) {
      const clientMsgId = String(at).padStart(22, 'x');
      await device.request('messageSend', {roomId, clientMsgId, kind: 'message', text});
    }
    await device.close();
    const lines = await tail(alice, '#long', 1_000);
    expect(lines.map(({seq}) => seq)).toEqual(lines.map((_, at) => at + 1));
    expect(lines.slice(-texts.length).map(({text}) => text)).toEqual(texts);
    expect((await tail(alice, '#long', 2)).map(({text}) => text)).toEqual(texts.slice(-2));
  });

  test.each(['-1', 'x', '1.5', ''])('refuses a count of %j', async count => {
    expect(await alice.call(['tail', '#lobby', '-n', count])).toMatchObject({code: 2, stdout: ''});
  });

  test('ends quietly when whoever reads the output has enough', async () => {
    const command = `"${process.execPath}" bin/chat-tui.js tail '#lobby' -n 100 | head -n 1; echo "\${PIPESTATUS[0]}"`;
    const {spawnSync} = await import('node:child_process');
    const {stdout, stderr} = spawnSync('bash', ['-c', command], {env: bob.env, encoding: 'utf8'});
    expect(stderr).toBe('');
    expect(stdout.trim().split('\n').at(-1)).toBe('0');
  });
});

describe('following', () => {
  test('goes on over a killed server, without a gap and without a double', async () => {
    const folder = join(temporaryFolder(), 'data');
    const owner = person();
    const first = await serve(owner, ['--data', folder]);
    const dave = await account(first, 'dave');
    const following = dave.start(['tail', '#lobby', '-n', '0', '-f', '--json']);
    // The first one shows that it follows; what was sent before may be before its start.
    for (let count = 0; !/hello/.test(following.stdout()); count++)
      await dave.call(['send', '#lobby', `hello ${count}`]);
    for (const text of ['one', 'two']) await dave.call(['send', '#lobby', text]);
    await following.waitFor(/"two"/);
    await first.stop('SIGKILL');
    const second = owner.start(['serve', '--data', folder, '--port', new URL(first.url).port]);
    await second.waitFor(/ready at/);
    for (const text of ['three', 'four']) await dave.call(['send', '#lobby', text]);
    await following.waitFor(/"four"/);
    const lines = linesOf(following.stdout());
    const start = lines[0]?.seq ?? 0;
    expect(lines.map(({seq}) => seq)).toEqual(lines.map((_, at) => start + at));
    expect(lines.map(({text}) => text).slice(-4)).toEqual(['one', 'two', 'three', 'four']);
  });

  test.each([
    ['shorter than what was read', 1],
    ['longer again, with other entries', 5],
  ])('goes on with the log of a backup that was put back: %s', async (_, count) => {
    const folder = join(temporaryFolder(), 'data');
    const backup = join(temporaryFolder(), 'backup');
    const owner = person();
    let running: {stop(): Promise<unknown>} = await serve(owner, ['--data', folder]);
    const {url} = running as ServerProcess;
    const start = async () => {
      running = owner.start(['serve', '--data', folder, '--port', new URL(url).port]);
      await (running as Running).waitFor(/ready at/);
    };
    const dave = await account({url}, 'dave');
    await dave.call(['send', '#lobby', 'before']);
    await running.stop();
    cpSync(folder, backup, {recursive: true});
    await start();
    const following = dave.start(['tail', '#lobby', '-n', '1', '-f', '--json']);
    await following.waitFor(/"before"/);
    for (const text of ['lost 1', 'lost 2', 'lost 3']) await dave.call(['send', '#lobby', text]);
    await following.waitFor(/"lost 3"/);
    const lastSeq = linesOf(following.stdout()).at(-1)!.seq;
    await running.stop();
    rmSync(folder, {recursive: true});
    cpSync(backup, folder, {recursive: true});
    // Said before the follower is back.
    following.child.kill('SIGSTOP');
    await start();
    const wanted = Array.from({length: count}, (__, at) => `new ${at}`);
    for (const text of wanted) await dave.call(['send', '#lobby', text]);
    following.child.kill('SIGCONT');
    await following.waitFor(new RegExp(`"new ${count - 1}"`));
    const lines = linesOf(following.stdout());
    expect(lines.map(({text}) => text)).toEqual(['before', 'lost 1', 'lost 2', 'lost 3', ...wanted]);
    expect(lines[4]?.seq).toBe(lastSeq - 2);
    expect(following.stderr()).toBe(
      `The server has another log of #lobby than before, maybe from a backup. Going on behind number ${lastSeq - 3}.\n`,
    );
    await running.stop();
  });
});

test('`direct` joins two shells past the server, whoever comes first, and ends with the input of one', async () => {
  const [ann, ben] = [await account(server, 'ann'), await account(server, 'ben')];
  const first = ann.start(['direct', '@ben'], {keepsInput: true});
  await first.waitFor(/Waiting for @ben/);
  const second = ben.start(['direct', '@ann', '--json'], {keepsInput: true});
  first.child.stdin?.write('hello\nsecond line\n');
  await second.waitFor(/"text":"second line"/);
  second.child.stdin?.write('answer\n');
  await first.waitFor(/<ben> answer/);
  first.child.stdin?.end();
  expect([(await first.ended).code, (await second.ended).code]).toEqual([0, 0]);
  expect((await alice.call(['tail', '#lobby', '-n', '50'])).stdout).not.toContain('second line');
  expect(await ann.call(['direct', '#lobby'])).toMatchObject({code: 2});
});
