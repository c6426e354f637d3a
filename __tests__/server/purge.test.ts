/** What somebody wrote lately is removed in one step, by who may; and all of it with an account. */
import {expect, test} from '@jest/globals';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Entry} from '../../src/shared/entries/entry.ts';
import {world, type Person, type World} from '../support/world.ts';

const HOUR_MS = 60 * 60_000;
const textsIn = async (person: Person, roomId: number) =>
  (await person.request('entryList', {roomId})).entries.flatMap((entry: Entry) =>
    entry.kind === 'message' ? [entry.text] : [],
  );
const purge = (person: Person, args: {user: string; last: string; room?: string}) =>
  person.codeOf('adminCommand', {name: 'purge', args});
const onDisk = (made: World, text: string) =>
  ['chat.db', 'chat.db-wal'].some(name => readFileSync(join(made.dataDir, name)).includes(text));

test('by count and by time, in one room or all that a moderator is in; never of who is as much', async () => {
  const made = await world();
  const [ann, mod, bob] = await made.people('ann', 'meg', 'bob');
  await made.server.runConsole('role @meg moderator');
  const {roomId} = await bob!.request('roomCreate', {name: 'tea', isPrivate: false});
  const own = await bob!.request('roomCreate', {name: 'own', isPrivate: true});
  await mod!.request('roomJoin', {name: 'tea'});
  await made.say(bob!, roomId, 'old in tea');
  made.clock.turn(3 * HOUR_MS);
  for (let index = 0; index < 120; index++) await made.say(bob!, roomId, `tea ${index}`);
  await made.say(bob!, made.lobby, 'in the lobby');
  await made.say(bob!, own.roomId, 'where no moderator is');
  await made.say(ann!, made.lobby, 'of somebody else');
  expect(await purge(bob!, {user: 'meg', last: '5'})).toBe('not-allowed');
  expect(await purge(mod!, {user: 'ann', last: '5'})).toBe('not-allowed');
  expect(await purge(mod!, {user: 'bob', last: '5', room: 'own'})).toMatch(/^room-not-found/);
  for (const last of ['0', '10001', 'soon', '-1'])
    expect(await purge(mod!, {user: 'bob', last})).toMatch(/^command-usage/);
  expect(await purge(mod!, {user: 'bob', last: '2', room: 'tea'})).toBe('ok');
  expect((await textsIn(ann!, made.lobby)).sort()).toEqual(['in the lobby', 'of somebody else']);
  expect((await mod!.request('entryList', {roomId, limit: 3})).entries.map(({kind}) => kind)).toEqual([
    'gone',
    'deleted',
    'deleted',
  ]);
  expect(await purge(mod!, {user: 'bob', last: '2h'})).toBe('ok');
  expect(await textsIn(ann!, made.lobby)).toEqual(['of somebody else']);
  expect(await textsIn(mod!, roomId)).toEqual([]);
  expect(
    (await bob!.request('messageSearch', {words: 'tea'})).hits.map(({entry}) => ('text' in entry ? entry.text : '')),
  ).toEqual(['old in tea']);
  expect(await textsIn(bob!, own.roomId)).toEqual(['where no moderator is']);
  const record = (await made.server.runConsole('audit')).join('\n');
  expect(record).toMatch(/@meg +purge +ok +\S+ +119 messages of @bob, of the last 2 hours/);
});

test('all of an account goes with it where that is asked, also from conversations, and stays otherwise', async () => {
  const made = await world();
  const [ann, bob, cid] = await made.people('ann', 'bob', 'cid');
  const {roomId} = await bob!.request('directOpen', {name: 'ann'});
  for (const text of ['bobsecret one', 'bobsecret two']) await made.say(bob!, roomId, text);
  await made.say(bob!, made.lobby, 'bobsecret three');
  await made.say(cid!, made.lobby, 'cidtext');
  const started = performance.now();
  const [told = ''] = await made.server.runConsole('delete-account @bob --messages go');
  expect(told).toMatch(/its 3 messages are gone/);
  await bob!.ended;
  expect(performance.now() - started).toBeLessThan(5_000);
  expect(await made.server.runConsole('delete-account @cid')).toEqual([
    expect.stringMatching(/stays, by a former member/),
  ]);
  expect(await textsIn(ann!, made.lobby)).toEqual(['cidtext']);
  expect(await textsIn(ann!, roomId)).toEqual([]);
  await made.restart();
  expect([onDisk(made, 'bobsecret'), onDisk(made, 'cidtext')]).toEqual([false, true]);
});
