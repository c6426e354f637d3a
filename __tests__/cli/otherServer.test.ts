/** Verbs never go to another server than the one that is meant, and never with another login than the one that is given. */
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {account, cleanUp, person, serve, temporaryFolder, type Person} from '../support/program.ts';
import {terminal} from '../support/screen/terminal.ts';

let ann: Person;

beforeAll(async () => {
  ann = await account(await serve(person()), 'ann');
});
afterAll(cleanUp);

test('an admin command with --data is for the server on that folder, or for none', async () => {
  const stopped = person();
  await (await serve(stopped)).stop();
  for (const folder of [temporaryFolder(), join(stopped.home, 'server')]) {
    for (const words of [['announce', 'not for them'], ['log-out', '@ann'], ['import', 'rooms.jsonl'], ['stop']]) {
      const ran = await ann.call(['admin', ...words, '--data', folder]);
      expect({words, ...ran}).toEqual({words, code: 3, stdout: '', stderr: expect.stringContaining(` on ${folder}`)});
      expect(ran.stderr).toMatch(/^No server of yours runs on [^\n]*\n$/);
    }
  }
  // Where no folder is named, the server of the login is meant; what only its machine can do is refused there.
  const onlyThere = await ann.call(['admin', 'import', 'rooms.jsonl']);
  expect(onlyThere).toMatchObject({code: 4, stderr: expect.stringMatching(/^This is done on the machine/)});
  expect(await ann.call(['admin', 'announce', 'for them'])).toMatchObject({code: 0});
  expect((await ann.call(['tail', '#lobby', '-n', '50'])).stdout).not.toContain('not for them');
  expect((await ann.call(['whoami'])).code).toBe(0);
});

test('a server that runs on the folder and has no local socket is said to run, and is reached by its name', async () => {
  const host = person();
  const folder = join(host.home, 'server');
  await (await serve(host)).stop();
  // In the way of the socket.
  mkdirSync(join(folder, 'admin.sock', 'x'), {recursive: true});
  const {url} = await serve(host);
  const refused = {code: 3, stdout: '', stderr: expect.stringMatching(/^[^\n]* no local socket[^\n]*\n$/)};
  const ran = await ann.call(['admin', 'announce', 'not for them', '--data', folder]);
  expect(ran).toEqual(refused);
  expect(ran.stderr).toContain(`--server ${url}`);
  expect((await ann.call(['doctor', 'server', '--data', folder])).stdout).toMatch(/backup.*no local socket/);
  const boss = await account({url}, 'boss');
  const named = ['--data', folder, '--server', url];
  expect(await boss.call(['admin', 'announce', 'for these', ...named])).toMatchObject({code: 0, stderr: ''});
  expect((await boss.call(['tail', '#lobby', '-n', '1'])).stdout).toContain('for these');
  expect((await ann.call(['tail', '#lobby', '-n', '50'])).stdout).not.toContain('not for them');
});

test('where a token is given for a server that nobody named, no kept login takes its place', async () => {
  const made = await ann.call(['token', 'create', 'ci', '--rights', 'read', '--for', '1d']);
  const CHAT_TUI_TOKEN_FILE = join(temporaryFolder(), 'ci.token');
  writeFileSync(CHAT_TUI_TOKEN_FILE, made.stdout, {mode: 0o600});
  const unnamed = {CHAT_TUI_SERVER: ''};
  expect(await ann.call(['whoami'], {env: unnamed})).toMatchObject({
    code: 0,
    stdout: expect.not.stringContaining('token'),
  });
  for (const given of [{CHAT_TUI_TOKEN: made.stdout.trim()}, {CHAT_TUI_TOKEN_FILE}]) {
    const ran = await ann.call(['create', '#attic'], {env: {...unnamed, ...given}});
    expect(ran).toEqual({code: 2, stdout: '', stderr: expect.stringMatching(/^[^\n]*set CHAT_TUI_SERVER[^\n]*\n$/)});
    expect((await ann.call(['doctor'], {env: {...unnamed, ...given}})).stdout).toMatch(/login.*set CHAT_TUI_SERVER/);
    expect((await ann.call(['whoami'], {env: given})).stdout).toContain('a token: read');
    expect((await ann.call(['create', '#attic'], {env: given})).code).toBe(4);
  }
  expect((await ann.call(['rooms'])).stdout).not.toContain('attic');
});

test('nor in the plain mode and on the screen, unless an address is typed, which the kept login is for', async () => {
  const made = await ann.call(['token', 'create', 'reader', '--rights', 'read', '--for', '1d']);
  const server = ann.env.CHAT_TUI_SERVER ?? '';
  const env = {CHAT_TUI_SERVER: '', CHAT_TUI_TOKEN: made.stdout.trim()};
  const stdin = 'said by whom\n';
  const refused = {code: 2, stderr: expect.stringMatching(/^[^\n]*set CHAT_TUI_SERVER[^\n]*\n$/)};
  expect(await ann.run(['--plain'], {env, stdin})).toMatchObject({...refused, stdout: ''});
  // Standard input is held open: it would end the program as well.
  expect(await ann.start(['--plain', '--user', 'ann'], {env, keepsInput: true}).ended).toMatchObject(refused);
  const screen = terminal({env: {...ann.env, ...env}});
  expect((await screen.exit).code).toBe(2);
  expect(screen.raw()).toContain('CHAT_TUI_SERVER');
  expect((await ann.call(['tail', '#lobby', '-n', '50'])).stdout).not.toContain('said by whom');
  const said = await ann.run(['join', server, '--plain'], {env, stdin});
  expect(said).toMatchObject({code: 0, stdout: expect.not.stringContaining('Problem')});
  expect((await ann.call(['tail', '#lobby', '-n', '1'])).stdout).toContain('<ann> said by whom');
  const named = {...env, CHAT_TUI_SERVER: server};
  expect((await ann.run(['--plain'], {env: named, stdin: 'not with it\n'})).stdout).toMatch(
    /Problem: [^\n]*This token may not do that/,
  );
});
