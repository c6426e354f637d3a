/** Requests of those who are not logged in, not any more, or as somebody else: refused, heard by nobody, written down. */
import {describe, expect, test} from '@jest/globals';
import {packetsFor, REQUEST_NAMES} from '../support/hostile/hostilePackets.ts';
import {world, type Person, type World} from '../support/world.ts';
import type {RequestName} from '../../src/shared/protocol.ts';

/** Requests that are answered before a login: they ask for a password, a signature or the secret of a link themselves. */
const FOR_ANYONE: readonly RequestName[] = [
  'ping',
  'serverShow',
  'accountRegister',
  'invitationShow',
  'passwordReset',
  'passwordResetShow',
  'secondFactorBegin',
  'secondFactorConfirm',
  'secondFactorEnd',
  'sessionLogin',
  'sshChallenge',
  'sshKeyBegin',
  'sshLogin',
];
const FOR_ADMINS: readonly RequestName[] = ['userKick', 'adminLog', 'adminUsers', 'serverKeep', 'serverStop'];

const packetsOf = (made: World) =>
  packetsFor({roomId: made.lobby, fileId: 'A'.repeat(22), roomName: 'lobby', person: 'bob', newId: made.newId});

const codeOf = (answer: unknown): string => /"code":"([^"]*)"/.exec(JSON.stringify(answer))?.[1] ?? 'ok';

/** Nothing was said in the lobby since. */
async function expectSilence(made: World, bob: Person, before: number): Promise<void> {
  const {lastSeq} = await bob.request('entryList', {roomId: made.lobby});
  expect(lastSeq).toBe(before);
  expect(
    bob
      .told('entriesAppended')
      .flatMap(({entries}) => entries)
      .filter(({seq}) => seq > before),
  ).toEqual([]);
}

const endOf = async (made: World, bob: Person) => (await bob.request('entryList', {roomId: made.lobby})).lastSeq;

describe('B23 requests', () => {
  test('before a login are refused, every one that needs one', async () => {
    const made = await world();
    const [, bob] = (await made.people('ann', 'bob')) as [Person, Person];
    const before = await endOf(made, bob);
    const anonymous = await made.device();
    const packets = packetsOf(made);
    for (const name of REQUEST_NAMES.filter(one => !FOR_ANYONE.includes(one))) {
      expect([name, codeOf(await anonymous.raw(name, packets[name]))]).toEqual([name, 'not-signed-in']);
    }
    await expectSilence(made, bob, before);
    expect(anonymous.events).toEqual([]);
  });

  test('of a member that are for admins are refused', async () => {
    const made = await world();
    const [, bob] = (await made.people('ann', 'bob')) as [Person, Person];
    const packets = packetsOf(made);
    for (const name of FOR_ADMINS) expect(codeOf(await bob.raw(name, packets[name]))).toBe('not-allowed');
    await bob.settle();
  });

  test('on the same line after a logout reach nobody', async () => {
    const made = await world();
    const [ann, bob] = (await made.people('ann', 'bob')) as [Person, Person];
    const before = await endOf(made, bob);
    const packets = packetsOf(made);
    ann.socket.emit('sessionEnd', {}, () => undefined);
    for (const name of ['messageSend', 'topicSet', 'presenceSet'] as const) {
      ann.socket.emit(name, packets[name], () => undefined);
    }
    await ann.ended;
    await expectSilence(made, bob, before);
  });

  test('after a kick reach nobody, until the next login', async () => {
    const made = await world();
    const [ann, bob, eve] = (await made.people('ann', 'bob', 'eve')) as [Person, Person, Person];
    await ann.request('userKick', {name: 'eve', reason: 'x'});
    const before = await endOf(made, bob);
    for (let round = 0; round < 20; round++)
      eve.socket.emit('messageSend', packetsOf(made).messageSend, () => undefined);
    await eve.ended;
    await expectSilence(made, bob, before);
  });

  test('with a void token are refused on both ports, and written down', async () => {
    const made = await world();
    const [ann, bob] = (await made.people('ann', 'bob')) as [Person, Person];
    const {fileId} = await bob.request('fileOffer', {...packetsOf(made).fileOffer, clientMsgId: made.newId()});
    await bob.request('sessionEnd', {});
    await expect(made.device({token: bob.token})).rejects.toMatchObject({code: 'session-expired'});
    const headers = {authorization: `Bearer ${bob.token}`};
    expect((await fetch(`${made.url}/files/${fileId}`, {headers})).status).toBe(401);
    const {records} = await ann.request('adminLog', {});
    expect(records).toContainEqual(expect.objectContaining({method: 'token', isSuccess: false}));
    expect(records).toContainEqual(expect.objectContaining({name: 'bob', method: 'logout'}));
  });

  test('that name somebody else as their sender are refused', async () => {
    const made = await world();
    const [ann, bob] = (await made.people('ann', 'bob')) as [Person, Person];
    const before = await endOf(made, bob);
    const message = packetsOf(made).messageSend;
    for (const extra of [{sender: 'bob'}, {token: bob.token}, {userId: 2}, {seq: 1}, {sentAtMs: 0}]) {
      expect(codeOf(await ann.raw('messageSend', {...message, ...extra}))).toBe('bad-request');
    }
    await expectSilence(made, bob, before);
  });

  test('of a changed password leave no other login standing', async () => {
    const made = await world();
    const ann = await made.person('ann');
    const other = await ann.another();
    const anonymous = await made.device();
    const {token} = await anonymous.request('sessionLogin', {name: 'ann', password: 'a password for tests'});
    await other.request('passwordChange', {oldPassword: 'a password for tests', newPassword: 'quite another one'});
    await anonymous.ended;
    await expect(made.device({token})).rejects.toMatchObject({code: 'session-expired'});
    await other.settle();
  });
});
