/** Logging out: what was seen goes before the server is told, the login goes also where something else stays, and no other. */
import {mkdirSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {afterEach, expect, test} from '@jest/globals';
import {newId} from '../../src/cli/shell.ts';
import {inStore, storeDirOf, storeFileIn} from '../../src/client/local/store.ts';
import {diskOf} from '../client/support/disk.ts';
import {fakeServer, ok} from '../client/support/fakeServer.ts';
import {account, cleanUp, onCleanUp, passwordOf, person, serve, type Person} from '../support/program.ts';

afterEach(cleanUp);

const WORD = 'kiwi-and-lemon';
const SAY =
  "INSERT INTO direct_said (partner, id, sender, kind, text, sent_at_ms) VALUES ('bob', ?, 'bob', 'message', ?, 1)";

/** Keys stay. */
const loginsOf = ({home}: Person) =>
  readdirSync(join(home, 'client', 'logins')).filter(name => !name.startsWith('keys'));

/** The account's folder on this machine, with a word that was said directly. */
async function folderWithWord({home}: Person, serverUrl: string): Promise<string> {
  const dir = storeDirOf(join(home, 'client'), serverUrl, 'ann');
  mkdirSync(dir, {recursive: true, mode: 0o700});
  await inStore({dir, now: () => Date.now()}, database => database.prepare(SAY).run(newId(), WORD));
  return dir;
}

test('what was seen is gone before the server is told', async () => {
  let dir = '';
  const found: boolean[] = [];
  const server = await fakeServer({
    sessionLogin: () => ok({name: 'ann', token: `ct_${'a'.repeat(43)}`}),
    sessionEnd() {
      found.push(diskOf({dataDir: dir}).includes(WORD));
      return ok();
    },
  });
  const ann = person(undefined, {CHAT_TUI_SERVER: server.url, CHAT_TUI_ENCRYPT: 'off'});
  const args = ['login', '--user', 'ann', '--store', 'file', '--password-stdin'];
  expect(await ann.call(args, {stdin: passwordOf('ann')})).toMatchObject({code: 0});
  dir = await folderWithWord(ann, server.url);
  expect(diskOf({dataDir: dir}).includes(WORD)).toBe(true);
  expect(await ann.call(['logout', '--forget'])).toEqual({code: 0, stdout: '', stderr: ''});
  expect([found, loginsOf(ann)]).toEqual([[false], []]);
});

test('what cannot be removed is told; the login, which the server has ended, is not kept because of it', async () => {
  const server = await serve(person());
  const ann = await account(server, 'ann');
  const dir = await folderWithWord(ann, server.url);
  // Another program is writing there, and does not end.
  const other = new DatabaseSync(storeFileIn(dir));
  onCleanUp(() => other.close());
  other.exec('BEGIN IMMEDIATE');
  expect(loginsOf(ann)).toHaveLength(1);
  expect(await ann.call(['logout', '--forget', '--json'])).toEqual({
    code: 2,
    stdout: '',
    stderr: expect.stringMatching(
      /^The login is gone, but what you have seen is still on this machine\.\n[^\n]*ann@[^\n]*\n$/,
    ),
  });
  expect([loginsOf(ann), diskOf({dataDir: dir}).includes(WORD)]).toEqual([[], true]);
  expect(await ann.call(['whoami'])).toMatchObject({code: 4, stderr: expect.stringMatching(/^You are not logged in/)});
});

test('the token of a program that ends takes the login of its person off the machine by no way', async () => {
  const server = await serve(person());
  const ann = await account(server, 'ann');
  const made = async (name: string) => {
    const {stdout} = await ann.call(['token', 'create', name, '--rights', 'read,send', '--for', '1d']);
    return {CHAT_TUI_TOKEN: stdout.trim()};
  };
  const whoami = async () => (await ann.call(['whoami'])).stdout;
  const before = await whoami();
  // A program cannot end its own login.
  expect(await ann.call(['logout'], {env: await made('ci')})).toMatchObject({
    code: 4,
    stderr: expect.not.stringContaining('gone'),
  });
  expect(await whoami()).toBe(before);
  const plain = ann.start(['--plain'], {env: await made('cd'), keepsInput: true});
  await plain.waitFor(/You are in/);
  const row = (await ann.call(['token', 'list'])).stdout.split('\n').find(line => line.includes(' cd '));
  await ann.call(['token', 'revoke', row?.trim().split(' ')[0] ?? '']);
  await plain.waitFor(/Do you have an account there|Login name|Password/);
  await plain.stop();
  expect(await whoami()).toBe(before);
});
