/** Questions on a terminal: what an answer that is none does, and that nothing which was not done ends as if it were. */
import {existsSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {
  account,
  BIN,
  cleanUp,
  passwordOf,
  person,
  serve,
  temporaryFolder,
  type ServerProcess,
} from '../support/program.ts';
import {KEY, terminal} from '../support/screen/terminal.ts';

let server: ServerProcess;
let encrypted: ServerProcess;

beforeAll(async () => {
  server = await serve(person());
  await account(server, 'ann');
  encrypted = await serve(person(), ['--tls', 'on']);
});
afterAll(cleanUp);

const oldest = process.env.CHAT_TUI_OLDEST_NODE ?? '';

describe.each([process.execPath, ...(oldest === '' ? [] : [oldest])])('on %s', runtime => {
  test.each([
    ['the key of a new server', ['send', '#lobby', 'x'], /Is it the right one\?/],
    ['a join link', ['join', '-'], /Join link:/],
  ])('Ctrl+D at the question for %s does nothing, and says so', async (_, args, question) => {
    const who = person(undefined, {CHAT_TUI_SERVER: encrypted.url});
    const shown = terminal({env: who.env, command: [runtime, BIN, ...args]});
    await shown.waitFor(question);
    shown.press(KEY.ctrl('d'));
    expect((await shown.exit).code).toBe(2);
    expect(shown.screen()).toContain('Interrupted; nothing was done.');
    expect(existsSync(join(who.home, 'state', 'crashes'))).toBe(false);
  });

  test('Ctrl+D where a connection is open ends it as well', async () => {
    const who = person(undefined, {CHAT_TUI_SERVER: server.url});
    const shown = terminal({env: who.env, command: [runtime, BIN, 'login', '--user', 'ann']});
    await shown.waitFor(/Keep the login in a file/);
    shown.press(KEY.ctrl('d'));
    expect((await shown.exit).code).toBe(2);
    expect(shown.screen()).toContain('Interrupted; nothing was done.');
  });

  test('a call of which nothing goes on any more has not done its work', async () => {
    const preload = join(temporaryFolder(), 'preload.mjs');
    writeFileSync(preload, 'process.stdin.unref();\n');
    const args = ['restore', '-', '--data', join(temporaryFolder(), 'data')];
    const ran = person().start(args, {runtime, nodeArgs: ['--import', preload], keepsInput: true});
    expect(await ran.ended).toMatchObject({code: 1, stdout: ''});
  });
});

test('a login that is to be kept nowhere is given in hand, each time', async () => {
  const who = person(undefined, {CHAT_TUI_SERVER: server.url});
  const login = async (isAsked: boolean): Promise<string> => {
    const shown = terminal({env: who.env, args: ['login', '--user', 'ann']});
    if (isAsked) {
      await shown.waitFor(/Keep the login in a file/);
      shown.press('n\r');
    }
    await shown.waitFor(/Password:/);
    shown.press(`${passwordOf('ann')}\r`);
    expect((await shown.exit).code).toBe(0);
    expect(shown.screen()).not.toContain('Logged in as');
    expect(shown.screen().replaceAll(/\s+/g, ' ')).toMatch(/kept nowhere[^]*--store file/);
    return /ct_[\w-]{43}/.exec(shown.screen())?.[0] ?? '';
  };
  for (const isAsked of [true, false]) {
    const CHAT_TUI_TOKEN = await login(isAsked);
    expect(await who.call(['whoami'], {env: {CHAT_TUI_TOKEN}})).toMatchObject({code: 0});
  }
  expect(existsSync(join(who.home, 'client', 'logins'))).toBe(false);
});
