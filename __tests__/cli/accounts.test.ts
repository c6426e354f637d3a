/** Accounts from the shell: making one, logging in and out, and where the login comes from. */
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {chmodSync, readdirSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {account, cleanUp, passwordOf, person, serve, type Person, type ServerProcess} from '../support/program.ts';

let server: ServerProcess;
let alice: Person;

beforeAll(async () => {
  server = await serve(person());
  alice = await account(server, 'alice');
});
afterAll(cleanUp);

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
    // The key of the encryption keys stays: without it what was said encrypted could not be read after the next login.
    const left = readdirSync(join(bob.home, 'client/logins')).filter(name => !name.startsWith('keys%20of%20'));
    expect(left).toEqual([]);
    expect(await bob.call(['whoami'])).toEqual({
      code: 4,
      stdout: '',
      stderr: 'You are not logged in. Use: chat-tui login --user NAME\n',
    });
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
