/** Conversations of several people: who they are is how one finds them, and nobody is drawn into one against their wish. */
import {describe, expect, test} from '@jest/globals';
import {world} from '../support/world.ts';

const NAMES = ['ann', 'bob', 'cid', 'dan'] as const;

describe('a conversation of several', () => {
  test('is there for all once something is said, and the same names lead to it again', async () => {
    const {people, say} = await world();
    const [ann, bob, cid, dan] = await people(...NAMES);
    const room = await ann!.request('groupOpen', {names: ['cid', 'bob', 'cid', 'ann']});
    expect(room).toMatchObject({
      kind: 'group',
      name: 'bob,cid',
      memberCount: 3,
      people: [{name: 'bob'}, {name: 'cid'}],
    });
    expect(bob!.told('roomOpened')).toEqual([]);
    await say(ann!, room.roomId, 'hello @cid');
    const opened = [await bob!.next('roomOpened'), await cid!.next('roomOpened')];
    expect(opened.map(one => one.room)).toMatchObject([
      {kind: 'group', name: 'ann,cid', unread: 1, mentions: 0, people: [{name: 'ann'}, {name: 'cid'}]},
      {kind: 'group', name: 'ann,bob', unread: 1},
    ]);
    await say(cid!, room.roomId, 'hi both');
    await ann!.next('entriesAppended', ({entries}) =>
      entries.some(entry => 'text' in entry && entry.text === 'hi both'),
    );
    expect((await bob!.request('groupOpen', {names: ['ann', 'cid']})).roomId).toBe(room.roomId);
    expect((await bob!.request('groupOpen', {names: ['ann', 'cid', 'dan']})).roomId).not.toBe(room.roomId);
    const {members, total} = await bob!.request('memberList', {roomId: room.roomId});
    expect({names: members.map(({name}) => name), total}).toEqual({names: ['ann', 'bob', 'cid'], total: 3});
    expect(await dan!.codeOf('entryList', {roomId: room.roomId})).toBe('not-in-room this room');
  });

  test('of two is that of two, and of one are one’s own notes', async () => {
    const {people, say} = await world();
    const [ann, bob] = await people('ann', 'bob');
    const direct = await ann!.request('directOpen', {name: 'bob'});
    expect((await ann!.request('groupOpen', {names: ['bob', 'bob']})).roomId).toBe(direct.roomId);
    const notes = await ann!.request('groupOpen', {names: []});
    expect(notes).toMatchObject({kind: 'group', name: 'ann', memberCount: 1, people: []});
    await say(ann!, notes.roomId, 'milk');
    expect((await ann!.request('groupOpen', {names: ['ann']})).roomId).toBe(notes.roomId);
    expect(await bob!.codeOf('entryList', {roomId: notes.roomId})).toBe('not-in-room this room');
    expect((await bob!.request('groupOpen', {names: []})).roomId).not.toBe(notes.roomId);
  });

  test('is hidden until something new comes, and survives a restart', async () => {
    const made = await world();
    const [ann, bob] = await made.people('ann', 'bob', 'cid');
    const {roomId} = await ann!.request('groupOpen', {names: ['bob', 'cid']});
    await made.say(ann!, roomId, 'one');
    await bob!.next('roomOpened');
    await bob!.request('roomLeave', {roomId});
    await bob!.next('roomClosed');
    await made.restart();
    const [ann2, bob2] = [await made.open('ann', ann!.token), await made.open('bob', bob!.token)];
    expect(bob2.session.rooms.map(({kind}) => kind)).toEqual(['public']);
    await made.say(ann2, roomId, 'two');
    expect((await bob2.next('roomOpened')).room).toMatchObject({roomId, unread: 1});
  });

  test('takes nobody invited, no topic and no rules, and is in no list', async () => {
    const {people} = await world();
    const [ann, , , dan] = await people(...NAMES);
    const {roomId} = await ann!.request('groupOpen', {names: ['bob', 'cid']});
    expect(await ann!.codeOf('roomInvite', {roomId, names: ['dan']})).toBe('not-allowed');
    const {rooms} = await dan!.request('roomList', {});
    expect(rooms.map(({name}) => name)).toEqual(['lobby']);
  });
});
