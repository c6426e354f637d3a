/** What others say, in what the shell verbs print: text and line breaks, one record a line, nothing that a terminal acts on. */
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {afterEach, describe, expect, test} from '@jest/globals';
import {fakeServer, lobby, ok, session} from '../client/support/fakeServer.ts';
import {user} from '../client/support/log.ts';
import {sayEverywhere, TWIN, wordOf} from '../support/hostile/hostileCrowd.ts';
import {replay, unsafeInPlain} from '../support/hostile/hostileOutput.ts';
import {HOSTILE_TEXTS, hostileTexts, type HostileText} from '../support/hostile/hostileText.ts';
import {within} from '../support/suite/deadline.ts';
import {BIN, cleanUp, person as shellPerson, type Person as ShellPerson} from '../support/program.ts';
import {rawSocketIo, closeRawLines} from '../support/hostile/hostileWire.ts';
import {PROTOCOL_VERSION} from '../../src/shared/version.ts';
import {world, type World} from '../support/world.ts';

afterEach(cleanUp);
afterEach(closeRawLines);

const shellOf = (url: string, token = 'ct_x'): ShellPerson =>
  shellPerson(undefined, {CHAT_TUI_SERVER: url, CHAT_TUI_TOKEN: token});

/** A few of every row: what the screen shows all of. */
const SOME: readonly HostileText[] = HOSTILE_TEXTS.filter(
  ({row, text}, at) => row !== 'B12' && text.length < 500 && at % 4 === 0,
);

async function hostileWorld(): Promise<{made: World; owner: ShellPerson; words: string[]}> {
  const made = await world();
  const ann = await made.person('ann');
  await made.person(TWIN);
  const {words} = await sayEverywhere(made, ann, SOME);
  for (const [at, {text}] of SOME.slice(0, 20).entries()) {
    await ann.request('roomCreate', {name: `r${at}`, isPrivate: false, topic: `t${at}x${text.slice(0, 100)}`});
  }
  const anonymous = await made.device();
  for (const {text} of SOME.slice(0, 10))
    await anonymous.codeOf('sessionLogin', {name: text.slice(0, 64), password: 'x'.repeat(9)});
  return {made, owner: shellOf(made.url, ann.token), words};
}

describe('B1–B10, B29 in the output of the verbs', () => {
  test.each([[['read', '--all']], [['join', '#x']], [['create', '#x']], [['notify', '#x', 'nothing']]])(
    '%j: names that a server makes up are no commands for the terminal',
    async args => {
      const name = 'x\u001B]0;owned\u0007\u202E\u009B2J';
      const room = lobby({roomId: 2, name, unread: 1, lastSeq: 2});
      const server = await fakeServer({
        sessionOpen: () => session('ann', [lobby({roomId: 2, name, unread: 1, lastSeq: 2})]),
        cursorMove: () => ok(),
        roomJoin: () => ok({room}),
        roomCreate: () => ok({room}),
        roomList: () => ok({rooms: [{...room, name: 'x'}], hasMore: false}),
        preferenceSet: () => ok({}),
      });
      const {stdout} = await shellOf(server.url).call(args);
      expect(unsafeInPlain(stdout)).toEqual([]);
    },
  );

  test('is text for a person and one JSON object a line for a script', async () => {
    const {owner, words} = await hostileWorld();
    const verbs = [
      ['tail', '#lobby', '-n', '1000'],
      ['rooms'],
      ['members', '#lobby'],
      ['files', '#lobby'],
      ['unread'],
      ['whoami'],
      ['admin', 'log'],
      ['admin', 'users'],
      ['topic', '#r3'],
    ];
    const outputs = await Promise.all(verbs.map((verb, at) => (at === 0 ? owner.run(verb) : owner.call(verb))));
    for (const [at, {code, stdout, stderr}] of outputs.entries()) {
      expect([verbs[at]?.[0], code, stderr]).toEqual([verbs[at]?.[0], 0, '']);
      expect(unsafeInPlain(stdout)).toEqual([]);
      expect(await replay(stdout, 120, 50)).toEqual({answers: [], titles: [], bells: 0});
    }
    const [tail, rooms, , files] = outputs.map(({stdout}) => stdout);
    expect(words.filter(word => /^[makt]/.test(word) && !tail?.includes(word))).toEqual([]);
    // One line a message: nothing that was said begins a line of its own.
    const lines = tail?.split('\n').slice(0, -1) ?? [];
    expect(lines.filter(line => !/^(\d{4}-\d\d-\d\d \d\d:\d\d | {4})/.test(line))).toEqual([]);
    expect(rooms?.trimEnd().split('\n')).toHaveLength(21);
    expect(files).toContain(wordOf('f', 1));
    const json = await Promise.all(verbs.slice(0, -1).map(verb => owner.call([...verb, '--json'])));
    for (const {stdout} of json) {
      expect(unsafeInPlain(stdout)).toEqual([]);
      for (const line of stdout.split('\n').slice(0, -1)) expect(() => JSON.parse(line) as unknown).not.toThrow();
    }
    const kept = json[0]?.stdout
      .split('\n')
      .slice(0, -1)
      .map(line => (JSON.parse(line) as {text: string}).text);
    const said = SOME.map(({text}, at) => `${wordOf('m', at)}${text}y${at}m`.toWellFormed());
    expect(said.filter(text => !kept?.includes(text))).toEqual([]);
  });

  test('the console and the log of the server keep every record in its line', async () => {
    const {made} = await hostileWorld();
    for (const {text} of SOME.slice(0, 20)) {
      const said = {programVersion: text.slice(0, 32), deviceName: text.slice(0, 64)};
      (await rawSocketIo(made.url, {protocolVersion: PROTOCOL_VERSION, ...said})).socket.destroy();
    }
    for (const command of ['rooms', 'users', 'log', 'help', `kick ${SOME[0]?.text ?? ''}`, SOME[1]?.text ?? '']) {
      const answer = await made.server.runConsole(command);
      expect(unsafeInPlain(answer.join('\n'))).toEqual([]);
      expect(answer.filter(line => line.includes('\n'))).toEqual([]);
    }
    expect(made.logLines.length).toBeGreaterThan(50);
    for (const line of made.logLines) {
      expect(unsafeInPlain(line)).toEqual([]);
      expect(line.indexOf('\n')).toBe(line.length - 1);
      expect(() => JSON.parse(line) as unknown).not.toThrow();
    }
    const names = made.logLines.map(line => (JSON.parse(line) as {name?: string}).name);
    expect(names).toContain(SOME[0]?.text.slice(0, 64));
  });
});

describe('B1, B32 in what the verbs complain about', () => {
  const NASTY = hostileTexts('B1', 'B2', 'B4', 'B6', 'B7')
    .map(({text}) => text)
    .join('')
    .slice(0, 400);

  test('words of the person are shown as they are and do nothing', async () => {
    const made = await world();
    const me = shellOf(made.url, (await made.person('ann')).token);
    const typed = NASTY.replaceAll('\0', '');
    const runs = [
      ['send', `#x${typed}`, 'hello'],
      ['get', '#lobby', `x${typed}`],
      ['send', '#lobby', '--file', `/nowhere/x${typed}`],
      ['tail', typed],
      ['--server', `http://x${typed}`, 'whoami'],
      [`nothing${typed}`],
    ];
    for (const args of runs) {
      const {code, stdout, stderr} = await me.call(args);
      expect([2, 4]).toContain(code);
      expect(stderr).not.toBe('');
      expect(unsafeInPlain(stdout + stderr)).toEqual([]);
      expect(stderr).not.toMatch(/\bat .*\.js:\d+/);
    }
  });

  test('refusals of a hostile server are a sentence and do nothing', async () => {
    const detail = `before ${NASTY} after`;
    const server = await fakeServer({
      sessionOpen: () => session('ann', [lobby({topic: NASTY, name: 'lobby'})]),
      entryList: () => ({ok: false, error: {code: 'room-not-found', detail}}),
      roomList: () => ok({rooms: [{...summary, name: `x${NASTY.slice(0, 60)}`, topic: NASTY}], hasMore: false}),
      memberList: () =>
        ok({
          members: [{...user('bob'), displayName: NASTY.slice(0, 60), status: NASTY.slice(0, 200)}],
          total: 1,
          hasMore: false,
        }),
    });
    const me = shellOf(server.url);
    const refused = await me.run(['tail', '#lobby']);
    expect(refused.code).toBe(4);
    expect(refused.stderr).toContain('before');
    for (const args of [['tail', '#lobby'], ['rooms'], ['members', '#lobby'], ['topic', '#lobby']]) {
      const {stdout, stderr} = await me.call(args);
      expect(unsafeInPlain(stdout + stderr)).toEqual([]);
    }
  });

  test('a list without an end is given up', async () => {
    const server = await fakeServer({
      roomList: () => ok({rooms: [summary], hasMore: true}),
      memberList: () => ok({members: [user('bob')], total: 1, hasMore: true}),
      fileList: () => ok({files: [file], hasMore: true}),
    });
    const me = shellOf(server.url);
    for (const args of [
      ['rooms'],
      ['members', '#lobby'],
      ['files', '#lobby'],
      ['get', '#lobby', 'nothing'],
      ['tail', '#nowhere'],
    ]) {
      const {code, stderr} = await me.call(args);
      expect([args[0], code]).toEqual([args[0], 4]);
      expect(stderr.trim().split('\n')).toHaveLength(1);
    }
  });
});

const summary = {roomId: 2, kind: 'public', name: 'x', topic: '', memberCount: 1, isMember: false};
const file = {
  fileId: 'f'.repeat(22),
  roomId: 1,
  seq: 1,
  name: 'x',
  sizeBytes: 1,
  sender: 'bob',
  offeredAtMs: 1,
  state: 'complete',
};

describe('B4 bytes that are no text', () => {
  test('on standard input become marks', async () => {
    const made = await world();
    const ann = await made.person('ann');
    const me = shellOf(made.url, ann.token);
    const child = spawn(process.execPath, [BIN, 'send', '#lobby'], {env: me.env, stdio: ['pipe', 'ignore', 'inherit']});
    child.stdin.end(Uint8Array.of(0x61, 0x9b, 0x32, 0x4a, 0xff, 0xc0, 0x62));
    const [code] = (await within('the message to be sent', once(child, 'close'))) as [number];
    expect(code).toBe(0);
    const {stdout} = await me.call(['tail', '#lobby']);
    expect(unsafeInPlain(stdout)).toEqual([]);
    expect(stdout).toContain('a\uFFFD2J\uFFFD\uFFFDb');
  });
});
