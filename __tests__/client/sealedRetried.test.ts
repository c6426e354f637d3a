/** What an encrypted conversation needs and the server refuses for now is asked for again; no conversation holds up another. */
import {expect, test} from '@jest/globals';
import {sendAndWait} from '../../src/client/actions/messages/message.ts';
import {openDirect} from '../../src/client/actions/room.ts';
import {ChatError} from '../../src/shared/errors.ts';
import {within} from '../support/suite/deadline.ts';
import {openFaultProxy} from '../support/machine/faultProxy.ts';
import {world} from '../support/world.ts';
import {moment, throughGates} from './support/heldRequests.ts';
import {aliceAndBob, conversation, enter, entriesOf, person} from './support/sealedMembers.ts';

test('a look at a conversation that is refused for now is taken again', async () => {
  const on = await world();
  const {bob, roomId} = await aliceAndBob(on);
  const again = moment();
  // The first look is over: the next one is not taken for the same.
  await bob.client.parts.keys.lookAgain(roomId);
  enter(bob, on.lobby);
  throughGates(bob, {
    up(name, nth) {
      if (name !== 'epochList') return undefined;
      if (nth === 2) again.comes();
      return nth === 1 ? Promise.reject(new ChatError('internal', 'for now')) : undefined;
    },
  });
  enter(bob, roomId);
  await expect(within('the second look', again.came)).resolves.toBeUndefined();
});

test('one that does not verify is stopped, and what was missed in the others is looked through', async () => {
  const on = await world();
  const proxy = await openFaultProxy(Number(new URL(on.url).port));
  try {
    const [alice, carol] = [await person(on, 'alice'), await person(on, 'carol')];
    const {other: bob, roomId} = await conversation({...on, url: proxy.url}, alice, 'bob');
    const other = await openDirect(carol.client, 'bob');
    await sendAndWait(carol.client, other.roomId, {text: 'before'});
    await bob.sees('the other conversation', state => state.roomById[other.roomId]?.room.conv);
    // Whoever looks at one sees at once that it verifies.
    enter(bob, other.roomId);
    proxy.refuse(true);
    proxy.resetAll();
    const looked = moment();
    throughGates(bob, {
      up(name, _nth, params) {
        if (name !== 'entryList' || !('roomId' in params)) return undefined;
        if (params.roomId === other.roomId) looked.comes();
        return params.roomId === roomId ? Promise.reject(new ChatError('chain-old', '@alice')) : undefined;
      },
    });
    for (const [{client}, of] of [[alice, roomId] as const, [carol, other.roomId] as const])
      await sendAndWait(client, of, {text: 'meanwhile'});
    proxy.refuse(false);
    await expect(within('the other conversation', looked.came)).resolves.toBeUndefined();
    await bob.sees('why it is stopped', () => bob.room(roomId).lock?.problem?.code === 'chain-old');
  } finally {
    await proxy.close();
  }
});

test('what came last and could not be opened for now is there by itself a little later', async () => {
  const on = await world();
  const {alice, bob, roomId} = await aliceAndBob(on);
  await bob.client.parts.keys.lookAgain(roomId);
  const refused = moment();
  throughGates(bob, {
    up(name, nth) {
      if (name !== 'epochList' || nth > 1) return undefined;
      refused.comes();
      return Promise.reject(new ChatError('too-many-requests'));
    },
  });
  const {conversations} = await alice.client.parts.keys.session();
  const {epochs} = await conversations.renew(roomId, ['alice', 'bob']);
  await within('what is refused', refused.came);
  await bob.sees('the change of keys', () => entriesOf(bob, roomId).some(({seq}) => seq === epochs.at(-1)!.seq));
  expect(entriesOf(bob, roomId).at(-1)).toMatchObject({kind: 'epoch'});
  expect(bob.notices().filter(text => text.startsWith('Too fast'))).toEqual([]);
});
