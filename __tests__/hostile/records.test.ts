/** The record of logins and deeds: everything that counts is in it, and nobody floods it. */
import {describe, expect, test} from '@jest/globals';
import {PASSWORD, world} from '../support/world.ts';

describe('B52 records', () => {
  test('of logins by one account do not push out what others did', async () => {
    const made = await world();
    const [ann, bob, eve] = await made.people('ann', 'bob', 'eve');
    await ann!.request('userKick', {name: 'bob', reason: 'too loud', forMs: 7_200_000});
    await eve!.request('passwordChange', {oldPassword: PASSWORD, newPassword: 'another long password'});
    await made.server.runConsole('admin eve');
    const {fileId} = await eve!.request('fileOffer', {
      roomId: made.lobby,
      clientMsgId: made.newId(),
      name: 'a',
      sizeBytes: 5,
    });
    await ann!.request('fileDelete', {fileId});
    for (let round = 0; round < 50; round++) await (await made.device({token: eve!.token})).close();
    const {records} = await ann!.request('adminLog', {limit: 100});
    const shown = records.map(({name, method, about}) => `${name} ${method} ${about ?? ''}`.trim());
    expect(shown).toEqual(
      expect.arrayContaining([
        'ann kick @bob for 2 hours: too loud',
        'eve passwd',
        'server role @eve is admin',
        `ann delete ${fileId} of @eve`,
        'bob register',
      ]),
    );
    const uses = records.filter(({name, method}) => name === 'eve' && method === 'token');
    expect(uses).toMatchObject([{count: 51, address: '127.0.0.1'}]);
    expect(records.filter(({name, method}) => name === 'eve' && method === 'disconnect').length).toBeLessThan(3);
    const lines = made.logLines.filter(line => line.includes('"name":"eve"') && line.includes('"method":"token"'));
    expect(lines).toHaveLength(1);
    const told = (await made.server.runConsole('log 100')).join('\n');
    expect(told).toMatch(/@ann {2,}kick {2,}ok {2,}127\.0\.0\.1:\d+ {2,}@bob for 2 hours: too loud$/m);
    expect(told).toMatch(/@server {2}role {2,}ok {2,}console {2,}@eve is admin$/m);
    expect(bob!.name).toBe('bob');
  });
});
