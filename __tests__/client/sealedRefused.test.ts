/** What the server refuses in an encrypted room and somebody throws away is gone: it goes out with nothing that is said later. */
import {expect, test} from '@jest/globals';
import {setRules} from '../../src/client/actions/governance.ts';
import {sendAndWait} from '../../src/client/actions/messages/message.ts';
import {createRoom, invite, joinRoom} from '../../src/client/actions/room.ts';
import {changeDevices} from '../../src/client/encryption/devices/links.ts';
import {ChatError} from '../../src/shared/errors.ts';
import {world, type World} from '../support/world.ts';
import {throughGates} from './support/heldRequests.ts';
import {memberAgain, type Member} from './support/member.ts';
import {aliceAndBob, approvedElsewhere, enter, person, secretsOf} from './support/sealedMembers.ts';

const saying = ({client}: Member, roomId: number, text: string) => ({
  roomId,
  clientMsgId: client.options.newId(),
  body: {type: 'message' as const, text, sentAtMs: 1},
});

async function slowRoom(on: World) {
  const [alice, bob] = [await person(on, 'alice'), await person(on, 'bob')];
  const {roomId} = await createRoom(alice.client, {name: 'garden', isPrivate: true});
  await invite(alice.client, roomId, ['bob']);
  await joinRoom(bob.client, 'garden');
  enter(alice, roomId);
  await setRules(alice.client, roomId, {slowMs: 60_000});
  await sendAndWait(bob.client, roomId, {text: 'one'});
  return {alice, bob, roomId};
}

test('a message that was too fast and is thrown away does not go out with the next one', async () => {
  const on = await world();
  const {alice, bob, roomId} = await slowRoom(on);
  const refused = sendAndWait(bob.client, roomId, {text: 'thrown away', isHasty: true});
  await expect(refused).rejects.toMatchObject({code: 'slow-mode'});
  on.clock.turn(61_000);
  // The queue of the first run waits as long as the server has said.
  await bob.client.close();
  const again = await memberAgain(on.url, bob, {secretPlace: secretsOf('bob')});
  await sendAndWait(again.client, roomId, {text: 'next'});
  await alice.sees('the next one', () => alice.texts(roomId).includes('next'));
  expect(alice.texts(roomId)).toEqual(expect.not.arrayContaining(['thrown away']));
  expect(alice.room(roomId).lock?.problem).toBeUndefined();
});

test('one that is kept goes out once, when it may', async () => {
  const on = await world();
  const {alice, bob, roomId} = await slowRoom(on);
  const {sending} = await bob.client.parts.keys.session();
  const kept = saying(bob, roomId, 'kept');
  await expect(sending.send(kept)).rejects.toMatchObject({code: 'slow-mode'});
  on.clock.turn(61_000);
  await sending.send(kept);
  await alice.sees('it', () => alice.texts(roomId).includes('kept'));
  expect(alice.texts(roomId).filter(text => text === 'kept')).toHaveLength(1);
  expect(alice.room(roomId).lock?.problem).toBeUndefined();
});

test('what is refused of an earlier run is no error of what is said now', async () => {
  const on = await world();
  const {alice, bob, roomId} = await aliceAndBob(on);
  const {sending} = await alice.client.parts.keys.session();
  const opens = throughGates(alice, {up: async () => Promise.reject(new ChatError('disconnected'))});
  const file = {sizeBytes: 1e12, isDirect: false};
  const identity = `AGE-SECRET-KEY-1${'Q'.repeat(58)}`;
  const content = {name: 'all.tar', sizeBytes: 1e12, identity, sha256: '0'.repeat(64)};
  const body = {type: 'file' as const, ...content, sentAtMs: 1};
  const offer = sending.send({roomId, clientMsgId: alice.client.options.newId(), body, file});
  await expect(offer).rejects.toMatchObject({code: 'disconnected'});
  opens();
  await sending.send(saying(alice, roomId, 'said now'));
  await bob.sees('it', () => bob.texts(roomId).includes('said now'));
  expect(bob.room(roomId).lock?.problem).toBeUndefined();
});

test('a file that may have been offered is offered as it was, also where the keys are others by then', async () => {
  const on = await world();
  const {alice, bob, roomId} = await aliceAndBob(on);
  const {sending} = await alice.client.parts.keys.session();
  const opens = throughGates(alice, {
    down: name => (name === 'fileOffer' ? Promise.reject(new ChatError('disconnected')) : undefined),
  });
  const content = {
    name: 'all.tar',
    sizeBytes: 3,
    identity: `AGE-SECRET-KEY-1${'Q'.repeat(58)}`,
    sha256: '0'.repeat(64),
  };
  const offer = {
    roomId,
    clientMsgId: alice.client.options.newId(),
    body: {type: 'file' as const, ...content, sentAtMs: 1},
    file: {sizeBytes: 300, isDirect: false},
  };
  await expect(sending.send(offer)).rejects.toMatchObject({code: 'disconnected'});
  opens();
  const {first, state} = await approvedElsewhere(on, bob, 'laptop');
  const kept = state.devices.filter(({dev}) => dev.equals(first.own.dev));
  await changeDevices(bob.client, first, {type: 'revoke', devices: () => kept});
  await expect(sending.send(offer)).resolves.toMatchObject({fileId: expect.any(String)});
  await sending.send(saying(alice, roomId, 'said after it'));
  await bob.sees('it', () => bob.texts(roomId).includes('said after it'));
  expect(bob.room(roomId).lock?.problem).toBeUndefined();
});

test('an answer that is not understood is none: what may have been said is said again as it was', async () => {
  const on = await world();
  const {alice, bob, roomId} = await aliceAndBob(on);
  const {sending} = await alice.client.parts.keys.session();
  const opens = throughGates(alice, {
    down: name => (name === 'sealedSend' ? Promise.reject(new ChatError('bad-answer', name)) : undefined),
  });
  const kept = saying(alice, roomId, 'kept');
  await expect(sending.send(kept)).rejects.toMatchObject({code: 'bad-answer'});
  opens();
  await sending.send(kept);
  await sending.send(saying(alice, roomId, 'next'));
  await bob.sees('the next one', () => bob.texts(roomId).includes('next'));
  expect(bob.texts(roomId).filter(text => text === 'kept')).toHaveLength(1);
  expect(bob.room(roomId).lock?.problem).toBeUndefined();
  const {reading} = await bob.client.parts.keys.session();
  await reading.walk(roomId);
  expect(bob.notices().filter(text => text.includes('is missing here'))).toEqual([]);
});
