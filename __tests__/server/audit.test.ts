/** The audit: what is in it, how it is read, and how it is noticed that somebody changed it. */
import {afterEach, describe, expect, test} from '@jest/globals';
import {createHash} from 'node:crypto';
import {join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {csvOf} from '../../src/cli/output/csv.ts';
import {cleanUp} from '../support/program.ts';
import {PASSWORD, world, type Person, type World} from '../support/world.ts';
import {asker, creation, PATCH} from './filesSupport.ts';

afterEach(cleanUp);

type Row = Record<string, string | number | boolean | string[]>;

async function auditOf(made: World, args: Record<string, string | number | boolean> = {}): Promise<Row[]> {
  const asker = await made.person(
    `asker${made
      .newId()
      .slice(-6)
      .toLowerCase()
      .replaceAll(/[^a-z0-9]/g, '0')}`,
  );
  await made.server.runConsole(`role @${asker.name} admin`);
  const answer = await asker.request('adminCommand', {name: 'audit', args, limit: 200});
  return answer.rows;
}

async function fileOf({url, newId, lobby}: World, {token, request}: Person): Promise<string> {
  const {fileId} = await request('fileOffer', {roomId: lobby, clientMsgId: newId(), name: 'a', sizeBytes: 3});
  const ask = asker(url, token);
  await ask('POST', '/files/', creation(fileId, 3));
  await ask('PATCH', `/files/${fileId}`, {...PATCH, 'upload-offset': '0'}, Buffer.from('abc'));
  await request('fileComplete', {fileId, sha256: createHash('sha256').update('abc').digest('hex')});
  return fileId;
}

const deeds = (rows: Row[]) =>
  rows.map(({name, method, about}) => `${String(name)} ${String(method)} ${String(about)}`.trim());

describe('the audit', () => {
  test('has logins, failures, kicks, roles, passwords, and downloads of what others sent, once each', async () => {
    const made = await world();
    const [ann, bob] = await made.people('ann', 'bob');
    await bob!.request('passwordChange', {oldPassword: PASSWORD, newPassword: 'another long password'});
    await (await made.device()).codeOf('sessionLogin', {name: 'bob', password: 'wrong password'});
    await made.server.runConsole('role @bob moderator');
    const taken = await fileOf(made, ann!);
    for (const {token} of [bob!, bob!, ann!]) await asker(made.url, token)('GET', `/files/${taken}`);
    await made.server.runConsole('kick @bob 1h loud');
    const rows = await auditOf(made);
    const found = deeds(rows);
    expect(found).toEqual(
      expect.arrayContaining([
        'ann register',
        'bob passwd',
        'bob password',
        'server role @bob is moderator',
        `bob download ${taken} of @ann`,
        'server kick @bob for 1 hour: loud',
      ]),
    );
    expect(found.filter(one => one.includes('download'))).toHaveLength(1);
    expect(rows.find(({method}) => method === 'password')).toMatchObject({isSuccess: false, address: '127.0.0.1'});
    expect(deeds(await auditOf(made, {deed: 'role', by: 'server'}))).toContain('server role @bob is moderator');
    expect((await auditOf(made, {failed: true})).every(({isSuccess}) => isSuccess === false)).toBe(true);
    made.clock.turn(2 * 60 * 60_000);
    expect(deeds(await auditOf(made, {sinceMs: 60 * 60_000})).join()).not.toContain('bob');
  });

  test('has downloads with the address of the client behind a proxy', async () => {
    const made = await world({settings: {trustedProxies: ['127.0.0.1']}});
    const [ann, bob] = await made.people('ann', 'bob');
    const taken = await fileOf(made, ann!);
    await asker(made.url, bob!.token)('GET', `/files/${taken}`, {'x-forwarded-for': '203.0.113.7'});
    const [row] = await auditOf(made, {deed: 'download'});
    expect(row).toMatchObject({name: 'bob', address: '203.0.113.7'});
  });

  test('has a download at the next time, when it could not be recorded at first', async () => {
    const made = await world();
    const [ann, bob] = await made.people('ann', 'bob');
    const taken = await fileOf(made, ann!);
    const get = () => asker(made.url, bob!.token)('GET', `/files/${taken}`);
    const database = new DatabaseSync(join(made.dataDir, 'chat.db'));
    database.exec(`CREATE TRIGGER stuck BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'the audit is stuck'); END`);
    await get();
    // Nobody waits for a record: it comes with the next commit.
    await made.say(bob!, made.lobby, 'hello');
    database.exec('DROP TRIGGER stuck');
    database.close();
    expect(made.logLines.join()).toContain('the audit is stuck');
    await get();
    expect(deeds(await auditOf(made, {deed: 'download'}))).toEqual([`bob download ${taken} of @ann`]);
  });

  test('has every sanction and every change of rights, with who, whom, how long and why', async () => {
    const made = await world();
    const [ann, bob, cid] = await made.people('ann', 'bob', 'cid');
    const {roomId} = await ann!.request('roomCreate', {name: 'tea', isPrivate: false});
    await bob!.request('roomJoin', {name: 'tea'});
    await cid!.request('roomJoin', {name: 'tea'});
    await ann!.request('roomRulesSet', {roomId, isLocked: true, reason: 'fight'});
    await ann!.request('roomRoleSet', {roomId, name: 'cid', role: 'moderator'});
    await ann!.request('memberRemove', {roomId, name: 'bob', reason: 'noise'});
    for (const line of [
      'lock tea fight',
      'unlock tea',
      'mute bob 1h loud',
      'unmute bob',
      'ban bob 2d spam',
      'unban bob',
      'ban 203.0.113.0/24 flood',
      'unban 203.0.113.0/24',
      'purge bob 10',
      'log-out bob',
      'disable bob gone',
      'enable bob',
      'reset-password bob',
      'invite-link',
      'delete-account cid',
    ])
      await made.server.runConsole(line);
    const found = deeds(await auditOf(made)).toReversed();
    expect(found.filter(one => !/ (?:register|token)$/.test(one)).slice(0, -1)).toEqual([
      `ann room lock room ${roomId} is locked: fight`,
      `ann room role @cid is moderator of room ${roomId}`,
      `ann room remove @bob from room ${roomId}: noise`,
      `server room lock room ${roomId} is locked: fight`,
      `server room lock room ${roomId} is open again`,
      'server mute @bob for 1 hour: loud',
      'server mute @bob may write again',
      'server ban @bob for 2 days: spam',
      'server ban @bob may come in again',
      'server ban 203.0.113.0/24 for good: flood',
      'server ban 203.0.113.0/24 may come in again',
      'server purge 0 messages of @bob, the last 10',
      'server log-out one device of @bob',
      'server disable @bob: gone',
      'server disable @bob is enabled again',
      'server reset a link for @bob',
      'server invite 2 for 1 as member',
      'server erase @cid, 0 files',
    ]);
  });

  test('goes on over restarts in one chain, and says so', async () => {
    const made = await world();
    await made.people('ann', 'bob');
    await made.restart();
    await made.server.runConsole('note all is well');
    const [sentence = ''] = await made.server.runConsole('audit verify');
    const [, hash = ''] =
      /^The audit is whole: \d+ records, the last one with the hash ([0-9a-f]{64})\./.exec(sentence) ?? [];
    await made.server.runConsole('note more');
    expect(await made.server.runConsole(`audit verify --head ${hash}`)).toEqual([expect.stringContaining('is whole')]);
    const other = hash.replaceAll(/./g, 'a');
    expect(await made.server.runConsole(`audit verify --head ${other}`)).toEqual([
      expect.stringContaining('is missing'),
    ]);
  });

  test('is bounded by age: what is old goes, and the chain of the rest holds', async () => {
    const made = await world({settings: {auditDays: 30}});
    await made.people('ann', 'bob');
    made.clock.turn(40 * 24 * 60 * 60_000);
    await made.server.runConsole('note young');
    await made.restart();
    await made.server.upkeep();
    const rows = await auditOf(made);
    expect(deeds(rows).filter(one => one.startsWith('ann') || one.startsWith('bob'))).toEqual([]);
    expect(deeds(rows)).toContain('server note young');
    expect(await made.server.runConsole('audit verify')).toEqual([expect.stringContaining('is whole')]);
  });
});

test('the audit keeps what is young although the clock was far behind, and not what is old as it was far ahead', async () => {
  const made = await world({settings: {auditDays: 30}});
  const note = async (text: string, now: () => number) => {
    await made.restart({}, {now});
    await made.server.runConsole(`note ${text}`);
  };
  const pruned = async () => {
    await made.restart({}, {now: made.clock.now});
    await made.server.upkeep();
    expect(await made.server.runConsole('audit verify')).toEqual([expect.stringContaining('is whole')]);
    return deeds(await auditOf(made)).filter(one => /^server note (young|behind|ahead|last)/.test(one));
  };
  await note('young', made.clock.now);
  await note('behind', () => 0);
  expect(await pruned()).toEqual(['server note behind', 'server note young']);
  await note('ahead', () => made.clock.now() * 2);
  // More than go at once.
  const ahead = Array.from({length: 1_001}, () => made.server.runConsole('note more'));
  await Promise.all(ahead);
  await note('last', made.clock.now);
  expect(await pruned()).toContain('server note last');
  made.clock.turn(31 * 24 * 60 * 60_000);
  expect(await pruned()).toEqual([]);
});

describe('as comma-separated values', () => {
  test.each([
    ['=1+1', `"'=1+1"`],
    ['+1', `"'+1"`],
    ['-1', `"'-1"`],
    ['@SUM(A1)', `"'@SUM(A1)"`],
    ['  =cmd', `"'=cmd"`],
    ['\t=cmd', `"'=cmd"`],
    ['\uFF1D1', `"'\uFF1D1"`],
    ['a "quoted", text', `"a ""quoted"", text"`],
    ['two\nlines', '"two lines"'],
    ['plain', '"plain"'],
  ])('%j is text', (text, cell) => {
    expect(csvOf({about: 'text'})([{about: text}])).toEqual(['"about"', cell]);
  });

  test('names stand above the first rows only, times are readable, what is missing is empty', () => {
    const csv = csvOf({atMs: 'atMs', count: 'count?', isSuccess: 'flag'});
    expect(csv([{atMs: 0, isSuccess: true}])).toEqual([
      '"atMs","count","isSuccess"',
      '"1970-01-01T00:00:00.000Z","","true"',
    ]);
    expect(csv([{atMs: 0, count: -3, isSuccess: false}])).toEqual(['"1970-01-01T00:00:00.000Z","-3","false"']);
  });
});

describe('an audit that was edited', () => {
  async function edited(sql: string): Promise<string> {
    const made = await world();
    await made.people('ann', 'bob', 'cid');
    await made.server.runConsole('note last');
    await made.server.runConsole('audit');
    const database = new DatabaseSync(join(made.dataDir, 'chat.db'));
    database.exec('PRAGMA busy_timeout = 5000; DROP TRIGGER audit_stays; DROP TRIGGER audit_goes');
    database.exec(sql);
    database.close();
    return (await made.server.runConsole('audit verify')).join();
  }

  test.each([
    ['a word', "UPDATE audit SET about = 'x' WHERE id = 2", /the record 2 was changed/],
    ['a time', 'UPDATE audit SET at_ms = at_ms + 1 WHERE id = 3', /the record 3 was changed/],
    ['a refusal', 'UPDATE audit SET is_success = 0 WHERE id = 1', /the record 1 was changed/],
    ['a record is gone', 'DELETE FROM audit WHERE id = 2', /the record 2 is missing/],
    ['the first is gone', 'DELETE FROM audit WHERE id = 1', /the record 1 is missing/],
    ['a hash', 'UPDATE audit SET hash = zeroblob(32) WHERE id = 2', /the record [23] was changed/],
    [
      'a record comes in between',
      'UPDATE audit SET id = id + 1000 WHERE id > 2; INSERT INTO audit SELECT 3, at_ms, name, address, method, ' +
        "1, '', hash FROM audit WHERE id = 2",
      /the record 3 was changed/,
    ],
  ])('is noticed: %s', async (_, sql, sentence) => expect(await edited(sql)).toMatch(sentence));

  test('needs more than SQL: the table itself refuses it', async () => {
    const made = await world();
    await made.people('ann');
    const database = new DatabaseSync(join(made.dataDir, 'chat.db'));
    database.exec('PRAGMA busy_timeout = 5000');
    expect(() => database.exec("UPDATE audit SET about = 'x'")).toThrow('append-only');
    expect(() => database.exec('DELETE FROM audit')).toThrow('append-only');
    database.close();
  });
});
