/** A machine whose data folder was put back from a backup, and keys that get old over several runs of the program. */
import {expect, test} from '@jest/globals';
import {cp, rm} from 'node:fs/promises';
import {sendAndWait} from '../../src/client/actions/messages/message.ts';
import type {ClientOptions} from '../../src/client/core/core.ts';
import {DAY_MS} from '../../src/shared/limits.ts';
import {world} from '../support/world.ts';
import {memberAgain, temporaryFolder, type Member} from './support/member.ts';
import {aliceAndBob, enter, entriesOf, secretsOf} from './support/sealedMembers.ts';

const failures = (one: Member, roomId: number) =>
  entriesOf(one, roomId).flatMap(entry => (entry.kind === 'sealed' ? [entry.failure] : []));

test.each([
  ['a shell verb', true],
  ['a screen', false],
])('after a backup %s says nothing twice under one counter: everybody reads it', async (_, isHeadless) => {
  const on = await world();
  const {alice, bob, roomId} = await aliceAndBob(on);
  const options: Partial<ClientOptions> = {secretPlace: secretsOf('alice'), isHeadless};
  await alice.client.close();
  const backup = await temporaryFolder();
  await cp(alice.dataDir, backup, {recursive: true});
  const first = await memberAgain(on.url, alice, options);
  for (const text of ['two', 'three']) await sendAndWait(first.client, roomId, {text});
  await first.client.close();
  for (const text of ['by bob', 'by bob again']) await sendAndWait(bob.client, roomId, {text});
  await rm(alice.dataDir, {recursive: true});
  await cp(backup, alice.dataDir, {recursive: true});
  const again = await memberAgain(on.url, alice, options);
  await again.sees('the conversation', state => state.roomById[roomId]);
  await sendAndWait(again.client, roomId, {text: 'four'});
  const {seq} = await sendAndWait(again.client, roomId, {text: 'five'});
  const all = ['before', 'two', 'three', 'by bob', 'by bob again', 'four', 'five'];
  await bob.sees('all of it', () => entriesOf(bob, roomId).some(entry => entry.seq === seq));
  expect(failures(bob, roomId)).toEqual([]);
  expect(bob.texts(roomId).filter(text => all.includes(text))).toEqual(all);
  expect(bob.room(roomId).lock?.problem).toBeUndefined();
  expect(bob.notices().filter(text => text.includes('is missing here'))).toEqual([]);
});

test('keys are changed after a week, also by a program that is begun anew each time', async () => {
  const on = await world();
  const {alice, roomId} = await aliceAndBob(on);
  let before = alice;
  const ns: number[] = [];
  for (const days of [0, 4, 8, 12, 16]) {
    await before.client.close();
    const now = () => Date.now() + days * DAY_MS;
    before = await memberAgain(on.url, alice, {secretPlace: secretsOf('alice'), isHeadless: true, now});
    await sendAndWait(before.client, roomId, {text: `day ${days}`});
    const {conversations} = await before.client.parts.keys.session();
    ns.push(conversations.known(roomId)!.epochs.at(-1)!.statement.n);
  }
  expect(ns).toEqual([0, 0, 1, 1, 2]);
  const last = await memberAgain(on.url, alice, {secretPlace: secretsOf('alice')});
  enter(last, roomId);
  await last.sees('what was said last', () => last.texts(roomId).includes('day 16'));
});
