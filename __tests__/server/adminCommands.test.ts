/** The admin commands in their three places: console, client and shell. */
import {afterEach, describe, expect, test} from '@jest/globals';
import {mkdirSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {allVerbs} from '../../src/cli/verbLoading.ts';
import {complete} from '../../src/client/input/completion.ts';
import {submit} from '../../src/client/input/submit.ts';
import {ADMIN_NAMES} from '../../src/shared/admin/table.ts';
import {completeAdmin, readAdminLine} from '../../src/shared/admin/words.ts';
import {member} from '../client/support/member.ts';
import {account, cleanUp, jsonLinesOf, person, serve, temporaryFolder} from '../support/program.ts';
import {world} from '../support/world.ts';

afterEach(cleanUp);

describe('a line of an admin command', () => {
  test.each([
    ['kick @ann', {name: 'kick', args: {user: 'ann'}}],
    ['kick ann 2h very  loud', {name: 'kick', args: {user: 'ann', forMs: 7_200_000, why: 'very  loud'}}],
    ['kick ann --for 2h 3h is too long', {name: 'kick', args: {user: 'ann', forMs: 7_200_000, why: '3h is too long'}}],
    ['kick --for=1d ann', {name: 'kick', args: {user: 'ann', forMs: 86_400_000}}],
    ['ban ann -- --for 1d', {name: 'ban', args: {whom: 'ann', why: '--for 1d'}}],
    ['ban ann -- 1d ago it began', {name: 'ban', args: {whom: 'ann', why: '1d ago it began'}}],
    ['ban ann 1d not --for 2d', {name: 'ban', args: {whom: 'ann', forMs: 86_400_000, why: 'not --for 2d'}}],
    ['kick ann -- --for ever', {name: 'kick', args: {user: 'ann', why: '--for ever'}}],
    ['KILL ann', {name: 'kick', args: {user: 'ann'}}],
    ['log 7', {name: 'log', args: {lines: 7}}],
    ['log -n 7', {name: 'log', args: {lines: 7}}],
    ['delete a b', {name: 'delete', args: {fileIds: ['a', 'b']}}],
    ['say  a  b ', {name: 'announce', args: {text: 'a  b'}}],
    ['admin ann', {name: 'role', args: {user: 'ann', role: 'admin'}}],
    ['frobnicate', undefined],
    ['__proto__ x', undefined],
    ['', undefined],
  ])('%j is read', (line, call) => expect(readAdminLine(line)).toEqual(call));

  test.each([
    'kick',
    'kick ann --for',
    'kick ann --for 400d',
    'log x',
    'log 7 8',
    'role ann king',
    'users x',
    'delete',
  ])('%j is refused with the usage', line => expect(() => readAdminLine(line)).toThrow(/^Usage: /));

  test.each([
    ['ban ann Spam --for 1d', '1d'],
    ['kick ann loud --for=2h', '2h'],
  ])('%j is refused: the time would be a part of the reason', (line, time) =>
    expect(() => readAdminLine(line)).toThrow(`Write the time before the reason, as --for ${time}.`),
  );

  test('is completed: names of commands, people, words', () => {
    const known = {people: () => ['@ann'], rooms: () => ['#lobby']};
    expect(completeAdmin([], 'st', known)).toEqual(['stats', 'stop', 'storage']);
    expect(completeAdmin(['kick'], '@a', known)).toEqual(['@ann']);
    expect(completeAdmin(['role', '@ann'], 'a', known)).toEqual(['admin']);
    expect(completeAdmin(['kick'], '--', known)).toEqual(['--for']);
    expect(completeAdmin(['help'], 'ki', known)).toEqual(['kick']);
    expect(completeAdmin(['constructor'], '', known)).toEqual([]);
  });
});

test('every command of the table is a verb of the shell', async () => {
  const verbs = Object.values(await allVerbs()).map(({name}) => name);
  expect(ADMIN_NAMES.filter(name => !verbs.includes(`admin ${name}`))).toEqual([]);
});

describe('over the wire', () => {
  test('stops the server and tells when it is back', async () => {
    const {person, server} = await world();
    const ann = await person('ann');
    await server.runConsole('stop --back-in 20s');
    expect(await ann.next('sessionEnded')).toEqual({code: 'server-closing', detail: '20'});
    await server.whenStopped;
  });

  test('whoever looks after the server gets rows a page after the other; nobody else gets any', async () => {
    const made = await world();
    const [ann, bob] = await made.people('ann', 'bob', 'cid');
    const first = await ann!.request('adminCommand', {name: 'users', args: {}, limit: 2});
    expect(first).toMatchObject({rows: [{name: 'ann', role: 'owner'}, {name: 'bob'}], next: 'bob'});
    const rest = await ann!.request('adminCommand', {name: 'users', args: {}, limit: 2, after: first.next!});
    expect(rest.rows).toMatchObject([{name: 'cid'}]);
    expect(rest.next).toBeUndefined();
    for (const name of ADMIN_NAMES)
      expect(await bob!.codeOf('adminCommand', {name, args: {}})).toMatch(/^(not-allowed|bad-request)/);
    expect(await bob!.codeOf('adminCommand', {name: 'kick', args: {user: 'cid'}})).toBe('not-allowed');
    expect(await (await made.device()).codeOf('adminCommand', {name: 'users', args: {}})).toBe('not-signed-in');
  });

  test.each([
    ['frobnicate', {}, 'unknown-request admin frobnicate'],
    ['__proto__', {}, 'unknown-request admin __proto__'],
    ['kick', {}, 'bad-request user'],
    ['kick', {user: 'bob', forMs: 1}, 'bad-request forMs'],
    ['kick', {user: 'bob', forMs: 1.5e12}, 'bad-request forMs'],
    ['kick', {user: 'ann'}, 'direct-self'],
    ['kick', {user: 'nobody'}, 'user-not-found nobody'],
    ['users', {surprise: 1}, 'bad-request'],
    ['delete', {fileIds: []}, 'bad-request fileIds'],
    ['role', {user: 'bob', role: 'king'}, 'bad-request role'],
  ] as [string, Record<string, string>, string][])('%s %j is refused', async (name, args, code) => {
    const made = await world();
    const [ann] = await made.people('ann', 'bob');
    expect(await ann!.codeOf('adminCommand', {name, args})).toMatch(new RegExp(`^${code}`));
  });

  test('an admin kicks members and no owner, and the record says who did it', async () => {
    const made = await world();
    const [ann, bob] = await made.people('ann', 'bob', 'cid');
    await made.server.runConsole('admin bob');
    expect(await bob!.codeOf('adminCommand', {name: 'kick', args: {user: 'ann'}})).toBe('not-allowed');
    await bob!.request('adminCommand', {name: 'kick', args: {user: 'cid', why: 'rules'}});
    const {rows} = await ann!.request('adminCommand', {name: 'log', args: {}, limit: 1});
    expect(rows).toMatchObject([{name: 'bob', method: 'kick', about: '@cid for 10 minutes: rules'}]);
  });
});

describe('in the client', () => {
  test('/admin lists, completes and acts', async () => {
    const {url} = await world();
    const ann = await member(url, 'ann');
    await member(url, 'bob');
    const help = await submit(ann.client, '/admin');
    expect(help).toMatchObject({
      kind: 'show',
      rows: expect.arrayContaining([expect.stringMatching(/^\/admin kick @NAME/)]),
    });
    const users = await submit(ann.client, '/admin users');
    expect(users).toMatchObject({kind: 'show', rows: [expect.stringMatching(/^@ann/), expect.stringMatching(/^@bob/)]});
    expect(await submit(ann.client, '/admin frob')).toMatchObject({kind: 'refused', detail: '/admin frob'});
    expect(await submit(ann.client, '/admin kick')).toMatchObject({detail: '/admin kick @NAME [10m|2h|1d] [why]'});
    expect((await complete(ann.client.getState(), '/admin ki', 9)).words).toEqual(['kick']);
    expect((await complete(ann.client.getState(), '/admin kick @b', 14)).words).toEqual(['@bob']);
    expect(await submit(ann.client, '/admin kick @bob')).toMatchObject({kind: 'told'});
  });
});

describe('in the shell on the machine of the server', () => {
  test('they need no login, also where the data folder has a long path', async () => {
    const owner = person();
    const dataDir = join(temporaryFolder(), 'd'.repeat(100), 'data');
    mkdirSync(dataDir, {recursive: true, mode: 0o700});
    const server = await serve(owner, ['--data', dataDir]);
    await account(server, 'alice');
    expect(statSync(join(dataDir, 'admin.sock')).mode & 0o777).toBe(0o600);
    const {stdout} = await person().call(['admin', 'users', '--json', '--data', dataDir]);
    expect(jsonLinesOf(stdout)).toMatchObject([{name: 'alice', role: 'owner'}]);
    const told = await owner.call(['admin', 'announce', 'Tea', 'at', 'four', '--data', dataDir]);
    expect(told).toMatchObject({code: 0, stderr: ''});
    expect(await owner.call(['admin', 'kick', '@nobody', '--data', dataDir])).toMatchObject({
      code: 4,
      stderr: 'There is nobody called nobody here.\n',
    });
    const log = await owner.call(['admin', 'log', '-n', '1', '--data', dataDir]);
    expect(log.stdout).toMatch(/@server {2}announce {2}ok {2}local/);
    await owner.call(['admin', 'stop', '--data', dataDir]);
    expect((await server.ended).code).toBe(0);
    expect(statSync(join(dataDir, 'admin.sock'), {throwIfNoEntry: false})).toBeUndefined();
  });

  test('without a server there they say so', async () => {
    const {code, stderr} = await person().call(['admin', 'users', '--data', temporaryFolder()]);
    expect([code, stderr]).toEqual([3, expect.stringContaining('No server')]);
  });
});
