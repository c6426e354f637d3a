/** Keys for a new device of one's own: whoever has hidden a conversation, or left a room, still gives those of all others. */
import {expect, test} from '@jest/globals';
import {DatabaseSync} from 'node:sqlite';
import {join} from 'node:path';
import {createRoom, invite, joinRoom, leaveRoom, openDirect} from '../../src/client/actions/room.ts';
import {sendAndWait} from '../../src/client/actions/messages/message.ts';
import {world, type World} from '../support/world.ts';
import type {Member} from './support/member.ts';
import {approvedElsewhere, conversation, enter, person} from './support/sealedMembers.ts';

/** Bob is in a conversation with alice, in another one with carol, and in alice's room. */
async function threeRooms(on: World) {
  const alice = await person(on, 'alice');
  await person(on, 'carol');
  const {other: bob, roomId: hers} = await conversation(on, alice, 'bob', ['of alice']);
  const {roomId: garden} = await createRoom(alice.client, {name: 'garden', isPrivate: true});
  await invite(alice.client, garden, ['bob']);
  await joinRoom(bob.client, 'garden');
  await sendAndWait(bob.client, garden, {text: 'of the room'});
  const {roomId: carols} = await openDirect(bob.client, 'carol');
  await sendAndWait(bob.client, carols, {text: 'of carol'});
  return {bob, hers, garden, carols};
}

const reads = async (laptop: Member, roomId: number, text: string): Promise<void> => {
  enter(laptop, roomId);
  await laptop.sees(text, () => laptop.texts(roomId).includes(text));
};

test('who has hidden one conversation and left one room gives a new device the keys of the third', async () => {
  const on = await world();
  const {bob, hers, garden, carols} = await threeRooms(on);
  for (const roomId of [hers, garden]) await leaveRoom(bob.client, roomId);
  const {first, other: laptop, state} = await approvedElsewhere(on, bob, 'laptop');
  expect((await first.conversations.loadAll()).map(one => one.roomId)).toEqual([carols]);
  await first.conversations.shareWith(state);
  await reads(laptop, carols, 'of carol');
});

test('also who leaves while they are given, or whose server has lost an epoch of one conversation', async () => {
  const on = await world();
  const {bob, hers, garden, carols} = await threeRooms(on);
  const {first, other: laptop, state} = await approvedElsewhere(on, bob, 'laptop');
  await first.conversations.loadAll();
  await leaveRoom(bob.client, garden);
  const database = new DatabaseSync(join(on.dataDir, 'chat.db'));
  database.prepare('DELETE FROM epochs WHERE room_id = ?').run(hers);
  database.close();
  await on.restart();
  await bob.sees('the server again', ({connection}) => connection.status === 'online');
  await laptop.sees('the server again', ({connection}) => connection.status === 'online');
  await first.conversations.shareWith(state, [garden, hers, carols]);
  await reads(laptop, carols, 'of carol');
  expect(laptop.room(carols).lock?.problem).toBeUndefined();
});
