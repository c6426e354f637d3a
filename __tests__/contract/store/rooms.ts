/** Rooms, direct conversations and invites, as every store keeps them. */
/* oxlint-disable jest/no-export -- run by the contract, once for each store */
import {expect, test} from '@jest/globals';
import {FIXED_LIMITS} from '../../../src/shared/limits.ts';
import {AT_MS, codeOf, shelf} from '../../support/stored/shelf.ts';
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
    const {invite, toldIds} = await store.inviteCreate({
      roomId,
      byUserId: ann!.userId,
      userIds: [bob!.userId],
      atMs: AT_MS,
    });
    expect([invite, toldIds]).toEqual([{roomId, roomName: 'secret', by: 'ann', sentAtMs: AT_MS}, [bob!.userId]]);
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
      codeOf(store.inviteCreate({roomId: room, byUserId, userIds: [userId], atMs: AT_MS}));
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

  test('leaving takes the room away, a conversation as well; the lobby cannot be left', async () => {
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
      'not-in-room',
    ]);
    expect(await store.roomIdsOf(bob!.userId)).toEqual([1]);
    expect(await store.membershipFind(roomId, ann!.userId)).toMatchObject({memberCount: 1, lastSeq: 3});
  });

  test('a topic is set by who may, with an entry that says so', async () => {
    const {store, accounts, room, join, newId} = await shelf(open);
    const [owner, ann, bob, cid] = await accounts('owner', 'ann', 'bob', 'cid');
    const roomId = await room(ann!, 'tea');
    const set = ({userId}: {userId: number}, topic: string) =>
      codeOf(store.topicSet({roomId, userId, topic, entryId: `topic${topic.length}`, atMs: AT_MS}));
    expect(await set(ann!, 'Oolong')).toBe('ok');
    expect(await set(bob!, 'Coffee')).toBe('not-in-room');
    expect(await set(ann!, 'x'.repeat(FIXED_LIMITS.topicLengthMax + 1))).toBe('topic-too-long');
    const {entries} = await store.entryList({roomId, userId: ann!.userId, limit: 10});
    expect(entries.at(-1)).toMatchObject({kind: 'topic', text: 'Oolong', seq: 2});
    expect(await store.membershipFind(roomId, ann!.userId)).toMatchObject({topic: 'Oolong'});
    await join(roomId, cid!);
    await join(roomId, owner!);
    expect([await set(cid!, 'Milk'), await set(owner!, 'Green')]).toEqual(['topic-not-yours', 'ok']);
    const setIn = (id: number, {userId}: {userId: number}) =>
      codeOf(store.topicSet({roomId: id, userId, topic: 'x', entryId: newId(), atMs: AT_MS}));
    expect([await setIn(1, ann!), await setIn(1, owner!)]).toEqual(['topic-not-yours', 'ok']);
    const hidden = await room(ann!, 'secret', 'private');
    await store.inviteCreate({roomId: hidden, byUserId: ann!.userId, userIds: [cid!.userId], atMs: AT_MS});
    await join(hidden, cid!);
    const {roomId: direct} = await store.directOpen({
      userId: cid!.userId,
      partnerId: bob!.userId,
      entryId: newId(),
      atMs: AT_MS,
    });
    expect([await setIn(hidden, cid!), await setIn(direct, cid!)]).toEqual(['ok', 'ok']);
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

  test('a room that everybody has left gives its name and its invitations back', async () => {
    const {store, accounts, room} = await shelf(open);
    const [ann, bob] = await accounts('ann', 'bob');
    const roomId = await room(ann!, 'secret', 'private');
    await store.inviteCreate({roomId, byUserId: ann!.userId, userIds: [bob!.userId], atMs: AT_MS});
    await store.roomLeave({roomId, userId: ann!.userId, entryId: 'x'.repeat(22), atMs: AT_MS});
    expect(await store.inviteList(bob!.userId)).toEqual([]);
    expect(await store.roomFind('secret', ann!.userId)).toBeUndefined();
    const next = await room(bob!, 'secret');
    expect(next).not.toBe(roomId);
    expect((await store.roomList({userId: bob!.userId, limit: 10})).map(({name}) => name)).toEqual(['lobby', 'secret']);
  });

  test('a private name is known to nobody but those who see the room', async () => {
    const {store, accounts, room} = await shelf(open);
    const [ann, bob, cid] = await accounts('ann', 'bob', 'cid');
    const hidden = await room(ann!, 'secret', 'private');
    expect(await codeOf(room(ann!, 'secret'))).toBe('room-exists');
    const open_ = await room(bob!, 'secret');
    expect(await codeOf(room(cid!, 'secret', 'private'))).toBe('room-exists');
    await store.inviteCreate({roomId: hidden, byUserId: ann!.userId, userIds: [cid!.userId], atMs: AT_MS});
    const found = await Promise.all([ann, bob, cid].map(one => store.roomFind('secret', one!.userId)));
    // An invitation never stands in the place of a public room of this name.
    expect(found.map(one => one?.roomId)).toEqual([hidden, open_, open_]);
  });

  test('an invitation ends when who gave it leaves, and does not come back with them', async () => {
    const {store, accounts, room, join} = await shelf(open);
    const [ann, bob, cid] = await accounts('ann', 'bob', 'cid');
    const roomId = await room(ann!, 'secret', 'private');
    const invite = (by: number, userId: number) =>
      store.inviteCreate({roomId, byUserId: by, userIds: [userId], atMs: AT_MS});
    await invite(ann!.userId, bob!.userId);
    await join(roomId, bob!);
    await invite(bob!.userId, cid!.userId);
    await store.roomLeave({roomId, userId: bob!.userId, entryId: 'x'.repeat(22), atMs: AT_MS});
    expect(await codeOf(join(roomId, cid!))).toBe('room-not-found');
    await invite(ann!.userId, bob!.userId);
    await join(roomId, bob!);
    expect(await store.inviteList(cid!.userId)).toEqual([]);
  });

  test('a conversation is there for the other one from the first word, and counts for its beginner alone', async () => {
    const {store, account, newId, say} = await shelf(open);
    const bob = await account('bob');
    const roomIds: number[] = [];
    const seen = new Set<boolean>();
    for (let index = 0; index <= FIXED_LIMITS.directsOfOthersMax; index++) {
      const other = await account(`mallory${index}`);
      const {roomId} = await store.directOpen({
        userId: other.userId,
        partnerId: bob.userId,
        entryId: newId(),
        atMs: AT_MS,
      });
      seen.add((await store.roomIdsOf(bob.userId)).includes(roomId));
      await say(other, roomId, 'hello');
      roomIds.push(roomId);
    }
    expect([...seen]).toEqual([false]);
    expect(await store.roomIdsOf(bob.userId)).toHaveLength(FIXED_LIMITS.directsOfOthersMax + 1);
    expect(await store.membershipFind(roomIds[0]!, bob.userId)).toBeUndefined();
    expect(await store.membershipFind(roomIds[1]!, bob.userId)).toMatchObject({unread: 1, memberCount: 2});
    const first = await store.accountFind('mallory0');
    await say(first!, roomIds[0]!, 'again');
    expect(await store.membershipFind(roomIds[0]!, bob.userId)).toMatchObject({unread: 1});
    expect(await store.membershipFind(roomIds[1]!, bob.userId)).toBeUndefined();
    await store.roomCreate({name: 'own', kind: 'public', topic: '', userId: bob.userId, entryId: newId(), atMs: AT_MS});
  });

  test('nobody is in more rooms than the limit', async () => {
    const shelved = await shelf(open);
    const {account, room} = shelved;
    const ann = await account('ann');
    const codes = await Promise.all(
      Array.from({length: FIXED_LIMITS.roomsPerUserMax}, (_, index) => codeOf(room(ann, `room${index}`))),
    );
    expect(codes.filter(code => code === 'ok')).toHaveLength(FIXED_LIMITS.roomsPerUserMax - 1);
    expect(codes.at(-1)).toBe('too-many-rooms');
    // Rooms that one made and left to others count as well.
    const {store, join} = shelved;
    const bob = await account('bob');
    const [first, second] = (await store.roomList({userId: ann.userId, limit: 3})).filter(({name}) => name !== 'lobby');
    await join(first!.roomId, bob);
    const leave = ({roomId}: {roomId: number}) =>
      store.roomLeave({roomId, userId: ann.userId, entryId: `leave${roomId}`, atMs: AT_MS});
    await leave(first!);
    expect(await codeOf(room(ann, 'more'))).toBe('ok');
    await join(second!.roomId, bob);
    await leave(second!);
    expect(await codeOf(room(ann, 'most'))).toBe('too-many-rooms-made');
  });
}
