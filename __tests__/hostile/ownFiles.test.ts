/**
 * One's own files, damaged or lying open: refused or set aside with one clear line, never a stack, and nothing unsent is ever
 * thrown away.
 */
import {chmod, mkdir, readdir, readFile, rm, symlink, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterEach, describe, expect, test} from '@jest/globals';
import {sendText} from '../../src/client/actions/messages/message.ts';
import {member, memberAgain, temporaryFolder} from '../client/support/member.ts';
import {openFaultProxy} from '../support/machine/faultProxy.ts';
import {unsafeInPlain} from '../support/hostile/hostileOutput.ts';
import {account, cleanUp, onCleanUp, person, serve, type Person, type Ran} from '../support/program.ts';
import {world} from '../support/world.ts';

afterEach(cleanUp);

/** One sentence for a person, and the exit code that says what it was. */
function expectSentence({code, stdout, stderr}: Ran, codes: readonly number[]): void {
  expect([code, stderr]).toEqual([codes.includes(code ?? -1) ? code : codes[0], stderr]);
  expect(stdout).toBe('');
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(stderr).not.toMatch(/\n\s+at |\.js:\d|Error:/);
  expect(unsafeInPlain(stderr)).toEqual([]);
}

const GARBAGE: Readonly<Record<string, string | Uint8Array>> = {
  nothing: '',
  'half a line': '{"server": "http://1',
  'another kind': '[1, 2, 3]',
  'a bare null': 'null',
  bytes: Uint8Array.from({length: 5_000}, (_, at) => (at * 37) % 256),
  sequences: '\u001B]0;owned\u0007\u001B[2J = \u009B',
  'a polluting key': '{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}',
};

describe('B31 settings', () => {
  test.each([
    ['that are no TOML', 'server = = ='],
    ['of bytes', Uint8Array.from([0xff, 0xfe, 0x00, 0x80])],
    ['with sequences', 'server = "\u001B]0;owned\u0007'],
    ['that are not known', 'nonsense = 1\n'],
    ['of a wrong kind', 'server = 7\n'],
    ['with a key of a prototype', '[__proto__]\npolluted = true\n'],
  ])('%s are refused in one sentence', async (_title, text) => {
    const me = person();
    await writeFile(join(me.home, 'config.toml'), text);
    expectSentence(await me.call(['whoami']), [2, 3]);
  });

  test('that are a folder, or belong to nobody who may read them, are refused in one sentence', async () => {
    const me = person();
    await mkdir(join(me.home, 'config.toml'));
    expectSentence(await me.call(['whoami']), [2]);
  });
});

describe('B31 what is remembered', () => {
  test('is as good as forgotten when it is garbage', async () => {
    const server = await serve(person());
    const me = await account(server, 'ann');
    const login = ['login', '--user', 'ann', '--store', 'file', '--password-stdin'];
    for (const text of Object.values(GARBAGE)) {
      await writeFile(join(me.home, 'state', 'remembered.json'), text);
      expectSentence(await me.call(['whoami']), [4]);
    }
    expect((await me.call(login, {stdin: 'secret of ann\n'})).code).toBe(0);
    expect((await me.call(['whoami'])).code).toBe(0);
  });
});

describe('B31 a login in a file', () => {
  async function loggedIn(): Promise<{me: Person; file: string}> {
    const server = await serve(person());
    const me = await account(server, 'ann');
    const folder = join(me.home, 'client', 'logins');
    const [name = ''] = await readdir(folder);
    return {me, file: join(folder, name)};
  }

  test('that others can read is refused', async () => {
    const {me, file} = await loggedIn();
    for (const mode of [0o644, 0o640, 0o604, 0o660]) {
      await chmod(file, mode);
      const ran = await me.call(['whoami']);
      expectSentence(ran, [2]);
      expect(ran.stderr).toMatch(/chmod 600/);
    }
  });

  test('that is garbage, or a link, is refused', async () => {
    const {me, file} = await loggedIn();
    const whole = await readFile(file);
    for (const text of Object.values(GARBAGE)) {
      await writeFile(file, text);
      expectSentence(await me.call(['whoami']), [2, 4]);
    }
    const real = join(me.home, 'elsewhere');
    await writeFile(real, whole, {mode: 0o600});
    await rm(file);
    await symlink(real, file);
    expectSentence(await me.call(['whoami']), [2]);
  });

  test('named by the environment is judged the same', async () => {
    const {me, file} = await loggedIn();
    const env = {CHAT_TUI_TOKEN_FILE: file};
    expect((await me.call(['whoami'], {env})).code).toBe(0);
    await chmod(file, 0o644);
    expectSentence(await me.call(['whoami'], {env}), [2]);
    expectSentence(await me.call(['whoami'], {env: {CHAT_TUI_TOKEN_FILE: me.home}}), [2]);
    expectSentence(await me.call(['whoami'], {env: {CHAT_TUI_TOKEN_FILE: join(me.home, 'nothing')}}), [2]);
    expectSentence(await me.call(['whoami'], {env: {CHAT_TUI_TOKEN: '\u001B[2J'}}), [4]);
  });
});

describe('B31 unsent messages', () => {
  const outboxFiles = async (dataDir: string): Promise<string[]> => {
    const paths = await readdir(join(dataDir, 'local'), {recursive: true});
    return paths.filter(path => /\.sqlite/.test(path)).map(path => join(dataDir, 'local', path));
  };

  test.each([
    ['cut in the middle', (whole: Buffer) => whole.subarray(0, Math.floor(whole.length * 0.6))],
    ['cut after a few bytes', (whole: Buffer) => whole.subarray(0, 10)],
    ['overwritten', (whole: Buffer) => Buffer.alloc(whole.length, 'garbage ')],
    [
      'with a hole',
      (whole: Buffer) => Buffer.concat([whole.subarray(0, 4_096), Buffer.alloc(4_096), whole.subarray(8_192)]),
    ],
  ])('in a file %s are set aside, not thrown away, and it is said', async (_title, damage) => {
    const made = await world();
    const proxy = await openFaultProxy(Number(new URL(made.url).port));
    onCleanUp(() => proxy.close());
    const ann = await member(proxy.url, 'ann');
    proxy.refuse(true);
    proxy.resetAll();
    await ann.sees('the cut', ({connection}) => connection.status !== 'online');
    for (let at = 0; at < 50; at++) await sendText(ann.client, made.lobby, `unsent ${at} ${'x'.repeat(200)}`);
    await ann.client.close();
    const [file = ''] = await outboxFiles(ann.dataDir);
    const damaged = Buffer.from(damage(await readFile(file)));
    await writeFile(file, damaged);
    await rm(`${file}-wal`, {force: true});
    proxy.refuse(false);
    const again = await memberAgain(proxy.url, ann);
    await again.sees('a word about it', () => again.notices().length > 0);
    const left = await outboxFiles(ann.dataDir);
    const kept = await Promise.all(left.map(async path => (await readFile(path)).equals(damaged)));
    expect(kept).toContain(true);
    expect(again.notices().join()).toMatch(/damaged/);
    await sendText(again.client, made.lobby, 'a new one');
    await again.sees('the new message in the log', () => again.texts().includes('a new one'));
  });
});

describe('B31 notes about transfers', () => {
  test.each(Object.entries(GARBAGE))('with %s in them do not keep anybody from chatting', async (_title, text) => {
    const made = await world();
    const dataDir = await temporaryFolder();
    const folder = join(dataDir, 'transfers');
    await mkdir(join(folder, 'decided'), {recursive: true});
    for (const name of [
      `${'a'.repeat(22)}.json`,
      `${'b'.repeat(22)}.claim`,
      'x.json',
      '..json',
      `${'c'.repeat(22)}.json.new`,
    ]) {
      await writeFile(join(folder, name), text);
    }
    await writeFile(join(folder, 'decided', 'nonsense'), text);
    const ann = await member(made.url, 'ann', {dataDir});
    await sendText(ann.client, made.lobby, 'all the same');
    await ann.sees('the message', () => ann.texts().includes('all the same'));
    expect(Object.keys(ann.client.getState().transferById)).toEqual([]);
    expect(({} as {polluted?: unknown}).polluted).toBeUndefined();
  });
});

describe('B31 a server’s own files', () => {
  test.each(Object.entries(GARBAGE).filter(([, text]) => text.length > 0))(
    'with %s for a database are not overwritten, and it is said',
    async (_title, text) => {
      const owner = person();
      const file = join(owner.home, 'server', 'chat.db');
      await mkdir(join(owner.home, 'server'));
      await writeFile(file, text);
      const ran = await owner.run(['serve', '--port', '0']);
      expect(ran.code).not.toBe(0);
      expect(ran.stdout).toBe('');
      expect(ran.stderr).not.toMatch(/\n\s+at /);
      expect((await readFile(file)).equals(Buffer.from(text as string))).toBe(true);
    },
  );
});
