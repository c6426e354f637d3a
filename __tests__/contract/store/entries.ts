/** The log of a room: order, once, together or not at all, pages. */
/* oxlint-disable jest/no-export -- run by the contract, once for each store */
import {expect, test} from '@jest/globals';
import type {Account} from '../../../src/server/storeContract/store.ts';
import type {Entry} from '../../../src/shared/entries/entry.ts';
import {AT_MS, codeOf, shelf} from '../../support/stored/shelf.ts';
import type {OpenStore} from '../store.contract.ts';

const seqs = (entries: readonly Entry[]) => entries.map(({seq}) => seq);
const upTo = (count: number, from = 1) => Array.from({length: count}, (_, index) => index + from);

export function entryTests(open: OpenStore): void {
  test('parallel writers get every number once, without holes, in the order they asked', async () => {
    const {store, accounts, say} = await shelf(open);
    const people = await accounts(...upTo(20).map(number => `user${number}`));
    const asked = upTo(500).map(number => say(people[number % 20]!, 1, `message ${number}`));
    const answered = await Promise.all(asked);
    expect(answered.map(({entry}) => entry.seq)).toEqual(upTo(500, 22));
    const {entries, lastSeq} = await store.entryList({roomId: 1, userId: people[0]!.userId, afterSeq: 21, limit: 1000});
    expect(entries).toEqual(answered.map(({entry}) => entry));
    expect(lastSeq).toBe(521);
  });

  test('the same id by the same sender in the same room is one entry, for ever', async () => {
    const made = await shelf(open);
    const [ann, bob] = await made.accounts('ann', 'bob');
    const roomId = await made.room(ann!, 'tea');
    const id = made.newId();
    const first = await made.say(ann!, 1, 'first', id);
    const again = await Promise.all(upTo(100).map(number => made.say(ann!, 1, `again ${number}`, id)));
    expect(new Set(again.map(({entry}) => JSON.stringify(entry, Object.keys(entry).toSorted()))).size).toBe(1);
    expect(again[0]?.entry).toEqual(first.entry);
    await made.reopen();
    expect((await made.say(ann!, 1, 'later', id)).entry).toEqual(first.entry);
    expect((await made.say(bob!, 1, 'by another', id)).entry.seq).toBe(first.entry.seq + 1);
    expect((await made.say(ann!, roomId, 'elsewhere', id)).entry).toMatchObject({seq: 2, text: 'elsewhere'});
  });

  test('time in a room never goes back, also when the clock of the machine does', async () => {
    const {store, account} = await shelf(open);
    const {userId} = await account('ann');
    const times = [0, 50, -86_400_000, -10, 60].map(async (offsetMs, index) => {
      const body = {kind: 'message' as const, id: `message ${index}`, text: 'text'};
      const {entry} = await store.entryAppend({roomId: 1, userId, body, atMs: AT_MS + 1_000 + offsetMs});
      return entry.sentAtMs - AT_MS - 1_000;
    });
    expect(await Promise.all(times)).toEqual([0, 50, 50, 50, 60]);
    const {entries} = await store.entryList({roomId: 1, userId, limit: 5});
    expect(entries.map(({sentAtMs}) => sentAtMs - AT_MS - 1_000)).toEqual([0, 50, 50, 50, 60]);
  });

  test('a mute that commits first stops the reason of a deletion, which is looked at in the same transaction', async () => {
    const {store, accounts, say, newId} = await shelf(open);
    const [ann, mod, bob] = await accounts('ann', 'mod1', 'bob');
    const {entry} = await say(bob!, 1, 'rude');
    await store.roleSet({userId: mod!.userId, byUserId: 0, role: 'moderator', atMs: AT_MS});
    const deletion = {roomId: 1, userId: mod!.userId, seq: entry.seq, atMs: AT_MS};
    const sanction = {untilMs: AT_MS + 1_000, words: 'server'};
    const [, spoken] = await Promise.all([
      store.muteSet({userId: mod!.userId, byUserId: 0, sanction}),
      codeOf(store.messageDelete({...deletion, entryId: newId(), reason: 'a speech'})),
    ]);
    const kinds = async () =>
      (await store.entryList({roomId: 1, userId: ann!.userId, limit: 10})).entries.map(({kind}) => kind);
    expect([spoken, await kinds()]).toEqual(['muted', expect.not.arrayContaining(['deleted'])]);
    expect(await codeOf(store.messageDelete({...deletion, entryId: newId()}))).toBe('ok');
  });

  test('a message after one that is not in the log is refused, until that one is', async () => {
    const {store, accounts, join, room, newId} = await shelf(open);
    const [ann, bob] = await accounts('ann', 'bob');
    const roomId = await room(ann!, 'tea');
    await join(roomId, bob!);
    const [first, second] = [newId(), newId()];
    const say = (by: Account, id: string, after: {afterId?: string} = {}) =>
      store.entryAppend({roomId, userId: by.userId, body: {kind: 'message', id, text: 'text'}, atMs: AT_MS, ...after});
    const {entry} = await say(bob!, newId());
    expect(await codeOf(say(ann!, second, {afterId: first}))).toBe('out-of-order');
    // Of somebody else: not one's own.
    expect(await codeOf(say(ann!, second, {afterId: entry.id}))).toBe('out-of-order');
    const both = await Promise.all([say(ann!, first), say(ann!, second, {afterId: first})]);
    expect(both.map(one => one.entry.seq)).toEqual([entry.seq + 1, entry.seq + 2]);
    // What is there already is answered whatever it follows.
    const again = await say(ann!, second, {afterId: newId()});
    expect(again.entry).toEqual(both[1]?.entry);
    expect((await store.entryList({roomId, userId: ann!.userId, limit: 10})).lastSeq).toBe(entry.seq + 2);
  });

  test('a refused write does not touch the others of its commit', async () => {
    const {store, commits, accounts, room, say} = await shelf(open);
    const [ann, bob] = await accounts('ann', 'bob');
    const roomId = await room(ann!, 'tea');
    const before = commits.length;
    const results = await Promise.allSettled([
      say(ann!, roomId, 'one'),
      say(bob!, roomId, 'refused'),
      store.roomCreate({name: 'tea', kind: 'public', topic: '', userId: bob!.userId, entryId: 'y', atMs: AT_MS}),
      say(ann!, roomId, 'two'),
    ]);
    expect(results.map(({status}) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
    const {entries} = await store.entryList({roomId, userId: ann!.userId, limit: 10});
    expect(entries.map(entry => ('text' in entry ? entry.text : entry.kind))).toEqual(['created', 'one', 'two']);
    expect(seqs(entries)).toEqual([1, 2, 3]);
    expect(commits.slice(before).flat()).toHaveLength(2);
  });

  test('a commit is told once, with everything in order, before its writers hear', async () => {
    const {store, commits, account, say} = await shelf(open);
    const ann = await account('ann');
    const before = commits.length;
    const heard: number[] = [];
    await Promise.all(
      upTo(3).map(async number => {
        await say(ann, 1, `${number}`);
        heard.push(commits.length - before);
      }),
    );
    expect(heard).toEqual([1, 1, 1]);
    expect(commits.at(-1)?.map(({entry}) => ('text' in entry ? entry.text : ''))).toEqual(['1', '2', '3']);
    await say(ann, 1, '4');
    expect(commits.length - before).toBe(2);
    await store.lastSeenSet(ann.userId, AT_MS);
    expect(commits.length - before).toBe(2);
  });

  test('only members append, and nobody to a room that is not there', async () => {
    const {accounts, room, say} = await shelf(open);
    const [ann, bob] = await accounts('ann', 'bob');
    const roomId = await room(ann!, 'tea');
    expect(await codeOf(say(bob!, roomId, 'x'))).toBe('not-in-room');
    expect(await codeOf(say(bob!, 999, 'x'))).toBe('not-in-room');
  });

  test('pages: the newest, before, after, between; oldest first', async () => {
    const {store, account, room, say} = await shelf(open);
    const ann = await account('ann');
    const roomId = await room(ann, 'tea');
    await Promise.all(upTo(9).map(number => say(ann, roomId, `${number}`)));
    const page = async (window: {beforeSeq?: number; afterSeq?: number}, limit = 3) =>
      seqs((await store.entryList({roomId, userId: ann.userId, ...window, limit})).entries);
    expect(await page({})).toEqual([8, 9, 10]);
    expect(await page({beforeSeq: 8})).toEqual([5, 6, 7]);
    expect(await page({beforeSeq: 2})).toEqual([1]);
    expect(await page({beforeSeq: 1})).toEqual([]);
    expect(await page({afterSeq: 0})).toEqual([1, 2, 3]);
    expect(await page({afterSeq: 8})).toEqual([9, 10]);
    expect(await page({afterSeq: 10})).toEqual([]);
    expect(await page({afterSeq: 3, beforeSeq: 6})).toEqual([4, 5]);
  });

  test('a page of very long texts ends early, and the next one goes on', async () => {
    const {store, account, say} = await shelf(open);
    const ann = await account('ann');
    await Promise.all(upTo(20).map(() => say(ann, 1, 'x'.repeat(60_000))));
    const newest = await store.entryList({roomId: 1, userId: ann.userId, limit: 20});
    expect(newest.entries.length).toBeLessThan(20);
    expect(newest.entries.at(-1)?.seq).toBe(newest.lastSeq);
    const seen: number[] = [];
    for (let after = 2; after < newest.lastSeq; after = seen.at(-1) ?? newest.lastSeq) {
      const {entries} = await store.entryList({roomId: 1, userId: ann.userId, afterSeq: after, limit: 20});
      seen.push(...seqs(entries));
    }
    expect(seen).toEqual(upTo(20, 3));
  });

  test('the log of a room is closed to whoever is not in it', async () => {
    const {store, accounts, room} = await shelf(open);
    const [ann, bob] = await accounts('ann', 'bob');
    const roomId = await room(ann!, 'tea', 'private');
    expect(await codeOf(store.entryList({roomId, userId: bob!.userId, limit: 1}))).toBe('not-in-room');
    expect(await codeOf(store.entryList({roomId: 999, userId: bob!.userId, limit: 1}))).toBe('not-in-room');
  });

  test.each([
    ['quotes', `'; DROP TABLE entries; -- "x" \\`],
    ['control characters', 'a\u0000b\u001b[31m\r\n\u009bx'],
    ['all planes', '語 👩‍👩‍👧 e\u0301 \u{10ffff}'],
    ['patterns', '%_*?[a-z]'],
  ])('a text with %s comes back as it was', async (_, text) => {
    const made = await shelf(open);
    const ann = await made.account('ann');
    await made.say(ann, 1, text);
    await made.reopen();
    const {entries} = await made.store.entryList({roomId: 1, userId: ann.userId, limit: 1});
    expect(entries).toMatchObject([{text}]);
  });

  test('everything is there after closing and opening again, and numbers go on', async () => {
    const made = await shelf(open);
    const ann = await made.account('ann');
    await Promise.all(upTo(10).map(number => made.say(ann, 1, `${number}`)));
    await made.reopen();
    expect((await made.say(ann, 1, 'next')).entry.seq).toBe(13);
    expect(await made.store.accountFind('ann')).toMatchObject({role: 'owner'});
  });

  test('closing commits what still waits', async () => {
    const made = await shelf(open);
    const ann = await made.account('ann');
    const waiting = upTo(1200).map(number => made.say(ann, 1, `${number}`));
    await made.reopen();
    expect((await Promise.all(waiting)).at(-1)?.entry.seq).toBe(1202);
  });

  test('in a direct conversation the answer names the other person', async () => {
    const {store, accounts, newId, say} = await shelf(open);
    const [ann, bob] = await accounts('ann', 'bob');
    const {roomId} = await store.directOpen({userId: ann!.userId, partnerId: bob!.userId, entryId: newId(), atMs: 1});
    const id = newId();
    expect((await say(ann!, roomId, 'hi', id)).partner).toEqual({userId: bob!.userId, name: 'bob'});
    expect((await say(ann!, roomId, 'hi', id)).partner).toEqual({userId: bob!.userId, name: 'bob'});
    expect((await say(ann!, 1, 'hi')).partner).toBeUndefined();
  });
}
