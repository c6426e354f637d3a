/** Roles on the server, over the wire: given, felt at once on all devices, handed over. */
import {describe, expect, test} from '@jest/globals';
import {world} from '../support/world.ts';

describe('a role on the server', () => {
  test('is given by the owner, told on all devices, and lets do what the table says', async () => {
    const made = await world();
    const [ann, bob, cid] = await made.people('ann', 'bob', 'cid');
    const second = await bob!.another();
    const kick = () => bob!.codeOf('userKick', {name: 'cid', reason: '', forMs: 1_000});
    expect(await kick()).toBe('not-allowed');
    expect(await bob!.codeOf('userRoleSet', {name: 'cid', role: 'moderator'})).toBe('not-allowed');
    await ann!.request('userRoleSet', {name: 'bob', role: 'moderator'});
    expect([await bob!.next('roleChanged'), await second.next('roleChanged')]).toEqual([
      {role: 'moderator'},
      {role: 'moderator'},
    ]);
    expect([await bob!.codeOf('adminLog', {}), await kick()]).toEqual(['not-allowed', 'ok']);
    await cid!.ended;
    expect(await bob!.codeOf('userKick', {name: 'ann', reason: ''})).toBe('not-allowed');
  });

  test('of the owner is handed over, and the one before is an admin at once', async () => {
    const made = await world();
    const [ann, bob] = await made.people('ann', 'bob');
    await ann!.request('userRoleSet', {name: 'bob', role: 'owner'});
    expect([await ann!.next('roleChanged'), await bob!.next('roleChanged')]).toEqual([
      {role: 'admin'},
      {role: 'owner'},
    ]);
    expect(await ann!.codeOf('userRoleSet', {name: 'bob', role: 'member'})).toBe('owner-stays bob');
    expect(await bob!.codeOf('userRoleSet', {name: 'bob', role: 'member'})).toBe('direct-self');
    await made.restart();
    expect((await made.open('bob', bob!.token)).session.me.role).toBe('owner');
    expect(await made.server.runConsole('role @ann owner')).toEqual(['@ann is the owner now.']);
  });

  test('guest closes the lobby on all devices; member opens it again', async () => {
    const made = await world();
    const [ann, bob] = await made.people('ann', 'bob');
    await ann!.request('userRoleSet', {name: 'bob', role: 'guest'});
    expect(await bob!.next('roomClosed')).toEqual({roomId: made.lobby});
    await made.say(ann!, made.lobby, 'not for guests');
    await bob!.settle();
    expect(bob!.told('entriesAppended').flatMap(({entries}) => entries.map(({kind}) => kind))).not.toContain('message');
    expect(await bob!.codeOf('entryList', {roomId: made.lobby})).toBe('not-in-room this room');
    expect(await bob!.codeOf('roomJoin', {name: 'lobby'})).toBe('room-not-found #lobby');
    expect(await bob!.codeOf('roomJoin', {name: 'nothing'})).toBe('room-not-found #nothing');
    await ann!.request('userRoleSet', {name: 'bob', role: 'member'});
    expect(await bob!.next('roomOpened')).toMatchObject({room: {name: 'lobby'}});
  });
});
