/**
 * Tokens for programs in the shell: made, used by all verbs without a login, listed, revoked; and a join link with an account.
 */
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {account, cleanUp, jsonLinesOf, person, serve, type Person, type ServerProcess} from '../support/program.ts';

let server: ServerProcess;
let ann: Person;
let bob: Person;

beforeAll(async () => {
  server = await serve(person());
  [ann, bob] = [await account(server, 'ann'), await account(server, 'bob')];
  await ann.call(['create', '#garden']);
  await ann.call(['create', '#shed', '--private', '--plain']);
  await ann.call(['send', '#shed', 'a secret']);
});
afterAll(cleanUp);

test('a token does what its rights say in its rooms, from a file as well, until it is revoked', async () => {
  const made = await ann.call(['token', 'create', 'ci', '--rights', 'read,send', '--rooms', '#garden', '--for', '30d']);
  expect([made.code, made.stdout.trim()]).toEqual([0, expect.stringMatching(/^ct_[\w-]{43}$/)]);
  expect(made.stderr).toMatch(/^Token 2 is good until .*this once/);
  const bot = person(undefined, {CHAT_TUI_SERVER: server.url});
  const file = join(bot.home, 'token');
  writeFileSync(file, made.stdout, {mode: 0o600});
  const ask = (...args: string[]) => bot.call(args, {env: {CHAT_TUI_TOKEN_FILE: file}});
  expect((await ask('send', '#garden', 'built')).code).toBe(0);
  expect((await ask('tail', '#garden', '-n', '1')).stdout).toContain('<ann> built');
  expect((await ask('whoami')).stdout).toMatch(/^ann \(owner\) at .*\na token: read send · #garden · until \d{4}-/);
  expect(jsonLinesOf((await ask('whoami', '--json')).stdout)).toEqual([
    expect.objectContaining({
      name: 'ann',
      token: {rights: ['read', 'send'], rooms: ['#garden'], expiresAtMs: expect.any(Number)},
    }),
  ]);
  expect((await ask('rooms')).stdout).not.toMatch(/shed|lobby/);
  expect((await ask('search', 'secret')).stdout).toBe('');
  expect(await ask('tail', '#shed')).toMatchObject({code: 4, stdout: ''});
  expect((await ask('create', '#attic')).stderr).toMatch(/^This token may not do that: it lacks the right rooms\./);
  expect((await ask('token', 'create', 'x', '--rights', 'read')).stderr).toMatch(
    /^No token for a program may do that\./,
  );
  const [listed] = jsonLinesOf((await ann.call(['token', 'list', '--json'])).stdout);
  expect(listed).toMatchObject({number: 2, name: 'ci', rights: ['read', 'send'], rooms: ['#garden']});
  expect((await ann.call(['devices'])).stdout).toMatch(/^2 +token ci .*until/m);
  expect((await ann.call(['token', 'revoke', '2'])).code).toBe(0);
  expect((await ask('rooms')).code).toBe(4);
});

test('what makes no token is told, with how one is made', async () => {
  for (const args of [
    ['create'],
    ['create', 'x'],
    ['create', 'x', '--rights', 'all'],
    ['create', 'x', '--rights', 'read', '--for', '2y'],
    ['revoke'],
    ['list', '2'],
  ]) {
    const ran = await ann.call(['token', ...args]);
    expect([args, ran.code, ran.stderr]).toEqual([
      args,
      2,
      expect.stringMatching(/A token takes a name, an end and rights/),
    ]);
  }
  expect((await ann.call(['token', 'revoke', 'x'])).stderr).toMatch(/^There is no token x\./);
});

test('a join link brings somebody who is logged in already into its rooms, and makes no account', async () => {
  const [link = ''] = (await ann.call(['admin', 'invite-link', '#shed'])).stdout.split('\n');
  expect(await bob.call(['join', '-'], {stdin: `${link}\n`})).toMatchObject({
    code: 0,
    stdout: 'You are in #shed now, invited by @ann.\n',
  });
  expect(await bob.call(['join', link])).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^This invitation brings/),
  });
  expect((await bob.call(['tail', '#shed', '-n', '5'])).stdout).toContain('a secret');
  expect(jsonLinesOf((await ann.call(['admin', 'users', '--json'])).stdout)).toHaveLength(2);
});

test('a program knows the words of its person, and is refused what it is not told instead of seeing nothing', async () => {
  await ann.call(['create', '#ops']);
  await ann.call(['highlight', 'add', 'deploy']);
  await ann.call(['notify', '#ops', 'none']);
  await bob.call(['join', '#ops']);
  await bob.call(['send', '#ops', 'deploy now']);
  const bot = person(undefined, {CHAT_TUI_SERVER: server.url});
  const withRights = async (rights: string) => {
    const made = await ann.call(['token', 'create', 'bot', '--rights', rights]);
    return (...args: string[]) => bot.call(args, {env: {CHAT_TUI_TOKEN: made.stdout.trim()}});
  };
  const reads = await withRights('read,send');
  const [line] = jsonLinesOf((await reads('tail', '#ops', '-n', '1', '--json')).stdout);
  expect(line).toMatchObject({text: 'deploy now', mentionsMe: true});
  expect((await reads('set')).stderr).toMatch(/lacks the right settings\./);
  expect(await (await withRights('settings'))('notify', '#ops')).toMatchObject({code: 0, stdout: 'none\n'});
  const looksAfter = await withRights('rooms');
  for (const [right, ...args] of [
    ['read', 'rules', '#ops'],
    ['read', 'topic', '#ops'],
    ['read', 'describe', '#ops'],
    ['read', 'unread'],
    ['read', 'read', '#ops'],
    ['settings', 'notify', '#ops'],
    ['settings', 'set'],
    ['settings', 'status'],
    ['settings', 'highlight'],
    ['people', 'friend'],
  ] as const) {
    const {code, stdout, stderr} = await looksAfter(...args);
    expect([args, code, stdout, stderr.includes(`lacks the right ${right}.`)]).toEqual([args, 4, '', true]);
  }
  expect((await looksAfter('rules', '#ops', '--slow', '30s')).stdout).toContain('one message in 30 seconds');
  const [left] = jsonLinesOf((await looksAfter('leave', '#ops', '--json')).stdout);
  expect(left).toMatchObject({room: '#ops', memberCount: 0});
});
