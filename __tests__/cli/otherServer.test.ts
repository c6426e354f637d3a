/** Verbs never go to another server than the one that is meant, and never with another login than the one that is given. */
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {account, cleanUp, person, serve, temporaryFolder, type Person} from '../support/program.ts';

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
