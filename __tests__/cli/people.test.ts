/** People from the shell: friends, who is blocked, and what an admin does with them. */
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {account, cleanUp, jsonLinesOf, person, type Person, serve, type ServerProcess} from '../support/program.ts';

let server: ServerProcess;
let alice: Person;
let bob: Person;

beforeAll(async () => {
  server = await serve(person());
  alice = await account(server, 'alice');
  bob = await account(server, 'bob');
});
afterAll(cleanUp);

test('friends are asked, accepted, listed and removed', async () => {
  expect(await alice.call(['friend'])).toMatchObject({code: 0, stdout: ''});
  expect(await alice.call(['friend', 'add', 'bob'])).toMatchObject({
    code: 0,
    stdout: '',
    stderr: '@bob is asked to be your friend.\n',
  });
  expect((await bob.call(['friend'])).stdout).toMatch(/^@alice +wants to be your friend$/m);
  const accepted = await bob.call(['friend', 'accept', '@alice', '--json']);
  expect(jsonLinesOf(accepted.stdout)).toMatchObject([{name: 'alice', contact: 'friend', sinceMs: expect.any(Number)}]);
  const listed = jsonLinesOf((await alice.call(['friend', 'list', '--json'])).stdout);
  expect(listed).toMatchObject([{name: 'bob', contact: 'friend', state: 'offline'}]);
  const set = await alice.call(['friend', 'set', '@bob', 'auto-accept', '10M', 'from-bob']);
  expect(set).toMatchObject({code: 0, stderr: expect.stringMatching(/^@bob: files to 10\.0 MiB into .*from-bob\.$/m)});
  expect((await alice.call(['friend', 'set', '@bob', 'auto-accept', 'all'])).code).toBe(2);
  expect(jsonLinesOf((await alice.call(['friend', 'list', '--json'])).stdout)).toMatchObject([{acceptBytes: 10485760}]);
  expect((await alice.call(['friend', 'remove', '@bob'])).stderr).toBe('@bob is not in your list any more.\n');
  expect(await alice.call(['friend', 'accept', '@bob'])).toMatchObject({
    code: 4,
    stderr: 'bob has not asked to be your friend. Use chat-tui friend add bob to ask.\n',
  });
  expect((await alice.call(['friend', 'poke', '@bob'])).code).toBe(2);
});

test('somebody is blocked, and no more', async () => {
  await alice.call(['friend', 'block', '@bob']);
  expect((await bob.call(['send', '@alice', 'hello'])).code).toBe(0);
  expect(await alice.call(['unread'])).toMatchObject({stdout: ''});
  expect((await alice.call(['friend'])).stdout).toMatch(/^@bob +blocked$/m);
  await alice.call(['friend', 'unblock', '@bob']);
  await bob.call(['send', '@alice', 'hello again']);
  expect((await alice.call(['unread'])).stdout).toMatch(/^@bob +1 unread/m);
});

test('rooms are muted and told of, and one says how one wants things', async () => {
  expect(await bob.call(['mute', '#lobby', '--for', '2h'])).toMatchObject({
    code: 0,
    stdout: '#lobby is muted for 2 hours.\n',
  });
  const [muted] = jsonLinesOf((await bob.call(['mute', '#lobby', '--off', '--json'])).stdout);
  expect(muted).toMatchObject({room: '#lobby', mine: {mutedUntilMs: 0}});
  expect((await bob.call(['mute', '#lobby', '--for', '9999d'])).code).toBe(2);
  expect((await bob.call(['notify', '#lobby'])).stdout).toBe('mentions\n');
  expect((await bob.call(['notify', '#lobby', 'all'])).stdout).toBe('#lobby: all\n');
  expect((await bob.call(['notify', '#lobby', 'some'])).code).toBe(2);
  expect((await bob.call(['set', 'quiet-hours', '22:00-07:00'])).stdout).toBe('22:00-07:00\n');
  expect((await bob.call(['set', 'quiet-hours', '24:00-07:00'])).code).toBe(2);
  expect(jsonLinesOf((await bob.call(['set', '--json'])).stdout)).toMatchObject([
    {quietHours: {fromMinute: 1320, toMinute: 420}, directsFrom: 'anybody'},
  ]);
});

test('several people are one target', async () => {
  await account(server, 'carol');
  expect((await alice.call(['send', '@bob,carol', 'hello both'])).code).toBe(0);
  expect((await bob.call(['unread'])).stdout).toMatch(/^@alice,carol +1 unread/m);
  expect((await bob.call(['tail', '@carol,@alice', '-n', '1'])).stdout).toContain('hello both');
});

test('something is planned, listed and cancelled, and the rest is said', async () => {
  const [planned] = jsonLinesOf((await alice.call(['at', '--json', '2h', '#lobby', 'hello later'])).stdout);
  expect(planned).toMatchObject({kind: 'message', room: '#lobby', text: 'hello later'});
  expect((await alice.call(['remind', '--list'])).stdout).toMatch(/^\S{22} +\d{4}-.* to #lobby +hello later$/m);
  expect((await alice.call(['at', '--cancel', String(planned?.['id'])])).code).toBe(0);
  expect(await alice.call(['remind', '--list'])).toMatchObject({stdout: ''});
  expect(await alice.call(['remind', '9999-12-31 10:00', 'x'])).toMatchObject({
    code: 4,
    stderr: 'That is too far ahead: at most 366 days from now.\n',
  });
  expect((await alice.call(['remind', 'soon', 'x'])).code).toBe(2);
  expect((await alice.call(['remind', '1s', 'stand up'])).code).toBe(0);
  expect((await bob.call(['at', '1s', '#lobby', 'said later'])).code).toBe(0);
  // The server would have it in the clear until then.
  await bob.call(['send', '@alice', 'said now']);
  expect(await bob.call(['at', '1s', '@alice', 'said later'])).toMatchObject({
    code: 4,
    stderr: expect.stringMatching(/^This cannot be done in an encrypted conversation\. .* A reminder tells/),
  });
});

test('people are invited, and one says what one does', async () => {
  await alice.call(['create', '#board', '--private']);
  expect(await alice.call(['invite', '#board', 'bob', '@carol'])).toMatchObject({
    code: 0,
    stdout: 'Invited to #board: @bob, @carol\n',
  });
  expect((await bob.call(['join', '#board'])).code).toBe(0);
  expect((await alice.call(['invite', '#board', '@nobody'])).code).toBe(4);
  expect((await bob.call(['me', '#board', 'waves'])).code).toBe(0);
  expect((await alice.call(['tail', '#board', '-n', '1'])).stdout).toMatch(/bob waves/);
});

describe('an admin verb', () => {
  const sanctions = async () => jsonLinesOf((await alice.call(['admin', 'sanctions', '--json'])).stdout);

  test('takes a time by its flag, and refuses one that would become a part of the reason', async () => {
    await account(server, 'mallory');
    const stderr =
      'Write the time before the reason, as --for 1d. Where it is a part of the reason, put -- before the reason.\n';
    for (const words of [
      ['ban', '@mallory', '1d', 'Spam'],
      ['ban', '@mallory', '1d Spam'],
      ['ban', '203.0.113.7', '1d'],
      ['mute', '@mallory', '1d', 'Cool', 'down'],
      ['kick', '@mallory', '1d'],
      ['ban', '@mallory', 'Spam', '--for', '1d'],
      ['ban', '@mallory', 'Spam --for=1d'],
    ])
      expect(await alice.call(['admin', ...words])).toEqual({code: 2, stdout: '', stderr});
    expect(await alice.call(['admin', 'invite-link', '2h'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('[--for <time>]'),
    });
    expect(await sanctions()).toEqual([]);
    await alice.call(['admin', 'ban', '@mallory', '--for', '1d', '2d', 'ago']);
    expect(await sanctions()).toMatchObject([{whom: '@mallory', untilMs: expect.any(Number), words: 'alice (2d ago)'}]);
    await alice.call(['admin', 'unban', '@mallory']);
    await alice.call(['admin', 'ban', '@mallory', '--', '1d', 'Spam', '--for', '2d']);
    const [banned] = await sanctions();
    expect(banned).toMatchObject({what: 'banned', words: 'alice (1d Spam --for 2d)'});
    expect(banned).not.toHaveProperty('untilMs');
  });

  test('is called by the short forms of the console as well', async () => {
    const roleOf = async (name: string) =>
      jsonLinesOf((await alice.call(['admin', 'users', '--json'])).stdout).find(one => one['name'] === name)?.['role'];
    expect(await alice.call(['admin', 'admin', '@bob'])).toMatchObject({code: 0, stderr: ''});
    expect(await roleOf('bob')).toBe('admin');
    expect(await alice.call(['admin', 'member', 'bob'])).toMatchObject({code: 0, stderr: ''});
    expect(await roleOf('bob')).toBe('member');
    expect((await alice.call(['admin', 'admin'])).code).toBe(2);
    expect((await alice.call(['admin', 'admin', '@bob', 'please'])).code).toBe(2);
  });
});
