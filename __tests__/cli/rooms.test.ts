/** Rooms, people and administration from the shell. */
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {
  account,
  cleanUp,
  jsonLinesOf,
  passwordOf,
  person,
  type Person,
  serve,
  type ServerProcess,
} from '../support/program.ts';

let server: ServerProcess;
let alice: Person;
let bob: Person;

beforeAll(async () => {
  server = await serve(person());
  alice = await account(server, 'alice');
  bob = await account(server, 'bob');
});
afterAll(cleanUp);

describe('a room', () => {
  test('is made, found, joined, named and left', async () => {
    expect(await alice.run(['create', '#garden', '--topic', 'Tomatoes'])).toEqual({
      code: 0,
      stdout: 'Made #garden.\n',
      stderr: '',
    });
    expect((await bob.run(['rooms'])).stdout).toMatch(/^#garden +1 member +Tomatoes$/m);
    expect(await bob.run(['join', '#garden'])).toMatchObject({code: 0, stdout: 'You are in #garden.\n'});
    expect((await bob.call(['rooms'])).stdout).toMatch(/^#garden +\* +2 members +Tomatoes$/m);
    expect(await alice.run(['topic', 'garden', 'Beans', 'too'])).toMatchObject({code: 0, stdout: ''});
    expect(await alice.call(['topic', '#garden'])).toMatchObject({code: 0, stdout: 'Beans too\n'});
    expect(await alice.call(['topic', '#garden', '--clear', '--json'])).toMatchObject({
      stdout: expect.stringMatching(/^\{"room":"#garden",.*"topic":"",/),
    });
    expect(await bob.run(['leave', '#garden'])).toMatchObject({code: 0, stdout: 'Left #garden.\n'});
    expect((await bob.call(['send', '#garden', 'hello'])).code).toBe(4);
  });

  test('that is private is seen by its members only', async () => {
    await alice.call(['create', '#board', '--private']);
    expect((await alice.call(['rooms'])).stdout).toContain('#board');
    expect((await bob.call(['rooms'])).stdout).not.toContain('#board');
    const ran = await bob.call(['join', '#board']);
    expect(ran).toMatchObject({code: 4, stdout: ''});
    expect(ran.stderr).toMatch(/^There is no room #?board that you can see/);
  });

  test.each([
    [['create', '#lobby'], 4, /exists already/],
    [['create', '#Ein Raum'], 2, /is not a target/],
    [['leave', '#lobby'], 4, /Nobody can leave #lobby/],
    [['leave', '#nowhere'], 4, /There is no room #nowhere/],
    [['topic', '#lobby', 'x'.repeat(501)], 4, /A topic has at most 500 characters/],
  ])('cannot be what is asked: %j', async (args, code, sentence) => {
    const ran = await alice.call(args);
    expect(ran).toMatchObject({code, stdout: ''});
    expect(ran.stderr).toMatch(sentence);
  });

  test('lists as JSON, one object a line', async () => {
    expect(jsonLinesOf((await alice.call(['rooms', '--json'])).stdout)[0]).toMatchObject({
      room: expect.stringMatching(/^#/),
      isMember: expect.any(Boolean),
      memberCount: expect.any(Number),
    });
    const members = jsonLinesOf((await alice.run(['members', '#lobby', '--json'])).stdout);
    expect(members.map(({name}) => name)).toEqual(['alice', 'bob']);
  });
});

describe('an owner', () => {
  test('sees who logged in, from where, and who failed', async () => {
    const args = ['login', '--server', server.url, '--user', 'bob', '--password-stdin', '--store', 'file'];
    await person().call(args, {stdin: 'wrong password'});
    const records = jsonLinesOf((await alice.call(['admin', 'log', '-n', '20', '--json'])).stdout);
    expect(records.find(({isSuccess}) => isSuccess === false)).toMatchObject({
      name: 'bob',
      address: '127.0.0.1',
      port: expect.any(Number),
      method: 'password',
    });
    expect((await alice.call(['admin', 'log'])).stdout).toMatch(/bob +password +FAILED +127\.0\.0\.1:\d+/);
  });

  test('sees all accounts and where they are connected', async () => {
    const users = jsonLinesOf((await alice.run(['admin', 'users', '--json'])).stdout);
    expect(users.map(({name}) => name)).toEqual(['alice', 'bob']);
    expect(users[0]?.connections).toHaveLength(1);
    const {stdout} = await alice.call(['admin', 'users']);
    expect(stdout).toMatch(/^@alice +owner +offline +here now +127\.0\.0\.1:\d+$/m);
    expect(stdout).toMatch(/^@bob +member +offline +\d{4}-\d\d-\d\d \d\d:\d\d$/m);
  });

  test('is the only one with these rights', async () => {
    for (const args of [['log'], ['users'], ['kick', '@alice']]) {
      expect(await bob.call(['admin', ...args])).toEqual({
        code: 4,
        stdout: '',
        stderr: 'You have no right to do this. Ask an admin.\n',
      });
    }
  });

  test('kicks somebody, who is told why', async () => {
    const following = bob.start(['tail', '#lobby', '-n', '5', '-f']);
    await following.waitFor(/bob joined/);
    expect(await alice.call(['admin', 'kick', '@bob', 'too', 'loud'])).toMatchObject({
      code: 0,
      stdout: '@bob was disconnected and stays out for 10 minutes.\n',
    });
    const {code, stderr} = await following.ended;
    expect(code).toBe(4);
    expect(stderr).toBe('You were disconnected by alice (too loud); you can come back in 10 minutes.\n');
    const kept = await bob.call(['rooms']);
    expect(kept).toMatchObject({code: 4, stderr: expect.stringMatching(/^You were .* back in 10 minutes\.$/m)});
    const again = ['login', '--server', server.url, '--user', 'bob', '--password-stdin'];
    const typed = await person().call(again, {stdin: `${passwordOf('bob')}\n`});
    expect(typed).toMatchObject({code: 4, stderr: kept.stderr});
    expect((await alice.call(['tail', '#lobby', '-n', '1'])).stdout).toMatch(
      /alice kicked bob for 10 minutes: too loud$/m,
    );
  });

  test.each([
    ['1h30m', '@bob was disconnected and stays out for 1 hour 30 minutes.\n'],
    ['2H', '@bob was disconnected and stays out for 2 hours.\n'],
    ['1d', '@bob was disconnected and stays out for 1 day.\n'],
  ])('kicks for %s', async (time, stdout) => {
    expect(await alice.call(['admin', 'kick', 'bob', '--for', time])).toMatchObject({code: 0, stdout});
  });

  test.each(['', '0m', '10', 'm', '366d', '-1h', '10 m', 'ten minutes', '1e3m', '999999999w999999999w'])(
    'does not kick for %j',
    async time => {
      const {code, stderr} = await alice.call(['admin', 'kick', 'bob', `--for=${time}`]);
      expect({code, stderr}).toEqual({
        code: 2,
        stderr: expect.stringMatching(/^Usage: chat-tui admin kick @NAME \[--for <time>\] \[why\]$/m),
      });
    },
  );
});
