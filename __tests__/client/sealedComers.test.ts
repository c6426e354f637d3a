/** Who comes into an encrypted room: members are told of people whom only the server has added, and of nobody else. */
import {expect, test} from '@jest/globals';
import {createRoom, invite, joinRoom} from '../../src/client/actions/room.ts';
import {sendAndWait} from '../../src/client/actions/messages/message.ts';
import {world} from '../support/world.ts';
import {moment, throughGates} from './support/heldRequests.ts';
import type {Member} from './support/member.ts';
import {enter, person} from './support/sealedMembers.ts';

const warnings = (one: Member) => one.notices().filter(text => text.includes('without being let in'));

test('two who were let in and come at the same moment are no warning to each other', async () => {
  const on = await world();
  const [alice, bob, carol] = [await person(on, 'alice'), await person(on, 'bob'), await person(on, 'carol')];
  const {roomId} = await createRoom(alice.client, {name: 'garden', isPrivate: true});
  await invite(alice.client, roomId, ['bob']);
  await invite(alice.client, roomId, ['carol']);
  // Bob's program knows the room up to his own entry, and asks for carol's keys, when she comes.
  const [asked, isFree] = [moment(), moment()];
  const open = throughGates(bob, {
    up(name, _nth, params) {
      if (name !== 'accountLinkList' || (params as {name: string}).name !== 'carol') return undefined;
      asked.comes();
      return isFree.came;
    },
  });
  enter(bob, (await joinRoom(bob.client, 'garden')).roomId);
  await asked.came;
  await joinRoom(carol.client, 'garden');
  await bob.sees('that carol came', state => state.roomById[roomId]?.room.memberCount === 3);
  isFree.comes();
  open();
  enter(carol, roomId);
  await sendAndWait(carol.client, roomId, {text: 'a kumquat'});
  await bob.sees('what carol says', () => bob.texts(roomId).includes('a kumquat'));
  expect(warnings(bob)).toEqual([]);
});

test('somebody whom the server alone has added is one', async () => {
  const on = await world();
  const [alice, bob] = [await person(on, 'alice'), await person(on, 'bob')];
  const {roomId} = await createRoom(alice.client, {name: 'garden', isPrivate: true});
  enter(alice, roomId);
  await alice.client.line.request('roomInvite', {roomId, names: ['bob']});
  await joinRoom(bob.client, 'garden');
  await alice.sees('a warning', () => warnings(alice).length > 0);
  expect(warnings(alice)).toEqual([expect.stringContaining('@bob came in')]);
});
