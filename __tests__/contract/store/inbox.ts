/** What is for one person, cursors that are set back, and places in a log, as every store keeps them. */
/* oxlint-disable jest/no-export -- run by the contract, once for each store */
import {expect, test} from '@jest/globals';
import type {InboxItem, InboxMark} from '../../../src/shared/inbox.ts';
import {AT_MS, codeOf, shelf} from '../../support/stored/shelf.ts';
import type {OpenStore} from '../store.contract.ts';

const textsOf = (items: readonly InboxItem[]) =>
  items.map(({entry}) => (entry !== undefined && 'text' in entry ? entry.text : ''));

export function inboxTests(open: OpenStore): void {
  test('mentions of all rooms are in the inbox, newest first, also after they were read', async () => {
    const {store, accounts, room, join, append, newId} = await shelf(open);
    const [ann, bob] = await accounts('ann', 'bob');
    const roomId = await room(ann!, 'tea');
    await join(roomId, bob!);
    let atMs = AT_MS;
    const say = (place: number, text: string) =>
      store.entryAppend({
        roomId: place,
        userId: ann!.userId,
        body: {kind: 'message', id: newId(), text},
        atMs: (atMs += 1_000),
      });
    await say(1, '@bob one');
    await say(roomId, '@bob two');
    await say(roomId, 'not for him');
    await say(1, '@BOB three');
    const {items, next} = await store.inboxList({userId: bob!.userId, limit: 10});
    expect(next).toBeUndefined();
    expect(textsOf(items)).toEqual(['@BOB three', '@bob two', '@bob one']);
    expect(items[1]).toMatchObject({reason: 'mention', roomId, room: '#tea', by: 'ann', isRead: false});
    await store.cursorMove({roomId, userId: bob!.userId, seq: 1_000});
    const read = await store.inboxList({userId: bob!.userId, limit: 10});
    expect(read.items.map(({isRead}) => isRead)).toEqual([false, true, false]);
    expect((await store.inboxList({userId: ann!.userId, limit: 10})).items).toEqual([]);
    await append(bob!, roomId, {kind: 'message', id: newId(), text: '@bob myself'});
    expect((await store.inboxList({userId: bob!.userId, limit: 10})).items).toHaveLength(3);
  });

  test('it is read in pages, each entry once, whatever the limit', async () => {
    const {store, accounts, say} = await shelf(open);
    const [ann, bob] = await accounts('ann', 'bob');
    for (let index = 0; index < 25; index++) await say(ann!, 1, `@bob ${index}`);
    const seen: string[] = [];
    let before: InboxMark | undefined;
    do {
      const page = await store.inboxList({userId: bob!.userId, before, limit: 7});
      expect(page.items.length).toBeLessThanOrEqual(7);
      seen.push(...textsOf(page.items));
      before = page.next;
    } while (before !== undefined);
    expect(seen).toEqual(Array.from({length: 25}, (_, index) => `@bob ${24 - index}`));
  });

  test('a file that is offered in a conversation, and an invitation, are in it; what is in a room one left is not', async () => {
    const {store, accounts, room, join, say, newId} = await shelf(open);
    const [ann, bob] = await accounts('ann', 'bob');
    const tea = await room(ann!, 'tea');
    const den = await room(ann!, 'den', 'private');
    await join(tea, bob!);
    const {roomId: direct} = await store.directOpen({
      userId: ann!.userId,
      partnerId: bob!.userId,
      entryId: newId(),
      atMs: AT_MS,
    });
    const offer = {userId: ann!.userId, name: 'a.txt', sizeBytes: 1, atMs: AT_MS + 1};
    await store.fileOffer({...offer, roomId: direct, entryId: newId(), fileId: newId()});
    await store.fileOffer({...offer, roomId: tea, entryId: newId(), fileId: newId()});
    await say(ann!, tea, '@bob look');
    await store.inviteCreate({roomId: den, byUserId: ann!.userId, userIds: [bob!.userId], atMs: AT_MS + 2});
    const list = async () => (await store.inboxList({userId: bob!.userId, limit: 10})).items;
    expect((await list()).map(({reason, room: label}) => `${reason} ${label}`).toSorted()).toEqual([
      'invite #den',
      'mention #tea',
      'offer @ann',
    ]);
    await store.roomLeave({roomId: tea, userId: bob!.userId, entryId: newId(), atMs: AT_MS + 3});
    expect((await list()).map(({reason}) => reason).toSorted()).toEqual(['invite', 'offer']);
  });

  test('a long text is cut there, and whole in its room', async () => {
    const {store, accounts, say} = await shelf(open);
    const [ann, bob] = await accounts('ann', 'bob');
    await say(ann!, 1, `@bob ${'😀'.repeat(5_000)}`);
    const [text = ''] = textsOf((await store.inboxList({userId: bob!.userId, limit: 10})).items);
    expect(text.length).toBe(300);
    expect(text.isWellFormed()).toBe(true);
  });

  test('a cursor that is set back makes what follows unread again, mentions too; old positions change nothing', async () => {
    const {store, accounts, say} = await shelf(open);
    const [ann, bob] = await accounts('ann', 'bob');
    const first = await say(ann!, 1, '@bob one');
    for (const text of ['two', '@bob three', 'four']) await say(ann!, 1, text);
    const userId = bob!.userId;
    const {seq} = first.entry;
    const move = (to: number, resets?: number) => store.cursorMove({roomId: 1, userId, seq: to, resets});
    expect(await move(1_000, 0)).toMatchObject({readSeq: seq + 3, resets: 0, unread: 0, mentions: 0});
    const back = await store.cursorReset({roomId: 1, userId, seq: seq + 2});
    expect(back).toEqual({readSeq: seq + 1, resets: 1, lastSeq: seq + 3, unread: 2, mentions: 1});
    expect(await store.membershipFind(1, userId)).toMatchObject(back);
    expect(await move(1_000, 0)).toMatchObject({readSeq: seq + 1, resets: 1});
    expect(await move(seq + 2, 1)).toMatchObject({readSeq: seq + 2, unread: 1, mentions: 0});
    // Who is before it already changes nothing.
    expect(await store.cursorReset({roomId: 1, userId, seq: 1_000})).toMatchObject({readSeq: seq + 2, resets: 1});
    // A client that knows of none moves it in any case.
    expect(await move(1_000)).toMatchObject({readSeq: seq + 3, unread: 0});
    expect(await store.cursorReset({roomId: 1, userId, seq: 0})).toMatchObject({readSeq: 0, resets: 2});
  });

  test('places are found by time and from mention to mention, by members', async () => {
    const {store, accounts, room, join, newId} = await shelf(open);
    const [ann, bob, cid] = await accounts('ann', 'bob', 'cid');
    const roomId = await room(ann!, 'tea', 'public');
    await join(roomId, bob!);
    const seqs: number[] = [];
    for (const [index, text] of ['@bob 0', '1', '@bob 2', '3', '3 again'].entries()) {
      const body = {kind: 'message' as const, id: newId(), text};
      const atMs = AT_MS + Math.min(index, 3) * 1_000;
      seqs.push((await store.entryAppend({roomId, userId: ann!.userId, body, atMs})).entry.seq);
    }
    const find = (place: Parameters<typeof store.entryFind>[0]['place']) =>
      store.entryFind({roomId, userId: bob!.userId, place});
    expect(await find({atMs: 0})).toBe(1);
    expect(await find({atMs: AT_MS + 1})).toBe(seqs[1]);
    expect(await find({atMs: AT_MS + 3_000})).toBe(seqs[3]);
    expect(await find({atMs: AT_MS + 3_001})).toBeUndefined();
    expect(await find({mentionBeforeSeq: 1_000})).toBe(seqs[2]);
    expect(await find({mentionBeforeSeq: seqs[2]!})).toBe(seqs[0]);
    expect(await find({mentionBeforeSeq: seqs[0]!})).toBeUndefined();
    expect(await find({mentionAfterSeq: seqs[0]!})).toBe(seqs[2]);
    expect(await find({mentionAfterSeq: seqs[2]!})).toBeUndefined();
    expect(await codeOf(store.entryFind({roomId, userId: cid!.userId, place: {atMs: 0}}))).toBe('not-in-room');
  });
}
