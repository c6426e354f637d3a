/** Accounts from the shell: making one, logging in and out, and where the login comes from. */
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {spawnSync} from 'node:child_process';
import {chmodSync, readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {account, BIN, cleanUp, passwordOf, person, serve, type Person, type ServerProcess} from '../support/program.ts';
import {ed25519} from '../support/keys/sshKeys.ts';

let server: ServerProcess;
let alice: Person;

beforeAll(async () => {
  server = await serve(person());
  alice = await account(server, 'alice');
});
afterAll(cleanUp);

/**
 * Logins that are kept. The key of the encryption keys stays: without it what was said encrypted could not be read after the next
 * login.
 */
const loginsOf = ({home}: Person) =>
  readdirSync(join(home, 'client/logins')).filter(name => !name.startsWith('keys%20of%20'));

const LOGIN = ['login', '--store', 'file', '--password-stdin'];

describe('an account', () => {
  test('is logged in after it was made', async () => {
    const {code, stdout, stderr} = await alice.run(['whoami', '--json']);
    expect({code, stderr}).toEqual({code: 0, stderr: ''});
    expect(JSON.parse(stdout)).toMatchObject({name: 'alice', displayName: '', role: 'owner', server: server.url});
  });

  test('is not made twice', async () => {
    const args = ['register', '--server', server.url, '--user', 'alice', '--store', 'file', '--password-stdin'];
    const ran = await person().call(args, {stdin: 'another secret'});
    expect(ran).toMatchObject({code: 4, stdout: ''});
    expect(ran.stderr).toBe('The name alice is taken. Choose another, or log in with its password.\n');
  });

  test.each([
    ['Alice Smith', /A name has 2 to 32 characters/],
    ['x', /A name has 2 to 32 characters/],
    ['admin', /reserved/],
  ])('is not called %j', async (name, sentence) => {
    const args = ['register', '--server', server.url, '--user', name, '--store', 'file', '--password-stdin'];
    const ran = await person().call(args, {stdin: 'a good long secret'});
    expect(ran).toMatchObject({code: 4, stdout: ''});
    expect(ran.stderr).toMatch(sentence);
  });

  test('is made by an invitation, typed as the code or as the link; nothing else is sent', async () => {
    const invited = await serve(person(), ['--registration', 'invite']);
    const owner = await account(invited, 'ann');
    const newLink = async () => (await owner.call(['admin', 'invite-link'])).stdout.split('\n')[0] ?? '';
    const make = (name: string, invite: string) => {
      const args = ['register', '--server', invited.url, '--user', name, '--store', 'file', '--password-stdin'];
      return person().call([...args, '--invite', invite], {stdin: passwordOf(name)});
    };
    const wrong = [`${invited.url}/join#own_${'x'.repeat(43)}`, 'x'.repeat(65), 'two words', invited.url, ''];
    for (const invite of wrong) {
      const ran = await make('carol', invite);
      expect(ran).toMatchObject({
        code: 2,
        stdout: '',
        stderr: expect.stringMatching(/^--invite must be an invitation/),
      });
    }
    expect(await make('carol', await newLink())).toMatchObject({code: 0});
    expect(await make('dave', (await newLink()).split('#')[1] ?? '')).toMatchObject({code: 0});
  });

  test('needs a password of eight characters', async () => {
    const args = ['register', '--server', server.url, '--user', 'shorty', '--store', 'file', '--password-stdin'];
    expect(await person().call(args, {stdin: 'short'})).toMatchObject({code: 4});
  });

  test('needs a name', async () => {
    const ran = await person().call([...LOGIN, '--server', server.url], {stdin: 'x'});
    expect(ran).toMatchObject({code: 2});
    expect(ran.stderr).toMatch(/^Usage: .*--user NAME/);
  });
});

describe('logging in', () => {
  test('says the same for a wrong password and a wrong name', async () => {
    const wrong = await person().call([...LOGIN, '--server', server.url, '--user', 'alice'], {stdin: 'not the one'});
    const nobody = await person().call([...LOGIN, '--server', server.url, '--user', 'nobody-1'], {
      stdin: 'not the one',
    });
    expect(wrong).toEqual({code: 4, stdout: '', stderr: 'Wrong name or wrong password.\n'});
    expect(nobody).toEqual(wrong);
  });

  test('asks on a terminal, and without one says what to use instead', async () => {
    const ran = await person().run(['login', '--server', server.url, '--user', 'alice']);
    expect(ran).toEqual({code: 2, stdout: '', stderr: 'There is no terminal to ask on. Use --password-stdin.\n'});
  });

  test('without a keychain and with nobody to ask keeps the login in a file and says so', async () => {
    const elsewhere = person();
    const args = ['login', '--server', server.url, '--user', 'alice', '--password-stdin'];
    const ran = await elsewhere.run(args, {stdin: passwordOf('alice')});
    expect(ran).toMatchObject({code: 0, stdout: ''});
    expect(ran.stderr).toMatch(/kept in a file that only you can read/);
    const folder = join(elsewhere.home, 'client/logins');
    const [file = ''] = readdirSync(folder);
    expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
    expect(await elsewhere.call(['whoami'])).toMatchObject({code: 0});
  });

  test('into memory only gives the token in hand, for scripts', async () => {
    const script = person();
    const args = ['login', '--server', server.url, '--user', 'alice', '--store', 'memory', '--password-stdin'];
    const {stdout: token} = await script.run(args, {stdin: passwordOf('alice')});
    expect(token).toMatch(/^ct_[A-Za-z0-9_-]{43}\n$/);
    const env = {CHAT_TUI_SERVER: server.url};
    expect(await script.call(['whoami'], {env})).toMatchObject({code: 4});
    expect(await script.call(['whoami'], {env: {...env, CHAT_TUI_TOKEN: token.trim()}})).toMatchObject({code: 0});
    const file = join(script.home, 'token');
    writeFileSync(file, token, {mode: 0o600});
    expect(await script.call(['whoami'], {env: {...env, CHAT_TUI_TOKEN_FILE: file}})).toMatchObject({code: 0});
    chmodSync(file, 0o644);
    const unsafe = await script.call(['whoami'], {env: {...env, CHAT_TUI_TOKEN_FILE: file}});
    expect(unsafe).toMatchObject({code: 2});
    expect(unsafe.stderr).toMatch(/can be read by others/);
  });

  test('out ends the login on the server and here', async () => {
    const bob = await account(server, 'bob');
    expect(await bob.run(['logout'])).toEqual({code: 0, stdout: '', stderr: ''});
    expect(loginsOf(bob)).toEqual([]);
    expect(await bob.call(['whoami'])).toEqual({
      code: 4,
      stdout: '',
      stderr: 'You are not logged in. Use: chat-tui login --user NAME\n',
    });
  });

  test('tokens go into a new file that only its owner reads, and are taken from there', async () => {
    const carla = await account(server, 'carla');
    const sh = (script: string) =>
      spawnSync('bash', ['-c', script, 'bash', process.execPath, BIN], {
        env: carla.env,
        cwd: carla.home,
        encoding: 'utf8',
      });
    const made =
      sh(`umask 022; "$1" "$2" token create ci --rights send,read >ci.token; echo old >log; "$1" "$2" token create \
      two --rights read >>log; CHAT_TUI_TOKEN_FILE=ci.token "$1" "$2" whoami`);
    expect([made.status, made.stdout]).toEqual([0, expect.stringContaining('carla')]);
    expect(statSync(join(carla.home, 'ci.token')).mode & 0o777).toBe(0o600);
    // What held something before is not changed.
    expect(statSync(join(carla.home, 'log')).mode & 0o777).toBe(0o644);
    expect(readFileSync(join(carla.home, 'log'), 'utf8')).toMatch(/^old\nct_/);
  });

  test('that nobody used yet is told as such, also by the list of an admin', async () => {
    const greta = await account(server, 'greta');
    const made = await greta.call(['token', 'create', 'ci', '--rights', 'read']);
    expect(made).toMatchObject({code: 0});
    const rowOf = ({stdout}: {stdout: string}) => stdout.split('\n').find(line => /\bci\b/.test(line));
    expect(rowOf(await greta.call(['devices']))).toMatch(/ token ci +never used /);
    expect(rowOf(await greta.call(['token', 'list']))).toMatch(/ never used$/);
    expect(rowOf(await alice.call(['admin', 'devices', '@greta']))).toMatch(/ token ci .* never used$/);
    expect(rowOf(await alice.call(['admin', 'tokens', '@greta']))).toMatch(/ never used$/);
  });

  test('out forgets the login here where it has ended on the server already', async () => {
    const here = await account(server, 'dora', undefined, {CHAT_TUI_ENCRYPT: 'off'});
    const there = person(undefined, {CHAT_TUI_SERVER: server.url});
    await there.call([...LOGIN, '--user', 'dora', '--store', 'file'], {stdin: passwordOf('dora')});
    await there.call(['devices', 'end', 'others']);
    expect(await here.call(['whoami'])).toMatchObject({code: 4});
    expect(await here.call(['logout', '--forget'])).toEqual({code: 0, stdout: '', stderr: ''});
    expect(loginsOf(here)).toEqual([]);
  });

  test('out forgets the login and what was seen also where the server is gone, and says that it was not told', async () => {
    const gone = await serve(person());
    const here = await account(gone, 'alice');
    await here.call(['send', '@alice', 'for nobody else']);
    const account1 = join(here.home, 'client/local', readdirSync(join(here.home, 'client/local'))[0] ?? '');
    writeFileSync(join(account1, 'history.sqlite'), '');
    await gone.stop();
    const ran = await here.call(['logout', '--forget', '--no-wait']);
    expect(ran).toEqual({
      code: 3,
      stdout: '',
      stderr: expect.stringMatching(/^The login is gone from this machine; .*\n.+\n$/),
    });
    expect(loginsOf(here)).toEqual([]);
    expect(readdirSync(account1)).not.toContain('history.sqlite');
  });

  test('with a token that is no longer good is refused in one sentence', async () => {
    const env = {CHAT_TUI_SERVER: server.url, CHAT_TUI_TOKEN: `ct_${'A'.repeat(43)}`};
    const ran = await person().call(['whoami'], {env});
    expect(ran).toEqual({code: 4, stdout: '', stderr: 'Your login is no longer valid. Log in again.\n'});
  });

  test('on two accounts from one home is told apart by --user', async () => {
    const both = await account(server, 'carol');
    await both.call([...LOGIN, '--user', 'alice'], {stdin: passwordOf('alice')});
    expect((await both.call(['whoami'])).stdout).toMatch(/^alice /);
    expect((await both.call(['whoami', '--user', 'carol'])).stdout).toMatch(/^carol /);
  });
});

test('an SSH key is removed by the beginning of its fingerprint, as /ssh-keys remove takes it', async () => {
  const frida = await account(server, 'frida');
  const lines = async () =>
    (await frida.call(['ssh-keys', 'list', '--json'])).stdout.trim().split('\n').filter(Boolean);
  for (const {line} of [ed25519(), ed25519()])
    expect(await frida.call(['ssh-keys', 'add', '-'], {stdin: `${line}\n`})).toMatchObject({code: 0});
  const [one = '', other = ''] = (await lines()).map(line => (JSON.parse(line) as {fingerprint: string}).fingerprint);
  // Of neither, of both, and too short to be meant.
  for (const typed of ['SHA256:nothing', 'SHA256:', one.slice(0, 9)])
    expect(await frida.call(['ssh-keys', 'remove', typed])).toMatchObject({
      code: 4,
      stderr: expect.stringContaining(`There is no key ${typed} in your list`),
    });
  const removed = (fingerprint: string) => ({
    code: 0,
    stdout: '',
    stderr: `Removed ${fingerprint}; nobody logs in with it any more.\n`,
  });
  expect(await frida.call(['ssh-keys', 'remove', one.slice(0, 20)])).toEqual(removed(one));
  expect(await frida.call(['ssh-keys', 'remove', other.slice('SHA256:'.length, 20)])).toEqual(removed(other));
  expect(await lines()).toEqual([]);
});

describe('a server that is not there', () => {
  test.each([
    ['whoami'],
    ['send', '#lobby', 'hi'],
    ['tail', '#lobby'],
    ['rooms'],
    ['login', '--user', 'alice', '--password-stdin'],
  ])('is a failure of its own: %s', async (...args) => {
    const ran = await person().call(['--server', '127.0.0.1:9', ...args], {stdin: 'some password'});
    expect(ran).toMatchObject({code: 3, stdout: ''});
    expect(ran.stderr).toMatch(/^No server answers at 127\.0\.0\.1:9\./);
  });
});
