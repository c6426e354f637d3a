/** Rooms, direct conversations and invites, as every store keeps them. */
/* oxlint-disable jest/no-export -- run by the contract, once for each store */
import {expect, test} from '@jest/globals';
import {FIXED_LIMITS} from '../../../src/shared/limits.ts';
import {AT_MS, codeOf, shelf} from '../../support/shelf.ts';
import type {OpenStore} from '../store.contract.ts';

export function roomTests(open: OpenStore): void {
  test('who makes a room is in it, and its log begins with that', async () => {
    const {store, account, room} = await shelf(open);
    const ann = await account('ann');
    const roomId = await room(ann, 'tea');
    expect(await store.membershipFind(roomId, ann.userId)).toMatchObject({name: 'tea', memberCount: 1, unread: 0});
    const {entries} = await store.entryList({roomId, userId: ann.userId, limit: 10});
    expect(entries).toMatchObject([{seq: 1, kind: 'created', sender: 'ann', sentAtMs: AT_MS}]);
  });

  test('a room name is given once, also to a private room', async () => {
    const {account, room} = await shelf(open);
    const ann = await account('ann');
    const codes = [codeOf(room(ann, 'tea', 'private')), codeOf(room(ann, 'tea')), codeOf(room(ann, 'lobby'))];
    expect(await Promise.all(codes)).toEqual(['ok', 'room-exists', 'room-exists']);
  });

  test('joining twice is joining once', async () => {
    const {store, accounts, room, join} = await shelf(open);
    const [ann, bob] = await accounts('ann', 'bob');
    const roomId = await room(ann!, 'tea');
    await join(roomId, bob!, bob!);
    await join(roomId, bob!);
    const {entries} = await store.entryList({roomId, userId: bob!.userId, limit: 10});
    expect(entries.map(({kind}) => kind)).toEqual(['created', 'joined']);
    expect(await store.membershipFind(roomId, bob!.userId)).toMatchObject({memberCount: 2});
  });

  test('what was said before somebody joined is not unread', async () => {
    const {store, accounts, room, join, say} = await shelf(open);
    const [ann, bob] = await accounts('ann', 'bob');
    const roomId = await room(ann!, 'tea');
    await say(ann!, roomId, 'old');
    await join(roomId, bob!);
    expect(await store.membershipFind(roomId, bob!.userId)).toMatchObject({unread: 0, readSeq: 3});
  });

  test('a private room is invisible without an invitation, and opens with one', async () => {
    const {store, accounts, room, join} = await shelf(open);
    const [ann, bob, cid] = await accounts('ann', 'bob', 'cid');
    const roomId = await room(ann!, 'secret', 'private');
    expect(await store.roomFind('secret', bob!.userId)).toBeUndefined();
    expect(await codeOf(join(roomId, bob!))).toBe('room-not-found');
    expect(await codeOf(join(999, bob!))).toBe('room-not-found');
    const invite = await store.inviteCreate({roomId, byUserId: ann!.userId, userId: bob!.userId, atMs: AT_MS});
    expect(invite).toEqual({roomId, roomName: 'secret', by: 'ann', sentAtMs: AT_MS});
    expect(await store.inviteList(bob!.userId)).toEqual([invite]);
    expect(await store.roomFind('secret', bob!.userId)).toMatchObject({isInvited: true, isMember: false});
    await join(roomId, bob!);
    expect(await store.inviteList(bob!.userId)).toEqual([]);
    expect(await codeOf(join(roomId, cid!))).toBe('room-not-found');
  });

  test('only members invite, only into rooms, and only people who are not in', async () => {
    const {store, accounts, room} = await shelf(open);
    const [ann, bob, cid] = await accounts('ann', 'bob', 'cid');
    const roomId = await room(ann!, 'secret', 'private');
    const direct = await store.directOpen({
      userId: ann!.userId,
      partnerId: bob!.userId,
      entryId: 'x'.repeat(22),
      atMs: 1,
    });
    const invite = (byUserId: number, userId: number, room = roomId) =>
      codeOf(store.inviteCreate({roomId: room, byUserId, userId, atMs: AT_MS}));
    expect(await invite(bob!.userId, cid!.userId)).toBe('not-in-room');
    expect(await invite(ann!.userId, ann!.userId)).toBe('already-member');
    expect(await invite(ann!.userId, cid!.userId, direct.roomId)).toBe('not-allowed');
  });

  test('the list shows public rooms and one’s own, by name, page after page', async () => {
    const {store, accounts, room} = await shelf(open);
    const [ann, bob] = await accounts('ann', 'bob');
    await Promise.all([room(ann!, 'zen'), room(ann!, 'art'), room(ann!, 'hidden', 'private')]);
    const seenBy = async (userId: number) => (await store.roomList({userId, limit: 10})).map(({name}) => name);
    expect(await seenBy(ann!.userId)).toEqual(['art', 'hidden', 'lobby', 'zen']);
    expect(await seenBy(bob!.userId)).toEqual(['art', 'lobby', 'zen']);
    const page = await store.roomList({userId: bob!.userId, afterName: 'art', limit: 1});
    expect(page).toMatchObject([{name: 'lobby', isMember: true, memberCount: 2}]);
  });

  test('leaving takes the room away; the lobby and a direct conversation cannot be left', async () => {
    const {store, accounts, room, join} = await shelf(open);
    const [ann, bob] = await accounts('ann', 'bob');
    const roomId = await room(ann!, 'tea');
    await join(roomId, bob!);
    const direct = await store.directOpen({
      userId: ann!.userId,
      partnerId: bob!.userId,
      entryId: 'x'.repeat(22),
      atMs: 1,
    });
    const leave = (id: number) =>
      codeOf(store.roomLeave({roomId: id, userId: bob!.userId, entryId: `leave${id}`, atMs: AT_MS}));
    expect([await leave(roomId), await leave(roomId), await leave(1), await leave(direct.roomId)]).toEqual([
      'ok',
      'not-in-room',
      'lobby-stays',
      'direct-stays',
    ]);
    expect(await store.roomIdsOf(bob!.userId)).toEqual([1, direct.roomId]);
    expect(await store.membershipFind(roomId, ann!.userId)).toMatchObject({memberCount: 1, lastSeq: 3});
  });

  test('a topic is set by members, with an entry that says so', async () => {
    const {store, accounts, room} = await shelf(open);
    const [ann, bob] = await accounts('ann', 'bob');
    const roomId = await room(ann!, 'tea');
    const set = ({userId}: {userId: number}, topic: string) =>
      codeOf(store.topicSet({roomId, userId, topic, entryId: `topic${topic.length}`, atMs: AT_MS}));
    expect(await set(ann!, 'Oolong')).toBe('ok');
    expect(await set(bob!, 'Coffee')).toBe('not-in-room');
    expect(await set(ann!, 'x'.repeat(FIXED_LIMITS.topicLengthMax + 1))).toBe('topic-too-long');
    const {entries} = await store.entryList({roomId, userId: ann!.userId, limit: 10});
    expect(entries.at(-1)).toMatchObject({kind: 'topic', text: 'Oolong', seq: 2});
    expect(await store.membershipFind(roomId, ann!.userId)).toMatchObject({topic: 'Oolong'});
  });

  test('two people have one direct conversation, whoever opens it', async () => {
    const {store, accounts, newId} = await shelf(open);
    const [ann, bob] = await accounts('ann', 'bob');
    const openBy = (one: number, other: number) =>
      store.directOpen({userId: one, partnerId: other, entryId: newId(), atMs: AT_MS});
    const opened = await Promise.all([openBy(ann!.userId, bob!.userId), openBy(bob!.userId, ann!.userId)]);
    expect(opened.map(({isNew}) => isNew)).toEqual([true, false]);
    expect(new Set(opened.map(({roomId}) => roomId)).size).toBe(1);
    expect(await store.membershipFind(opened[0]!.roomId, ann!.userId)).toMatchObject({
      kind: 'direct',
      partner: {name: 'bob'},
      memberCount: 2,
      unread: 0,
    });
    expect(await codeOf(openBy(ann!.userId, ann!.userId))).toBe('direct-self');
  });

  test('nobody is in more rooms than the limit', async () => {
    const {account, room} = await shelf(open);
    const ann = await account('ann');
    const codes = await Promise.all(
      Array.from({length: FIXED_LIMITS.roomsPerUserMax}, (_, index) => codeOf(room(ann, `room${index}`))),
    );
    expect(codes.filter(code => code === 'ok')).toHaveLength(FIXED_LIMITS.roomsPerUserMax - 1);
    expect(codes.at(-1)).toBe('too-many-rooms');
  });
}
