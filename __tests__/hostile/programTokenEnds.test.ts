/** Tokens for programs that would go on after they were revoked, after their end, or after that of their account. */
import {describe, expect, test} from '@jest/globals';
import {asker, creation, PATCH} from '../server/filesSupport.ts';
import {within} from '../support/suite/deadline.ts';
import {comeBack, HOUR_MS, scene, type Scene} from '../support/keys/programTokens.ts';
import {PASSWORD} from '../support/world.ts';

describe('B151 a token whose time is over', () => {
  type Taking = (scene: Scene) => Promise<unknown>;
  const admin =
    (name: string): Taking =>
    ({made}) =>
      made.server.runConsole(`${name} bob`);
  const ENDS: readonly (readonly [string, Taking])[] = [
    ['was revoked', ({bob}) => bob.request('tokenRevoke', {number: 2})],
    [
      'was revoked twenty times at once',
      ({bob}) => Promise.all(Array.from({length: 20}, () => bob.codeOf('tokenRevoke', {number: 2}))),
    ],
    ['was ended as a device', ({bob}) => bob.request('deviceEnd', {number: 2})],
    ['was revoked by an admin', ({made}) => made.server.runConsole('revoke-token @bob 2')],
    ['has reached its end', async ({made}) => made.clock.turn(HOUR_MS)],
    ['belongs to somebody who was kicked', admin('kick')],
    ['belongs to somebody who was banned', admin('ban')],
    ['belongs to an account that was disabled', admin('disable')],
    ['belongs to an account that was deleted', admin('delete-account')],
    [
      'belongs to an account with another password',
      ({bob}) => bob.request('passwordChange', {oldPassword: PASSWORD, newPassword: 'another long password'}),
    ],
  ];

  test.each(ENDS)('ends with its connections and transfers when it %s', async (_, take) => {
    const all = await scene();
    const {made, bob, garden, token} = all;
    const secret = await token(['read', 'files'], [garden]);
    const program = await made.open('bob', secret);
    const ask = asker(made.url, secret);
    const {fileId} = await bob.request('fileOffer', {
      roomId: garden,
      clientMsgId: made.newId(),
      name: 'x',
      sizeBytes: 9,
    });
    expect((await ask('POST', '/files/', creation(fileId, 9))).status).toBe(201);
    expect(
      (await ask('PATCH', `/files/${fileId}`, {...PATCH, 'upload-offset': '0'}, Buffer.from('12345'))).status,
    ).toBe(204);
    // A download that waits for the rest.
    const running = fetch(`${made.url}/files/${fileId}`, {headers: {authorization: `Bearer ${secret}`}});
    const cut = (await running).arrayBuffer().then(
      () => 'whole',
      () => 'cut',
    );
    await take(all);
    // What is looked at once a minute, or every ten seconds, would be too late.
    await within('the end of the connection', program.ended);
    expect(await within('the end of the transfer', cut)).toBe('cut');
    expect((await ask('GET', `/files/${fileId}`)).status).toBeGreaterThanOrEqual(401);
    expect(await comeBack(made, secret)).not.toBe('ok');
  });

  test('is not brought back by a restart, and those of others stay', async () => {
    const {made, ann, bob, token} = await scene();
    const [brief, long] = [await token(['read'], undefined, 60_000), await token(['read'])];
    const theirs = await ann.request('tokenCreate', {name: 'hers', rights: ['read'], forMs: HOUR_MS});
    expect(await bob.codeOf('tokenRevoke', {number: 99})).toBe('token-not-found 99');
    // A login is no token.
    expect(await bob.codeOf('tokenRevoke', {number: 1})).toBe('token-not-found 1');
    made.clock.turn(60_000);
    await made.restart();
    const codes = await Promise.all([brief, long, theirs.token].map(one => comeBack(made, one)));
    expect(codes).toEqual(['session-expired', 'ok', 'ok']);
  });

  test('ends what waits for it in the middle: of many requests at once none is served after that', async () => {
    const {made, bob, garden, open} = await scene();
    const program = await open(['send'], [garden]);
    const send = () =>
      program
        .codeOf('messageSend', {roomId: garden, clientMsgId: made.newId(), kind: 'message', text: 'x'})
        .catch(() => 'cut');
    const before = await send();
    await bob.request('tokenRevoke', {number: 2});
    const {lastSeq} = await bob.request('entryList', {roomId: garden, limit: 1});
    await Promise.race([Promise.all(Array.from({length: 100}, send)), program.ended]);
    await program.ended;
    expect(before).toBe('ok');
    expect((await bob.request('entryList', {roomId: garden, limit: 1})).lastSeq).toBe(lastSeq);
  });
});
