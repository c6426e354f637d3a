/** What one member does must not use up, betray or decide what belongs to others: places in rooms, names, topics, invitations. */
import {describe, expect, test} from '@jest/globals';
import {world} from '../support/world.ts';

describe('B55 what one member does to others', () => {
  test('conversations that are only opened are seen and counted by nobody else', async () => {
    const {people, say} = await world();
    const [, ann, bob, cid] = await people('olga', 'ann', 'bob', 'cid');
    const rooms = await Promise.all([ann!, cid!].map(one => one.request('directOpen', {name: 'bob'})));
    await bob!.settle();
    expect(bob!.told('roomOpened')).toEqual([]);
    expect((await bob!.another()).session.rooms.map(({name}) => name)).toEqual(['lobby']);
    await say(ann!, rooms[0]!.roomId, 'hello');
    expect((await bob!.next('roomOpened')).room).toMatchObject({name: 'ann', unread: 1});
    expect(bob!.told('roomOpened').filter(({room}) => room.name === 'cid')).toEqual([]);
    // Out of sight, and back with the next word.
    await bob!.request('roomLeave', {roomId: rooms[0]!.roomId});
    expect((await bob!.another()).session.rooms.map(({name}) => name)).toEqual(['lobby']);
  });

  test('making and leaving rooms keeps no name', async () => {
    const {people, clock} = await world();
    const [ann, bob] = await people('ann', 'bob');
    for (let round = 0; round < 3; round++) {
      const {roomId} = await ann!.request('roomCreate', {name: 'tea', isPrivate: round === 1});
      await ann!.request('roomLeave', {roomId});
      clock.turn(1_000);
    }
    expect(await bob!.codeOf('roomJoin', {name: 'tea'})).toBe('room-not-found #tea');
    expect((await bob!.request('roomList', {})).rooms.map(({name}) => name)).toEqual(['lobby']);
    expect(await bob!.codeOf('roomCreate', {name: 'tea', isPrivate: false})).toBe('ok');
  });

  test('a private name is refused to nobody who cannot see it', async () => {
    const {people} = await world();
    const [ann, bob] = await people('ann', 'bob');
    await ann!.request('roomCreate', {name: 'secret', isPrivate: true});
    const asked = ['secret', 'absent'].flatMap(name => [bob!.codeOf('roomCreate', {name, isPrivate: false})]);
    expect(await Promise.all(asked)).toEqual(['ok', 'ok']);
    expect(await ann!.codeOf('roomCreate', {name: 'secret', isPrivate: false})).toBe('room-exists #secret');
  });

  test.each([
    ['l0bby', 'room-name-alike'],
    ['1obby', 'room-name-alike'],
    ['rnodern.art', 'room-name-alike'],
    ['modern_art', 'room-name-alike'],
    ['vvater', 'room-name-alike'],
    ['lob-by', 'room-name-alike'],
    ['l.obby-', 'room-name-alike'],
    ['10bb.y', 'room-name-alike'],
    ['lobby2', 'ok'],
    ['admin', 'ok'],
    ['mall', 'ok'],
  ])('a room called %j beside others', async (name, code) => {
    const {people} = await world();
    const [ann, bob] = await people('ann', 'bob');
    for (const taken of ['modern-art', 'water', 'mail'])
      await ann!.request('roomCreate', {name: taken, isPrivate: false});
    expect((await bob!.codeOf('roomCreate', {name, isPrivate: false})).split(' ')[0]).toBe(code);
  });

  test('a room is not made beside a private one of one’s own that looks like it; of others’ nothing shows', async () => {
    const {people} = await world();
    const [ann, bob] = await people('ann', 'bob');
    await ann!.request('roomCreate', {name: 'board', isPrivate: true});
    expect(await ann!.codeOf('roomCreate', {name: 'b0ard', isPrivate: true})).toBe('room-name-alike #b0ard');
    expect(await bob!.codeOf('roomCreate', {name: 'b0ard', isPrivate: true})).toBe('ok');
  });

  test('topics are set by who may', async () => {
    const {people, lobby} = await world();
    const [owner, ann, bob] = await people('olga', 'ann', 'bob');
    const {roomId} = await ann!.request('roomCreate', {name: 'tea', isPrivate: false});
    await bob!.request('roomJoin', {name: 'tea'});
    const by = (person: typeof owner, id: number) => person!.codeOf('topicSet', {roomId: id, topic: 'x'});
    expect([await by(ann, lobby), await by(bob, lobby), await by(bob, roomId)]).toEqual(
      Array.from({length: 3}, () => 'topic-not-yours'),
    );
    expect([await by(owner, lobby), await by(ann, roomId)]).toEqual(['ok', 'ok']);
  });

  test('an invitation is as good as the place of whoever gave it, and several are all or none', async () => {
    const {people} = await world();
    const [ann, bob, cid, dan] = await people('ann', 'bob', 'cid', 'dan');
    const {roomId} = await ann!.request('roomCreate', {name: 'secret', isPrivate: true});
    await ann!.request('roomInvite', {roomId, names: ['bob']});
    await bob!.request('roomJoin', {name: 'secret'});
    const codes = await Promise.all([
      ann!.codeOf('roomInvite', {roomId, names: ['cid', 'bob']}),
      ann!.codeOf('roomInvite', {roomId, names: ['cid', 'nobody']}),
    ]);
    expect(codes).toEqual(['already-member bob', 'user-not-found nobody']);
    await cid!.settle();
    expect(cid!.told('inviteReceived')).toEqual([]);
    await bob!.request('roomInvite', {roomId, names: ['cid', 'dan']});
    await dan!.request('roomJoin', {name: 'secret'});
    await bob!.request('roomLeave', {roomId});
    expect(await cid!.codeOf('roomJoin', {name: 'secret'})).toBe('room-not-found #secret');
    expect((await cid!.another()).session.invites).toEqual([]);
  });

  test('what somebody has planned in a private room does not tell them its later name once they are out of it', async () => {
    const made = await world();
    const [ann, bob] = await made.people('ann', 'bob');
    const {roomId} = await ann!.request('roomCreate', {name: 'plan', isPrivate: true});
    await ann!.request('roomInvite', {roomId, names: ['bob']});
    await bob!.request('roomJoin', {name: 'plan'});
    const dueAtMs = made.clock.now() + 60_000;
    for (const kind of ['message', 'reminder'] as const)
      await bob!.request('plannedAdd', {id: made.newId(), kind, roomId, text: kind, dueAtMs, aboutSeq: 1});
    const planned = async () => (await bob!.request('plannedList', {})).planned.map(({room}) => room);
    expect(await planned()).toEqual(['#plan', '#plan']);
    await ann!.request('memberRemove', {roomId, name: 'bob', reason: ''});
    await ann!.request('roomRename', {roomId, name: 'merger'});
    expect(await planned()).toEqual(['', '']);
    made.clock.turn(60_000);
    const {room: notes} = await bob!.next('roomOpened', ({room}) => room.kind === 'group');
    while ((await planned()).length > 0) await bob!.settle();
    const {entries} = await bob!.request('entryList', {roomId: notes.roomId});
    const texts = entries.flatMap(entry => ('text' in entry ? entry.text : []));
    expect(texts.toSorted()).toEqual([
      'Reminder: reminder',
      expect.stringMatching(/^Your message for a conversation was not sent: [^]*\nmessage$/),
    ]);
    expect(JSON.stringify(entries)).not.toContain('merger');
  });
});
