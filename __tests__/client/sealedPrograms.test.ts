/** Two programs of one device that write to an encrypted room at once: no counter is used twice, and nothing is lost. */
import {expect, test} from '@jest/globals';
import {removeFromRoom} from '../../src/client/actions/governance.ts';
import {createRoom, invite, joinRoom} from '../../src/client/actions/room.ts';
import {world} from '../support/world.ts';
import {moment, throughGates} from './support/heldRequests.ts';
import {memberAgain, type Member} from './support/member.ts';
import {enter, person, secretsOf} from './support/sealedMembers.ts';

const saying = ({client}: Member, roomId: number, text: string) => ({
  roomId,
  clientMsgId: client.options.newId(),
  body: {type: 'message' as const, text, sentAtMs: 1},
});

/** Alice's screen and a second program of hers on the same machine; bob can change the keys, because carol is there. */
async function twoPrograms() {
  const on = await world();
  const [bob, alice, carol] = [await person(on, 'bob'), await person(on, 'alice'), await person(on, 'carol')];
  const {roomId} = await createRoom(bob.client, {name: 'garden', isPrivate: true});
  await invite(bob.client, roomId, ['alice', 'carol']);
  for (const one of [alice, carol]) await joinRoom(one.client, 'garden');
  enter(bob, roomId);
  const {sending} = await alice.client.parts.keys.session();
  await sending.send(saying(alice, roomId, 'hello'));
  const second = await memberAgain(on.url, alice, {secretPlace: secretsOf('alice'), isHeadless: true});
  const other = (await second.client.parts.keys.session()).sending;
  return {bob, alice, second, roomId, sending, other};
}

/** Once bob has both texts: what he misses of them, or sees otherwise than before. */
async function wrongAt(bob: Member, roomId: number) {
  await bob.sees('both', () => ['one', 'two'].every(text => bob.texts(roomId).includes(text)));
  const {reading} = await bob.client.parts.keys.session();
  await reading.walk(roomId);
  const {problem} = bob.room(roomId).lock ?? {};
  return [problem?.code, ...bob.notices().filter(text => text.includes('is missing here'))];
}

test('what the other has sealed anew meanwhile is sent as it is now, not as it was when this one began', async () => {
  const {bob, alice, second, roomId, sending, other} = await twoPrograms();
  const [asked, changed, sealedAnew, tried] = [moment(), moment(), moment(), moment()];
  throughGates(alice, {
    up(name, nth) {
      if (name !== 'sealedSend') return undefined;
      if (nth === 1) return changed.came;
      sealedAnew.comes();
      return tried.came;
    },
  });
  throughGates(second, {
    up(name, nth) {
      if (name !== 'epochList' || nth > 1) return undefined;
      asked.comes();
      return sealedAnew.came;
    },
    async down(name) {
      if (name === 'sealedSend') tried.comes();
    },
  });
  const one = sending.send(saying(alice, roomId, 'one'));
  const two = other.send(saying(second, roomId, 'two'));
  await asked.came;
  await removeFromRoom(bob.client, roomId, 'carol');
  changed.comes();
  await Promise.all([one, two]);
  expect(await wrongAt(bob, roomId)).toEqual([undefined]);
  await sending.send(saying(alice, roomId, 'three'));
  await bob.sees('what came then', () => bob.texts(roomId).includes('three'));
  expect(await wrongAt(bob, roomId)).toEqual([undefined]);
});

test('a refusal that comes late withdraws only what was refused', async () => {
  const {bob, alice, second, roomId, sending, other} = await twoPrograms();
  const [begun, changed, refused, sealedAnew, withdrawn] = [moment(), moment(), moment(), moment(), moment()];
  throughGates(alice, {
    up(name, nth) {
      if (name !== 'sealedSend') return undefined;
      if (nth > 1) sealedAnew.comes();
      else begun.comes();
      return nth === 1 ? refused.came : withdrawn.came;
    },
  });
  const sent = {count: 0};
  throughGates(second, {
    up(name) {
      if (name !== 'sealedSend') return undefined;
      // Its second one comes when what became of the first one is settled.
      if (++sent.count > 1) withdrawn.comes();
      return changed.came;
    },
    down(name, nth) {
      if (name !== 'sealedSend' || nth > 1) return undefined;
      refused.comes();
      return sealedAnew.came;
    },
  });
  const one = sending.send(saying(alice, roomId, 'one'));
  await begun.came;
  const two = other.send(saying(second, roomId, 'two'));
  await removeFromRoom(bob.client, roomId, 'carol');
  changed.comes();
  await Promise.all([one, two]);
  expect(await wrongAt(bob, roomId)).toEqual([undefined]);
});

test('a machine whose counter was put back goes on after what the log has of it', async () => {
  const {bob, alice, roomId, sending} = await twoPrograms();
  const {store, reading} = await alice.client.parts.keys.session();
  await sending.send(saying(alice, roomId, 'one'));
  await reading.walk(roomId);
  store.rows.setOwn(roomId, 0, undefined);
  await sending.send(saying(alice, roomId, 'two'));
  expect(await wrongAt(bob, roomId)).toEqual([undefined]);
});
