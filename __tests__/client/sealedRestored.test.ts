/** A device that gets its keys while a screen of it is open: by the phrase in another program, and by another device. */
import {expect, test} from '@jest/globals';
import {phraseWords, restore} from '../../src/client/encryption/devices/recovery.ts';
import {world} from '../support/world.ts';
import {moment, throughGates} from './support/heldRequests.ts';
import {memberAgain} from './support/member.ts';
import {aliceAndBob, approve, elsewhere, enter, entriesOf, secretsOf} from './support/sealedMembers.ts';

/** Bob's laptop, whose screen shows that it cannot read what was said before. */
async function laptopWithout() {
  const on = await world();
  const {bob, roomId} = await aliceAndBob(on);
  const laptop = await elsewhere(on, bob, 'laptop');
  enter(laptop, roomId);
  const failures = () => entriesOf(laptop, roomId).flatMap(one => (one.kind === 'sealed' ? one.failure : []));
  await laptop.sees('that there is something', () => failures().includes('key-missing'));
  return {on, bob, laptop, roomId};
}

test('what the phrase brings back in a second program is read by the screen that is open', async () => {
  const {on, bob, laptop, roomId} = await laptopWithout();
  const typed = (await phraseWords(await bob.client.parts.keys.session()))!.join(' ');
  const shell = await memberAgain(on.url, laptop, {secretPlace: secretsOf('bob laptop'), isHeadless: true});
  await restore(shell.client, await shell.client.parts.keys.session(), {typed, keepsOthers: true});
  await shell.client.close();
  // Nobody else can give it any.
  await bob.client.close();
  enter(laptop, roomId);
  await laptop.sees('what was said before', () => laptop.texts(roomId).includes('before'));
  const {store} = await laptop.client.parts.keys.session();
  expect(store.rows.epochsOf(roomId).every(({key}) => key !== undefined)).toBe(true);
});

test('a screen whose device is approved asks for its keys at once', async () => {
  const {bob, laptop, roomId} = await laptopWithout();
  const shared = moment();
  throughGates(bob, {
    async down(name) {
      if (name === 'boxAdd') shared.comes();
    },
  });
  await approve(bob, laptop, 'laptop');
  await shared.came;
  enter(laptop, roomId);
  await laptop.sees('what was said before', () => laptop.texts(roomId).includes('before'));
  expect(laptop.room(roomId).lock?.problem).toBeUndefined();
});
