/** Old messages go: by age and by size, from the database, the search and every client; whoever comes later finds no hole. */
import {describe, expect, test} from '@jest/globals';
import {createHash} from 'node:crypto';
import {existsSync, readFileSync, utimesSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import type {Client} from '../../src/client/client.ts';
import {followRoom} from '../../src/client/actions/follow.ts';
import type {Entry} from '../../src/shared/entries/entry.ts';
import {within} from '../support/suite/deadline.ts';
import {world, type World} from '../support/world.ts';
import {isAtBeginning} from '../client/support/beginning.ts';
import {member, memberAgain} from '../client/support/member.ts';
import {asker, creation, PATCH} from './filesSupport.ts';

const DAY_MS = 24 * 60 * 60_000;
const textsOf = (entries: readonly Entry[]) => entries.flatMap(entry => ('text' in entry ? [entry.text] : []));

const onDisk = (made: World, text: string) =>
  ['chat.db', 'chat.db-wal'].some(name => readFileSync(join(made.dataDir, name)).includes(text));

/** What is followed, and how to wait for a text in it. */
function following(client: Client, fromSeq: number) {
  const seen: Entry[] = [];
  let wake = () => undefined as void;
  const stop = followRoom(client, {roomId: 1, fromSeq}, entries => {
    seen.push(...entries);
    wake();
  });
  const sees = async (text: string) => {
    while (!textsOf(seen).includes(text)) await within(text, new Promise<void>(resolve => (wake = resolve)));
  };
  return {seen, sees, stop};
}

describe('messages that are too old', () => {
  test('go from the log, the search and the disk with all that is kept about them; newer ones stay', async () => {
    const made = await world({settings: {keepDays: 30}});
    const [ann, bob] = await made.people('ann', 'bob');
    const first = await made.say(ann!, made.lobby, 'an oldword for @bob');
    await ann!.request('pinSet', {roomId: made.lobby, clientMsgId: made.newId(), seq: first.seq, isOn: true});
    await bob!.request('reactionSet', {
      roomId: made.lobby,
      clientMsgId: made.newId(),
      seq: first.seq,
      emoji: '👍',
      isOn: true,
    });
    const {fileId} = await ann!.request('fileOffer', {
      roomId: made.lobby,
      clientMsgId: made.newId(),
      name: 'oldfile',
      sizeBytes: 3,
    });
    const ask = asker(made.url, ann!.token);
    await ask('POST', '/files/', creation(fileId, 3));
    await ask('PATCH', `/files/${fileId}`, {...PATCH, 'upload-offset': '0'}, Buffer.from('abc'));
    await ann!.request('fileComplete', {fileId, sha256: createHash('sha256').update('abc').digest('hex')});
    for (let index = 0; index < 450; index++) made.say(ann!, made.lobby, `filler ${index}`).catch(() => undefined);
    const last = await made.say(ann!, made.lobby, 'the last of the old ones');
    expect((await bob!.request('messageSearch', {words: 'oldword'})).hits).toHaveLength(1);
    made.clock.turn(20 * DAY_MS);
    const fresh = await made.say(ann!, made.lobby, 'a newer one');
    await made.server.upkeep();
    expect(
      textsOf((await bob!.request('entryList', {roomId: made.lobby, afterSeq: first.seq - 1, limit: 1})).entries),
    ).toEqual(['an oldword for @bob']);
    made.clock.turn(11 * DAY_MS);
    await made.server.upkeep();
    expect(await bob!.next('entriesRemoved')).toEqual({roomId: made.lobby, firstSeq: fresh.seq});
    expect(textsOf((await bob!.request('entryList', {roomId: made.lobby})).entries)).toEqual(['a newer one']);
    expect((await bob!.request('messageSearch', {words: 'oldword'})).hits).toEqual([]);
    expect((await bob!.request('pinList', {roomId: made.lobby})).entries).toEqual([]);
    expect((await bob!.request('inboxList', {})).items).toEqual([]);
    expect(await bob!.codeOf('fileShow', {fileId})).toBe('ok');
    expect((await ask('GET', `/files/${fileId}`)).status).toBe(410);
    expect(
      await ann!.codeOf('messageEdit', {roomId: made.lobby, clientMsgId: made.newId(), seq: last.seq, text: 'x'}),
    ).toBe('message-not-found');
    expect((await ann!.request('entryFind', {roomId: made.lobby, atMs: 1})).seq).toBe(fresh.seq);
    await made.restart();
    for (const text of ['oldword', 'filler 17', 'last of the old'])
      expect([text, onDisk(made, text)]).toEqual([text, false]);
    expect(onDisk(made, 'a newer one')).toBe(true);
    // Also where nothing follows: the place stays, and nothing of what was said in it.
    const again = await made.open('ann', ann!.token);
    expect(again.session.rooms[0]).toMatchObject({firstSeq: fresh.seq, unread: 0});
    made.clock.turn(40 * DAY_MS);
    await made.server.upkeep();
    const {entries, lastSeq} = await again.request('entryList', {roomId: made.lobby});
    expect(entries).toMatchObject([{kind: 'deleted', seq: lastSeq}]);
    await made.server.upkeep();
    expect((await again.request('entryList', {roomId: made.lobby})).lastSeq).toBe(lastSeq);
  });

  test('go earlier in a room whose owner wants it, within what the server allows', async () => {
    const made = await world({settings: {keepDays: 30, keepDaysMin: 3}});
    const [, bob, cid] = await made.people('ann', 'bob', 'cid');
    const {roomId} = await bob!.request('roomCreate', {name: 'tea', isPrivate: false});
    await cid!.request('roomJoin', {name: 'tea'});
    expect(await cid!.codeOf('roomRulesSet', {roomId, keepDays: 7})).toBe('not-allowed');
    expect(await bob!.codeOf('roomRulesSet', {roomId, keepDays: 2})).toBe('keep-days-short 3');
    expect(await bob!.request('roomRulesSet', {roomId, keepDays: 7})).toMatchObject({keepDays: 7});
    await made.say(bob!, roomId, 'in tea');
    await made.say(bob!, made.lobby, 'in the lobby');
    made.clock.turn(8 * DAY_MS);
    await made.say(bob!, roomId, 'later');
    await made.server.upkeep();
    expect(textsOf((await cid!.request('entryList', {roomId})).entries)).toEqual(['later']);
    expect(textsOf((await cid!.request('entryList', {roomId: made.lobby})).entries)).toContain('in the lobby');
    expect(await bob!.request('roomRulesSet', {roomId, keepDays: 0})).not.toHaveProperty('keepDays');
  });

  test('go where a room, or all together, have more than is kept: the oldest, until the rest fits', async () => {
    const made = await world({settings: {keepPerRoomBytes: 20_000}});
    const [ann, bob] = await made.people('ann', 'bob');
    const {roomId} = await ann!.request('roomCreate', {name: 'tea', isPrivate: false});
    for (let index = 0; index < 30; index++) await made.say(ann!, roomId, `${index} ${'x'.repeat(1_000)}`);
    await made.say(ann!, made.lobby, 'short');
    await made.server.upkeep();
    const {entries} = await ann!.request('entryList', {roomId});
    const left = textsOf(entries).length;
    expect([left > 10, left < 19, textsOf(entries).at(-1)?.startsWith('29 ')]).toEqual([true, true, true]);
    await made.restart({keepPerRoomBytes: Number.MAX_SAFE_INTEGER, keepInAllBytes: 3_000});
    const again = await made.open('ann', ann!.token);
    await made.server.upkeep();
    expect(textsOf((await again.request('entryList', {roomId})).entries).length).toBeLessThan(3);
    expect(bob!.name).toBe('bob');
  });
});

test('edited and deleted messages count for what is left of them, for the room and for their writer', async () => {
  const made = await world({settings: {keepPerRoomBytes: 20_000}});
  const ann = await made.person('ann');
  const {roomId} = await ann.request('roomCreate', {name: 'tea', isPrivate: false});
  const change = (seq: number) => ({roomId, clientMsgId: made.newId(), seq});
  const edited = async (length: number) => {
    const {seq} = await made.say(ann, roomId, 'x'.repeat(length));
    await ann.request('messageEdit', {...change(seq), text: 'short'});
    return seq;
  };
  for (let index = 0; index < 30; index++) await ann.request('messageDelete', change(await edited(1_000)));
  for (let index = 0; index < 5; index++) await made.say(ann, roomId, `short ${index}`);
  const counted = () => {
    const database = new DatabaseSync(join(made.dataDir, 'chat.db'), {readOnly: true});
    const one = (sql: string) => Object.values(database.prepare(sql).get() ?? {})[0];
    const room = `room_id = ${roomId}`;
    const [bytes, entries, texts] = [
      one(`SELECT log_bytes FROM rooms WHERE ${room}`),
      one(`SELECT count(*) FROM entries WHERE ${room}`),
      one(`SELECT sum(length(text)) FROM entries WHERE ${room}`),
    ];
    database.close();
    return {bytes, entries, texts};
  };
  expect(counted()).toEqual({bytes: 96 * 128 + 35, entries: 96, texts: 35});
  await made.server.upkeep();
  expect(textsOf((await ann.request('entryList', {roomId})).entries).filter(text => text !== '')).toHaveLength(5);
  // What an edited message said first is stored and counted, and goes with it: with the message, and with the room.
  for (let index = 0; index < 40; index++) await edited(1_000);
  await made.server.upkeep();
  const {bytes, entries, texts} = counted();
  const firsts = Math.floor((Number(entries) - 1) / 2);
  expect(bytes).toBe(Number(entries) * 128 + Number(texts) + firsts * 1_002);
  expect([Number(bytes) > 15_000, Number(bytes) <= 20_000]).toEqual([true, true]);
  await ann.request('roomDelete', {roomId, name: 'tea'});
  await made.server.upkeep();
  expect(counted()).toEqual({bytes: 0, entries: 0, texts: null});
  await made.restart();
  const left = new DatabaseSync(join(made.dataDir, 'chat.db'), {readOnly: true});
  const [used] = left.prepare('SELECT sum(bytes) AS bytes FROM log_usage').all();
  const [all] = left.prepare('SELECT sum(128 + ifnull(length(text), 0)) AS bytes FROM entries').all();
  left.close();
  expect(used).toEqual(all);
});

describe('a client', () => {
  test('that holds what goes drops it, counts on, and finds the beginning; a follower sees no hole', async () => {
    const made = await world({settings: {keepDays: 30}});
    const bob = await made.person('bob');
    const ann = await member(made.url, 'ann');
    for (let index = 0; index < 5; index++) await made.say(bob, made.lobby, `old ${index}`);
    await ann.sees('the old ones', () => ann.texts().length >= 5);
    const followed = following(ann.client, 1);
    await followed.sees('old 4');
    made.clock.turn(31 * DAY_MS);
    await made.say(bob, made.lobby, 'new');
    await made.server.upkeep();
    await ann.sees('only the new one', () => ann.texts().join() === 'new');
    expect(isAtBeginning(ann.room())).toBe(true);
    expect(ann.room().room).toMatchObject({unread: 6});
    await followed.sees('new');
    expect(followed.seen.map(({seq}) => seq)).toEqual(followed.seen.map((_, index) => index + 1));
    followed.stop();
    await ann.client.close();
    for (let index = 0; index < 3; index++) await made.say(bob, made.lobby, `while away ${index}`);
    made.clock.turn(31 * DAY_MS);
    await made.say(bob, made.lobby, 'newest');
    await made.server.upkeep();
    // One comes back to a log that begins after all that was known of it.
    const again = await memberAgain(made.url, ann);
    await again.sees('the newest', () => again.texts().join() === 'newest');
    const late = following(again.client, 2);
    await late.sees('newest');
    expect(textsOf(late.seen)).toEqual(['newest']);
    late.stop();
  });

  test('of before goes through the log one by one, sees deleted messages in it, and comes to an end', async () => {
    const made = await world({settings: {keepDays: 30}});
    const [ann] = await made.people('ann');
    for (let index = 0; index < 5; index++) await made.say(ann!, made.lobby, `old ${index}`);
    made.clock.turn(31 * DAY_MS);
    await made.say(ann!, made.lobby, 'new');
    await made.server.upkeep();
    const seen: Entry[] = [];
    for (let afterSeq = 0, lastSeq = 1; afterSeq < lastSeq;) {
      const page = await ann!.request('entryList', {roomId: made.lobby, afterSeq, limit: 2});
      expect(page.entries[0]?.seq).toBe(afterSeq + 1);
      seen.push(...page.entries);
      ({lastSeq} = page);
      afterSeq = page.entries.at(-1)?.seq ?? lastSeq;
    }
    expect(textsOf(seen)).toEqual(['new']);
    expect(seen.slice(0, -1).every(({kind}) => kind === 'gone')).toBe(true);
    const [first] = (await ann!.request('entryList', {roomId: made.lobby})).entries;
    expect((await ann!.request('entryList', {roomId: made.lobby, beforeSeq: first!.seq})).entries).toEqual([]);
  });
});

test('the copy of the database that an upgrade has made is removed after 30 days, and nothing else', async () => {
  const made = await world();
  const files = ['chat.db.schema-3', 'chat.db.schema-24', 'chat.db.schema-mine', 'x-chat.db.schema-3'];
  for (const name of files) writeFileSync(join(made.dataDir, name), 'what was deleted since');
  const left = async () => {
    await made.server.upkeep();
    return files.filter(name => existsSync(join(made.dataDir, name)));
  };
  const madeAt = new Date(made.clock.now() - 29 * DAY_MS);
  for (const name of files) utimesSync(join(made.dataDir, name), madeAt, madeAt);
  expect(await left()).toEqual(files);
  made.clock.turn(2 * DAY_MS);
  expect(await left()).toEqual(files.slice(2));
});
