/** Roles on the server, over the wire: given, felt at once on all devices, handed over. */
import {describe, expect, test} from '@jest/globals';
import {join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {recoverOwner} from '../../src/server/signIn/recoverOwner.ts';
import {PASSWORD, world} from '../support/world.ts';

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

  test.each(['disable @bob gone', 'ban @bob', 'kick @bob'])(
    'of the owner lets in who could not come in: %s',
    async command => {
      const made = await world();
      const [ann] = await made.people('ann', 'bob');
      await made.server.runConsole(command);
      const login = async () => (await made.device()).codeOf('sessionLogin', {name: 'bob', password: PASSWORD});
      expect(await login()).not.toBe('ok');
      await ann!.request('userRoleSet', {name: 'bob', role: 'owner'});
      expect(await login()).toBe('ok');
      expect(await made.server.runConsole('sanctions')).toEqual([]);
    },
  );

  test('of the owner can be used again after a recovery, whatever kept them out', async () => {
    const made = await world();
    await made.person('ann');
    await made.server.close();
    const database = new DatabaseSync(join(made.dataDir, 'chat.db'));
    database.exec(
      "UPDATE accounts SET disabled_words = 'x', banned_until_ms = 9e15, kicked_until_ms = 9e15 WHERE name = 'ann'",
    );
    database.close();
    const password = 'another password for tests';
    const {dataDir, newId} = made;
    expect(await recoverOwner({dataDir, password, now: made.clock.now, newId})).toBe('ann');
    await made.restart();
    expect(await (await made.device()).codeOf('sessionLogin', {name: 'ann', password})).toBe('ok');
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
