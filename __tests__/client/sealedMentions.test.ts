/** An edit in an encrypted conversation that mentions somebody for the first time is found by the client of whoever is meant. */
import {describe, expect, test} from '@jest/globals';
import {editMessage} from '../../src/client/actions/messages/messageActions.ts';
import {sendAndWait} from '../../src/client/actions/messages/message.ts';
import {openDirect} from '../../src/client/actions/room.ts';
import {world} from '../support/world.ts';
import {memberAgain, type Member} from './support/member.ts';
import {enter, person, secretsOf} from './support/sealedMembers.ts';

async function conversation() {
  const on = await world();
  const [alice, bob] = [await person(on, 'alice'), await person(on, 'bob')];
  const {roomId} = await openDirect(alice.client, 'bob');
  enter(alice, roomId);
  const say = async (text: string) => (await sendAndWait(alice.client, roomId, {text})).seq;
  const edit = async (seq: number, text: string) => {
    await editMessage(alice.client, {roomId, seq}, text);
    await alice.sees(text, () => alice.texts(roomId).includes(text));
  };
  const sees = (one: Member, unread: number, mentions: number) =>
    one.sees(`${unread} unread, ${mentions} of them mentions`, () => {
      const room = one.client.getState().roomById[roomId]?.room;
      return room?.unread === unread && room.mentions === mentions;
    });
  await say('first');
  await sees(bob, 1, 0);
  return {on, alice, bob, roomId, say, edit, sees};
}

describe('an edit in an encrypted conversation', () => {
  test('tells whom it mentions for the first time, once, whatever is edited after it', async () => {
    const {bob, say, edit, sees} = await conversation();
    const plain = await say('soup');
    const meant = await say('salad, @bob');
    await sees(bob, 3, 1);
    await edit(meant, 'salad for @bob');
    await edit(plain, 'soup, @alice');
    await edit(plain, 'soup, @bob');
    await sees(bob, 3, 2);
    await edit(plain, 'soup');
    await edit(plain, 'soup again, @bob');
    const last = await say('done');
    await sees(bob, 4, 2);
    expect(last).toBeGreaterThan(plain);
  });

  test('tells it at the next start as well, of what was written long before it', async () => {
    const {on, bob, roomId, say, edit, sees} = await conversation();
    const old = await say('soup');
    for (let count = 0; count < 5; count++) await say(`more ${count}`);
    await sees(bob, 7, 0);
    await bob.client.close();
    await edit(old, 'soup, @bob');
    const again = await memberAgain(on.url, bob, {secretPlace: secretsOf('bob'), encryptsNew: true});
    await sees(again, 7, 1);
    enter(again, roomId);
    const shown = () => again.room(roomId).entries.find(({seq}) => seq === old);
    await again.sees('the edit', () => again.texts(roomId).includes('soup, @bob'));
    expect(shown()?.became?.mentionedAtSeq).toBeGreaterThan(old);
  });
});
