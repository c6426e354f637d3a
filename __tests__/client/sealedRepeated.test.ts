/** A message that is sent once more to an encrypted room, as a script does that tries again: it is the same one. */
import {expect, test} from '@jest/globals';
import {DatabaseSync} from 'node:sqlite';
import {sendAndWait} from '../../src/client/actions/messages/message.ts';
import {storeFileIn} from '../../src/client/local/store.ts';
import {within} from '../support/suite/deadline.ts';
import {world, type World} from '../support/world.ts';
import {moment, throughGates} from './support/heldRequests.ts';
import {memberAgain, type Member} from './support/member.ts';
import {aliceAndBob, secretsOf} from './support/sealedMembers.ts';

/** The next call of a shell verb on the machine of this person. */
const verbOf = (on: World, one: Member) =>
  memberAgain(on.url, one, {secretPlace: secretsOf(one.name), isHeadless: true});

/** @returns where the server has it */
async function sendOnce(
  on: World,
  one: Member,
  said: {roomId: number; text: string; clientMsgId?: string},
): Promise<number> {
  const {client} = await verbOf(on, one);
  const {seq} = await sendAndWait(client, said.roomId, said);
  await client.close();
  return seq;
}

/** What bob is told of it once he has the text. */
async function toldAt(bob: Member, roomId: number, text: string): Promise<string[]> {
  await bob.sees(text, () => bob.texts(roomId).includes(text));
  await (await bob.client.parts.keys.session()).reading.walk(roomId);
  return bob.notices().filter(notice => notice.includes('is missing here'));
}

test('is answered with what was sent the first time, and the next message follows on that', async () => {
  const on = await world();
  const {alice, bob, roomId} = await aliceAndBob(on);
  await alice.client.close();
  const clientMsgId = on.newId();
  const first = await sendOnce(on, alice, {roomId, text: 'hi', clientMsgId});
  expect(await sendOnce(on, alice, {roomId, text: 'hi', clientMsgId})).toBe(first);
  await sendOnce(on, alice, {roomId, text: 'next'});
  expect(await toldAt(bob, roomId, 'next')).toEqual([]);
  expect(bob.texts(roomId).filter(text => text === 'hi')).toHaveLength(1);
});

test('also where this machine does not know any more that it was sent', async () => {
  const on = await world();
  const {alice, bob, roomId} = await aliceAndBob(on);
  const dir = alice.client.local.dirOf('alice');
  await alice.client.close();
  const clientMsgId = on.newId();
  const first = await sendOnce(on, alice, {roomId, text: 'hi', clientMsgId});
  // It has seen the log, as a program does that runs a while.
  const again = await verbOf(on, alice);
  await (await again.client.parts.keys.session()).reading.walk(roomId);
  await again.client.close();
  const database = new DatabaseSync(storeFileIn(dir));
  database.exec('DELETE FROM sealed_sent');
  database.close();
  expect(await sendOnce(on, alice, {roomId, text: 'hi', clientMsgId})).toBe(first);
  await sendOnce(on, alice, {roomId, text: 'next'});
  expect(await toldAt(bob, roomId, 'next')).toEqual([]);
  expect(bob.texts(roomId).filter(text => text === 'hi')).toHaveLength(1);
});

test('is sent anew where the history that had it was given up', async () => {
  const on = await world();
  const {alice, roomId} = await aliceAndBob(on);
  const clientMsgId = on.newId();
  await sendAndWait(alice.client, roomId, {text: 'hi', clientMsgId});
  await (await alice.client.parts.keys.session()).reading.accept(roomId);
  const asked = moment();
  throughGates(alice, {
    async up(name) {
      if (name === 'sealedSend') asked.comes();
    },
  });
  await sendAndWait(alice.client, roomId, {text: 'hi', clientMsgId});
  await expect(within('the server to be asked', asked.came)).resolves.toBeUndefined();
});
