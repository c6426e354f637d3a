/** `@room` and `@here` over real connections: whom they tell, who may say them, and what becomes of it. */
import {join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {describe, expect, test} from '@jest/globals';
import {read, room} from '../support/changing.ts';
import type {Person} from '../support/world.ts';

describe('@room and @here', () => {
  test('mention everybody in the room, in words and not in links, once in a while', async () => {
    const made = await room();
    const {ann, bob, say, counts, entry, clock, deed} = made;
    await read(made, bob);
    const seq = await say(ann, 'the cake is @here');
    expect(await entry(bob, seq)).toMatchObject({mentionsAll: true});
    expect(await counts(bob)).toEqual({unread: 1, mentions: 1});
    await say(ann, 'again @room');
    expect(await counts(bob)).toEqual({unread: 2, mentions: 1});
    clock.turn(10_001);
    await say(ann, 'mail@room.example and https://x.example/@room');
    await say(ann, 'once more @Room');
    expect(await counts(bob)).toEqual({unread: 4, mentions: 2});
    await ann.request('messageDelete', deed(seq));
    expect(await counts(bob)).toEqual({unread: 3, mentions: 1});
  });

  test('@here means those who are online and active when it is said; nobody else counts it, whatever becomes of it', async () => {
    const made = await room();
    const {ann, bob, cid, say, counts, entry, clock, deed} = made;
    const [dan] = await made.people('dan');
    for (const one of [bob, cid, dan!]) await read(made, one);
    await dan!.request('presenceSet', {state: 'away', status: ''});
    await cid.request('presenceSet', {state: 'away', status: 'lunch'});
    const seq = await say(ann, 'cake @here, quick');
    expect(await entry(bob, seq)).toMatchObject({mentionsAll: true, here: ['bob']});
    expect([await counts(bob), await counts(cid)]).toEqual([
      {unread: 1, mentions: 1},
      {unread: 1, mentions: 0},
    ]);
    expect((await bob.request('inboxList', {limit: 5})).items).toMatchObject([{reason: 'mention', seq}]);
    expect((await cid.request('inboxList', {limit: 5})).items).toEqual([]);
    // Who was not there can still be named by an edit, and who was is not told twice.
    await ann.request('messageEdit', {...deed(seq), text: 'cake @here, quick @bob @cid'});
    expect([await counts(bob), await counts(cid)]).toMatchObject([{mentions: 1}, {mentions: 1}]);
    await ann.request('messageDelete', deed(seq));
    expect([await counts(bob), await counts(cid)]).toMatchObject([{mentions: 0}, {mentions: 0}]);
    clock.turn(10_001);
    await cid.request('presenceSet', {state: 'online', status: ''});
    await bob.request('preferencesSet', {quietUntilMs: clock.now() + 60_000});
    expect(await entry(ann, await say(ann, 'and now @here'))).toMatchObject({here: ['cid']});
    clock.turn(10_001);
    await bob.request('preferencesSet', {quietUntilMs: 0});
    await dan!.close();
    await ann.next('presenceChanged', ({changes}) =>
      changes.some(({name, state}) => name === 'dan' && state === 'offline'),
    );
    expect(await entry(ann, await say(ann, 'anybody @here?'))).toMatchObject({here: ['bob', 'cid']});
    clock.turn(10_001);
    const toAll = await entry(ann, await say(ann, 'to all @room and @here'));
    expect(toAll).toMatchObject({mentionsAll: true});
    expect(toAll).not.toHaveProperty('here');
    expect(await counts(dan!)).toMatchObject({mentions: 1});
  });

  test('are words like others for who has no right to', async () => {
    const made = await room();
    const {ann, bob, newId} = made;
    const {roomId} = await ann.request('roomCreate', {name: 'tea', isPrivate: false});
    await bob.request('roomJoin', {name: 'tea'});
    await ann.request('roomRulesSet', {roomId, mentionAll: 'moderator'});
    const send = (by: Person) =>
      by.request('messageSend', {roomId, clientMsgId: newId(), kind: 'message', text: '@room hello'});
    const seqs = [(await send(bob)).seq, (await send(ann)).seq];
    const {entries} = await ann.request('entryShow', {roomId, seqs});
    expect(entries.map(one => 'mentionsAll' in one && one.mentionsAll)).toEqual([false, true]);
  });

  test('that were refused, or are sent again, leave those of others as they are', async () => {
    const {ann, bob, newId, clock} = await room();
    const {roomId} = await ann.request('roomCreate', {name: 'tea', isPrivate: false});
    await bob.request('roomJoin', {name: 'tea'});
    const packet = (text: string) => ({roomId, clientMsgId: newId(), kind: 'message' as const, text});
    const isToAll = async (by: Person, what = packet('@room hello')) => {
      const {seq} = await by.request('messageSend', what);
      const {entries} = await ann.request('entryShow', {roomId, seqs: [seq]});
      return entries.map(one => 'mentionsAll' in one && one.mentionsAll)[0];
    };
    await ann.request('roomRulesSet', {roomId, write: 'moderator'});
    expect(await bob.codeOf('messageSend', packet('@room me first'))).toBe('write-not-yours moderators');
    expect(await isToAll(ann)).toBe(true);
    clock.turn(10_001);
    await ann.request('roomRulesSet', {roomId, write: 'member', slowMs: 30_000});
    const first = packet('@room once');
    expect(await isToAll(bob, first)).toBe(true);
    clock.turn(15_000);
    // Too early for him, and the one before sent again.
    const early = packet('@room twice');
    expect(await bob.codeOf('messageSend', early)).toMatch(/^slow-mode/);
    expect(await isToAll(bob, first)).toBe(true);
    expect(await isToAll(ann)).toBe(true);
    clock.turn(15_001);
    expect(await isToAll(bob, early)).toBe(true);
    // One that is taken back has been told.
    await bob.request('messageDelete', {
      roomId,
      clientMsgId: newId(),
      seq: (await bob.request('messageSend', early)).seq,
    });
    expect(await isToAll(ann)).toBe(false);
  });

  test('that were written and taken back by the database leave those of others as they are', async () => {
    const {ann, bob, say, entry, dataDir, lobby: roomId, newId} = await room();
    const threadOf = await say(ann, 'a question');
    const database = new DatabaseSync(join(dataDir, 'chat.db'));
    database.exec(`CREATE TRIGGER stuck BEFORE INSERT ON became WHEN new.seq = ${threadOf}
      BEGIN SELECT RAISE(ABORT, 'this row is stuck'); END`);
    const packet = {roomId, clientMsgId: newId(), kind: 'message' as const, text: '@room an answer', threadOf};
    expect(await bob.codeOf('messageSend', packet)).toMatch(/^internal/);
    database.exec('DROP TRIGGER stuck');
    database.close();
    expect(await entry(bob, await say(ann, '@room hello'))).toMatchObject({mentionsAll: true});
    expect(await entry(bob, await say(ann, '@room again'))).not.toHaveProperty('mentionsAll');
  });
});
