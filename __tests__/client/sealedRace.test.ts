/** Two members who change the keys of an encrypted room at the same moment: one change, which is that of both. */
import {afterEach, expect, test} from '@jest/globals';
import {sendAndWait} from '../../src/client/actions/messages/message.ts';
import {removeFromRoom} from '../../src/client/actions/governance.ts';
import {createRoom, invite, joinRoom} from '../../src/client/actions/room.ts';
import {makeEpoch} from '../../src/client/encryption/epochs/makingEpoch.ts';
import {openRenewing} from '../../src/client/encryption/epochs/renewing.ts';
import {verifyStatement} from '../../src/shared/sealed/membership.ts';
import type {ReadStatement} from '../../src/shared/sealed/statement.ts';
import {openFaultProxy} from '../support/machine/faultProxy.ts';
import {world, type World} from '../support/world.ts';
import {member, type Member} from './support/member.ts';
import {enter, person, secretsOf} from './support/sealedMembers.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** Alice's, where `meanwhile` happens after each epoch is made and before it is sent. */
async function slowRenewing(alice: Member, meanwhile: () => Promise<void>) {
  const {store, own, accounts, conversations} = await alice.client.parts.keys.session();
  return openRenewing(alice.client, {
    store,
    accounts,
    conversationOf: roomId => conversations.known(roomId),
    refresh: roomId => conversations.refresh(roomId),
    async make(wanted) {
      const request = await makeEpoch(
        {kind: 'room', ...wanted},
        {
          store,
          own,
          accounts,
          me: 'alice',
          keyPlace: (roomId, n) => `epoch ${roomId} ${n}`,
          verify: (before, statement, serverId) =>
            verifyStatement(before, statement, {accounts: (name, n) => accounts.known(name)[n], serverId}),
        },
      );
      await meanwhile();
      return request;
    },
  });
}

/** The room of three, out of which the server has put carol: the members change the keys next. */
async function roomWithout(on: World) {
  const [alice, bob, carol] = [await person(on, 'alice'), await person(on, 'bob'), await person(on, 'carol')];
  const {roomId} = await createRoom(alice.client, {name: 'garden', isPrivate: true});
  await invite(alice.client, roomId, ['bob', 'carol']);
  for (const one of [bob, carol]) await joinRoom(one.client, 'garden');
  const raw = await on.open('alice', alice.token);
  await raw.request('memberRemove', {roomId, name: 'carol', reason: ''});
  const [hers, his] = [await alice.client.parts.keys.session(), await bob.client.parts.keys.session()];
  await bob.sees('that carol is out', () => his.conversations.isShort(roomId));
  await hers.conversations.refresh(roomId);
  return {alice, bob, roomId, hers};
}

/** Bob changes the keys first, which alice hears while hers are made: there are `before` epochs, and `slow` makes hers. */
async function race() {
  const {alice, bob, roomId, hers} = await roomWithout(await world());
  const before = hers.conversations.known(roomId)!.epochs.length;
  let made = 0;
  const slow = await slowRenewing(alice, async () => {
    if (made++ > 0) return;
    await sendAndWait(bob.client, roomId, {text: 'bob was first'});
    await hers.conversations.refresh(roomId);
  });
  return {alice, bob, roomId, hers, before, slow, madeCount: () => made};
}

/** Of all that the server has. */
async function epochCount(one: Member, roomId: number): Promise<number> {
  const {conversations} = await one.client.parts.keys.session();
  return (await conversations.refresh(roomId))!.epochs.length;
}
const membersOf = ({members}: ReadStatement) =>
  members
    .map(({name}) => name)
    .toSorted()
    .join(' ');

test('the epoch of the other, heard while one’s own is made, is as good: nothing is changed a second time', async () => {
  const {alice, bob, roomId, hers, before, slow, madeCount} = await race();
  const {epochs} = await slow.renew(roomId, [], {removes: ['carol']});
  expect(epochs.slice(before).map(({statement}) => membersOf(statement))).toEqual(['alice bob']);
  expect(await epochCount(bob, roomId)).toBe(before + 1);
  expect([madeCount(), hers.store.rows.madeOf(roomId)]).toEqual([1, undefined]);
  await sendAndWait(alice.client, roomId, {text: 'alice too'});
  await bob.sees('her', () => bob.texts(roomId).includes('alice too'));
});

test('the epoch of the other that does not say what is wanted is followed by one’s own', async () => {
  const {bob, roomId, before, slow} = await race();
  const {epochs} = await slow.renew(roomId, [], {removes: ['carol'], keepers: ['alice', 'bob']});
  expect(epochs.slice(before).map(({statement}) => statement.keepers.toSorted().join(' '))).toEqual([
    'alice',
    'alice bob',
  ]);
  expect(await epochCount(bob, roomId)).toBe(before + 2);
});

test('what was sealed before the keys were changed is sealed again with the ones there are', async () => {
  const on = await world();
  const bob = await person(on, 'bob');
  const proxy = await openFaultProxy(Number(new URL(on.url).port));
  closing.push(() => proxy.close());
  const alice = await member(proxy.url, 'alice', {secretPlace: secretsOf('alice'), encryptsNew: true});
  const carol = await person(on, 'carol');
  const {roomId} = await createRoom(bob.client, {name: 'garden', isPrivate: true});
  await alice.client.parts.keys.session();
  await invite(bob.client, roomId, ['alice', 'carol']);
  for (const one of [alice, carol]) await joinRoom(one.client, 'garden');
  await sendAndWait(alice.client, roomId, {text: 'hello'});
  const {sending} = await alice.client.parts.keys.session();
  proxy.refuse(true);
  proxy.resetAll();
  await alice.sees('that it is gone', ({connection}) => connection.status === 'reconnecting');
  const said = {
    roomId,
    clientMsgId: alice.client.options.newId(),
    body: {type: 'message' as const, text: 'late', sentAtMs: 1},
  };
  await expect(sending.send(said)).rejects.toMatchObject({code: 'disconnected'});
  await removeFromRoom(bob.client, roomId, 'carol');
  const count = await epochCount(bob, roomId);
  proxy.refuse(false);
  await alice.sees('the server again', ({connection}) => connection.status === 'online');
  expect(await epochCount(alice, roomId)).toBe(count);
  await sending.send(said);
  enter(bob, roomId);
  await bob.sees('what she said', () => bob.texts(roomId).includes('late'));
  expect(await epochCount(alice, roomId)).toBe(count);
});
