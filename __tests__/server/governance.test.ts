/** How rooms are run: roles in them, who may write and come in, slow mode, removal. */
import {describe, expect, test} from '@jest/globals';
import {type Person, world, type World} from '../support/world.ts';

const MINUTE_MS = 60_000;

async function room(by: Person, ...others: readonly Person[]): Promise<number> {
  const {roomId} = await by.request('roomCreate', {name: 'tea', isPrivate: false});
  await Promise.all(others.map(one => one.request('roomJoin', {name: 'tea'})));
  return roomId;
}

const say = (made: World, person: Person, roomId: number, clientMsgId = made.newId()) =>
  person.codeOf('messageSend', {roomId, clientMsgId, kind: 'message', text: 'hello'});

describe('a role in a room', () => {
  test('is given by its owner, shown to all, felt at once, and handed over', async () => {
    const made = await world();
    const [ann, bob, cid, dot] = await made.people('ann', 'bob', 'cid', 'dot');
    const roomId = await room(bob!, cid!, dot!);
    expect(await cid!.codeOf('topicSet', {roomId, topic: 'x'})).toBe('topic-not-yours');
    expect(await cid!.codeOf('roomRoleSet', {roomId, name: 'cid', role: 'owner'})).toBe('not-allowed');
    await bob!.request('roomRoleSet', {roomId, name: 'cid', role: 'moderator'});
    expect(await cid!.next('roomOpened', ({room: {myRole}}) => myRole === 'moderator')).toBeDefined();
    expect(await cid!.codeOf('topicSet', {roomId, topic: 'x'})).toBe('ok');
    expect(await bob!.codeOf('roomRoleSet', {roomId, name: 'bob', role: 'member'})).toBe('owner-stays bob');
    await bob!.request('roomRoleSet', {roomId, name: 'dot', role: 'owner'});
    const {members} = await bob!.request('memberList', {roomId});
    expect(members.map(({name, roleHere}) => [name, roleHere])).toEqual([
      ['bob', 'moderator'],
      ['cid', 'moderator'],
      ['dot', 'owner'],
    ]);
    // Who is not in it, is not there, or sees no such room is told nothing.
    expect(await ann!.codeOf('roomRoleSet', {roomId, name: 'bob', role: 'owner'})).toBe('not-in-room this room');
    expect(await ann!.codeOf('roomRoleSet', {roomId: 999, name: 'bob', role: 'owner'})).toBe('not-in-room this room');
    expect(await dot!.codeOf('roomRoleSet', {roomId, name: 'ann', role: 'owner'})).toBe('user-not-found ann');
    expect(await dot!.codeOf('roomRoleSet', {roomId, name: 'zoe', role: 'owner'})).toBe('user-not-found zoe');
  });

  test('of the owner goes to a moderator when they leave, and back to the maker of a room without one', async () => {
    const made = await world();
    const [, bob, cid, dot] = await made.people('ann', 'bob', 'cid', 'dot');
    const roomId = await room(bob!, cid!, dot!);
    await bob!.request('roomRoleSet', {roomId, name: 'dot', role: 'moderator'});
    await bob!.request('roomLeave', {roomId});
    const {entries} = await cid!.request('entryList', {roomId});
    expect(entries.at(-1)).toMatchObject({kind: 'roleGiven', target: 'dot', role: 'owner'});
    await dot!.request('roomLeave', {roomId});
    expect((await bob!.request('roomJoin', {name: 'tea'})).myRole).toBe('owner');
  });

  test('of the server counts in every room one is in', async () => {
    const made = await world();
    const [ann, bob] = await made.people('ann', 'bob');
    const roomId = await room(bob!, ann!);
    expect(await ann!.codeOf('roomRulesSet', {roomId, write: 'owner'})).toBe('ok');
    expect([await say(made, ann!, roomId), await say(made, bob!, roomId)]).toEqual(['ok', 'ok']);
    expect(await bob!.codeOf('memberRemove', {roomId, name: 'ann', reason: ''})).toBe('not-allowed');
  });
});

describe('the rules of a room', () => {
  test('let moderators alone write, announcements only, after a restart as well', async () => {
    const made = await world();
    const [, bob, cid] = await made.people('ann', 'bob', 'cid');
    const roomId = await room(bob!, cid!);
    const before = made.newId();
    expect(await say(made, cid!, roomId, before)).toBe('ok');
    expect(await cid!.codeOf('roomRulesSet', {roomId, write: 'member'})).toBe('not-allowed');
    const told = await bob!.request('roomRulesSet', {roomId, write: 'moderator', reason: 'news'});
    expect(told).toEqual({write: 'moderator', slowMs: 0, isLocked: false});
    expect(await say(made, cid!, roomId)).toBe('write-not-yours moderators');
    const offer = {roomId, clientMsgId: made.newId(), name: 'a', sizeBytes: 1};
    expect(await cid!.codeOf('fileOffer', offer)).toBe('write-not-yours moderators');
    // What was stored before is still acknowledged.
    expect([await say(made, cid!, roomId, before), await say(made, bob!, roomId)]).toEqual(['ok', 'ok']);
    await made.restart();
    const again = await made.open('cid', cid!.token);
    expect(again.session.rooms.find(one => one.roomId === roomId)).toMatchObject({myRole: 'member', rules: told});
    expect(await say(made, again, roomId)).toBe('write-not-yours moderators');
    const owner = await made.open('bob', bob!.token);
    await owner.request('roomRulesSet', {roomId, write: 'member'});
    expect(await say(made, again, roomId)).toBe('ok');
  });

  test('lock it for everybody but moderators, also for who comes in', async () => {
    const made = await world();
    const [, bob, cid, dot] = await made.people('ann', 'bob', 'cid', 'dot');
    const roomId = await room(bob!, cid!);
    await bob!.request('roomRulesSet', {roomId, isLocked: true});
    const codes = [await say(made, cid!, roomId), await dot!.codeOf('roomJoin', {name: 'tea'})];
    expect(codes).toEqual(['room-locked #tea', 'room-locked #tea']);
    expect(await say(made, bob!, roomId)).toBe('ok');
    await bob!.request('roomRulesSet', {roomId, isLocked: false});
    expect([await say(made, cid!, roomId), await dot!.codeOf('roomJoin', {name: 'tea'})]).toEqual(['ok', 'ok']);
  });

  test('slow members down, each by themselves, and no moderator', async () => {
    const made = await world();
    const [, bob, cid, dot] = await made.people('ann', 'bob', 'cid', 'dot');
    const roomId = await room(bob!, cid!, dot!);
    await bob!.request('roomRulesSet', {roomId, slowMs: MINUTE_MS});
    expect([await say(made, cid!, roomId), await say(made, dot!, roomId)]).toEqual(['ok', 'ok']);
    expect(await say(made, cid!, roomId)).toBe('slow-mode 60');
    expect([await say(made, bob!, roomId), await say(made, bob!, roomId)]).toEqual(['ok', 'ok']);
    made.clock.turn(MINUTE_MS - 500);
    expect(await say(made, cid!, roomId)).toBe('slow-mode 1');
    made.clock.turn(500);
    const both = await Promise.all([say(made, cid!, roomId), say(made, cid!, roomId)]);
    expect(both.toSorted()).toEqual(['ok', 'slow-mode 60']);
  });

  test('say who invites, and hold for no conversation', async () => {
    const made = await world();
    const [, bob, cid] = await made.people('ann', 'bob', 'cid');
    const roomId = await room(bob!, cid!);
    await bob!.request('roomRulesSet', {roomId, invite: 'moderator'});
    expect(await cid!.codeOf('roomInvite', {roomId, names: ['ann']})).toBe('not-allowed');
    expect(await bob!.codeOf('roomInvite', {roomId, names: ['ann']})).toBe('ok');
    const direct = await bob!.request('directOpen', {name: 'cid'});
    expect(direct.rules).toBeUndefined();
    expect(await bob!.codeOf('roomRulesSet', {roomId: direct.roomId, isLocked: true})).toBe('not-allowed');
    expect(await bob!.codeOf('memberRemove', {roomId: direct.roomId, name: 'cid', reason: ''})).toBe('not-allowed');
  });
});

describe('whoever is removed from a room', () => {
  test('is out on all devices, comes back by invitation only, and others are told', async () => {
    const made = await world();
    const [, bob, cid, dot] = await made.people('ann', 'bob', 'cid', 'dot');
    const roomId = await room(bob!, cid!, dot!);
    const second = await cid!.another();
    expect(await dot!.codeOf('memberRemove', {roomId, name: 'cid', reason: ''})).toBe('not-allowed');
    await bob!.request('memberRemove', {roomId, name: 'cid', reason: 'too loud'});
    await Promise.all([cid!, second].map(one => one.next('roomClosed')));
    expect(await say(made, cid!, roomId)).toBe('not-in-room this room');
    expect(await cid!.codeOf('roomJoin', {name: 'tea'})).toBe('removed-from-room #tea');
    expect((await dot!.request('entryList', {roomId})).entries.at(-1)).toMatchObject({
      kind: 'memberRemoved',
      sender: 'bob',
      target: 'cid',
      text: 'too loud',
    });
    await dot!.request('roomInvite', {roomId, names: ['cid']});
    expect(await cid!.codeOf('roomJoin', {name: 'tea'})).toBe('ok');
    await cid!.request('roomLeave', {roomId});
    expect(await cid!.codeOf('roomJoin', {name: 'tea'})).toBe('ok');
    expect(await bob!.codeOf('memberRemove', {roomId: made.lobby, name: 'cid', reason: ''})).toBe('not-allowed');
  });
});
