/** Members, cursors, unread counts and mentions, as every store keeps them. */
/* oxlint-disable jest/no-export -- run by the contract, once for each store */
import {expect, test} from '@jest/globals';
import {FIXED_LIMITS} from '../../../src/shared/limits.ts';
import {AT_MS, codeOf, shelf} from '../../support/stored/shelf.ts';
import type {OpenStore} from '../store.contract.ts';

export function memberTests(open: OpenStore): void {
  test('members are listed by name, page after page, for members only', async () => {
    const {store, accounts, room, join} = await shelf(open);
    const [ann, bob, cid, dot] = await accounts('ann', 'bob', 'cid', 'dot');
    const roomId = await room(cid!, 'tea');
    await join(roomId, bob!, ann!);
    const first = await store.memberList({roomId, userId: ann!.userId, limit: 2});
    const rest = await store.memberList({roomId, userId: ann!.userId, afterName: 'bob', limit: 2});
    expect(first.members.map(({name}) => name)).toEqual(['ann', 'bob']);
    expect(rest.members.map(({name}) => name)).toEqual(['cid']);
    expect([first.total, rest.total]).toEqual([3, 3]);
    expect(await codeOf(store.memberList({roomId, userId: dot!.userId, limit: 2}))).toBe('not-in-room');
  });

  test('messages, actions and files of others are unread; joins, topics and one’s own are not', async () => {
    const {store, accounts, room, join, say, append, newId} = await shelf(open);
    const [ann, bob, cid] = await accounts('ann', 'bob', 'cid');
    const roomId = await room(ann!, 'tea');
    await join(roomId, bob!);
    await say(ann!, roomId, 'one');
    await append(ann!, roomId, {kind: 'action', id: newId(), text: 'waves'});
    await store.fileOffer({
      roomId,
      userId: ann!.userId,
      entryId: newId(),
      fileId: newId(),
      name: 'a.txt',
      sizeBytes: 1,
      atMs: AT_MS,
    });
    await join(roomId, cid!);
    await store.topicSet({roomId, userId: ann!.userId, topic: 'x', entryId: newId(), atMs: AT_MS});
    await say(bob!, roomId, 'mine');
    expect(await store.membershipFind(roomId, bob!.userId)).toMatchObject({unread: 3});
    expect(await store.membershipFind(roomId, ann!.userId)).toMatchObject({unread: 1});
  });

  test('the cursor moves forward only, never beyond the end, and takes counts along', async () => {
    const {store, accounts, room, join, say} = await shelf(open);
    const [ann, bob, cid] = await accounts('ann', 'bob', 'cid');
    const roomId = await room(ann!, 'tea');
    await join(roomId, bob!);
    for (const text of ['@bob one', 'two', '@bob three']) await say(ann!, roomId, text);
    const move = (seq: number) => store.cursorMove({roomId, userId: bob!.userId, seq}).then(({readSeq}) => readSeq);
    expect(await store.membershipFind(roomId, bob!.userId)).toMatchObject({unread: 3, mentions: 2, readSeq: 2});
    expect(await move(4)).toBe(4);
    expect(await store.membershipFind(roomId, bob!.userId)).toMatchObject({unread: 1, mentions: 1, readSeq: 4});
    expect(await move(1)).toBe(4);
    expect(await move(1_000_000)).toBe(5);
    expect(await store.membershipFind(roomId, bob!.userId)).toMatchObject({unread: 0, mentions: 0, readSeq: 5});
    expect(await codeOf(store.cursorMove({roomId, userId: cid!.userId, seq: 1}))).toBe('not-in-room');
  });

  test.each([
    ['@bob', 1],
    ['hi @BOB!', 1],
    ['see you, @bob.', 1],
    ['(@bob) and @bob again', 1],
    ['bob', 0],
    ['@bobby', 0],
    ['@bo', 0],
    ['mail x@bob', 0],
    ['@bob.smith', 0],
    ['@bob-', 1],
    ['@ann says', 0],
    ['@nobody', 0],
  ])('“%s” mentions bob %d times', async (text, mentions) => {
    const {store, accounts, say} = await shelf(open);
    const [ann, bob] = await accounts('ann', 'bob');
    await say(ann!, 1, text);
    expect(await store.membershipFind(1, bob!.userId)).toMatchObject({mentions});
    expect(await store.membershipFind(1, ann!.userId)).toMatchObject({mentions: 0});
  });

  test('somebody who is not in the room is not mentioned in it', async () => {
    const {store, accounts, room, join, say} = await shelf(open);
    const [ann, bob] = await accounts('ann', 'bob');
    const roomId = await room(ann!, 'tea');
    await say(ann!, roomId, '@bob come');
    await join(roomId, bob!);
    expect(await store.membershipFind(roomId, bob!.userId)).toMatchObject({mentions: 0});
  });

  test('counts stop at the limit', async () => {
    const {store, accounts, say} = await shelf(open);
    const [ann, bob] = await accounts('ann', 'bob');
    await Promise.all(Array.from({length: FIXED_LIMITS.unreadCountMax + 5}, () => say(ann!, 1, '@bob')));
    expect(await store.membershipFind(1, bob!.userId)).toMatchObject({
      unread: FIXED_LIMITS.unreadCountMax,
      mentions: FIXED_LIMITS.unreadCountMax,
    });
  });
}
