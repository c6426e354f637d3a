/** A group whose name has changed because an account was deleted: what waits for it is sent, and no other group is meant. */
import {afterAll, expect, test} from '@jest/globals';
import {openGroup} from '../../src/client/actions/room.ts';
import {submit} from '../../src/client/input/submit.ts';
import {sendText} from '../../src/client/actions/messages/message.ts';
import {isKeptRoom, labelOf, roomByLabel} from '../../src/client/state/selectors.ts';
import type {Room} from '../../src/shared/model.ts';
import {openFaultProxy} from '../support/machine/faultProxy.ts';
import {pilot} from '../support/screen/pilot.ts';
import {cleanUp, onCleanUp} from '../support/program.ts';
import {world} from '../support/world.ts';
import {lobby} from './support/fakeServer.ts';
import {member, memberAgain} from './support/member.ts';

afterAll(cleanUp);

test('what was written there without a connection arrives, and a draft comes back', async () => {
  const on = await world();
  const proxy = await openFaultProxy(Number(new URL(on.url).port));
  onCleanUp(() => proxy.close());
  const bob = await member(on.url, 'bob');
  const ann = await member(proxy.url, 'ann');
  const carol = await member(on.url, 'carol');
  const {roomId} = await openGroup(ann.client, ['bob', 'carol']);
  ann.client.dispatch({type: 'roomEntered', roomId});
  proxy.refuse(true);
  proxy.resetAll();
  await ann.sees('the cut', ({connection}) => connection.status !== 'online');
  await sendText(ann.client, roomId, 'written on the train');
  ann.client.parts.outgoing.keepDraft(roomId, 'half a sentence');
  await carol.client.close();
  await on.server.runConsole('delete-account @carol');
  await ann.client.close();
  proxy.refuse(false);
  const again = await memberAgain(proxy.url, ann, {account: 'ann'});
  await bob.sees('the conversation', ({roomById}) => roomById[roomId]);
  bob.client.dispatch({type: 'roomEntered', roomId});
  await bob.sees('it', () => bob.texts(roomId).includes('written on the train'));
  await again.sees('that it is sent', () => again.room(roomId).pending.length === 0);
  expect(labelOf(again.room(roomId).room)).toMatch(/^@bob,former-member-\d+$/);
  const screen = await pilot(again.client);
  again.client.dispatch({type: 'roomEntered', roomId});
  await screen.until(/half a sentence/);
  // By its former name alone nobody means it.
  expect(await submit(again.client, '/mute @bob,carol')).toMatchObject({kind: 'refused', code: 'not-in-room'});
});

test.each([
  ['@bob,carol', 'bob,former-member-3', true],
  ['@bob,carol', 'former-member-3,former-member-4', true],
  ['@bob,carol,dora', 'bob,former-member-3', false],
  ['@bob,carol', 'dora,former-member-3', false],
  ['@bob,carol', 'bob,dora', false],
  ['#bob,carol', 'bob,former-member-3', false],
])('a text for %s goes to %s: %s', (label, name, isMeant) => {
  const room: Room = {...lobby(), kind: 'group', name};
  expect(isKeptRoom(room, label)).toBe(isMeant);
  const state = {roomById: {[room.roomId]: {room}}} as unknown as Parameters<typeof roomByLabel>[0];
  expect(roomByLabel(state, label)).toBeUndefined();
});
