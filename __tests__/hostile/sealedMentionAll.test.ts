/** `@here` and `@room` in encrypted rooms, where each client judges for itself: whom they call, who may, and what lies change. */
import {describe, expect, test} from '@jest/globals';
import {setRules} from '../../src/client/actions/governance.ts';
import {sendAndWait} from '../../src/client/actions/messages/message.ts';
import {blockPerson} from '../../src/client/actions/people/friends.ts';
import {addHighlight} from '../../src/client/actions/people/highlight.ts';
import {muteRoom} from '../../src/client/actions/people/preferences.ts';
import {markRoomsRead} from '../../src/client/actions/messages/reading.ts';
import {createRoom, invite, joinRoom} from '../../src/client/actions/room.ts';
import {heldSeq} from '../../src/client/state/room/roomState.ts';
import {unreadTotals} from '../../src/client/state/selectors.ts';
import {isForAll} from '../../src/shared/entries/entry.ts';
import {decodeBody} from '../../src/shared/sealed/body.ts';
import {world} from '../support/world.ts';
import {memberAgain, type Member} from '../client/support/member.ts';
import {entriesOf, enter, person, secretsOf} from '../client/support/sealedMembers.ts';

/** Alice keeps an encrypted room; bob and carol are in it, and carol is elsewhere. */
async function garden() {
  const on = await world();
  const [alice, bob, carol] = [await person(on, 'alice'), await person(on, 'bob'), await person(on, 'carol')];
  const {roomId} = await createRoom(alice.client, {name: 'garden', isPrivate: true});
  await invite(alice.client, roomId, ['bob', 'carol']);
  await joinRoom(bob.client, 'garden');
  await joinRoom(carol.client, 'garden');
  enter(alice, roomId);
  enter(bob, roomId);
  const say = async (one: Member, text: string) => (await sendAndWait(one.client, roomId, {text})).seq;
  const sees = (one: Member, unread: number, mentions: number) =>
    one.sees(`${unread} unread, ${mentions} of them mentions`, () => {
      const {room} = one.room(roomId);
      return room.unread === unread && room.mentions === mentions;
    });
  enter(carol, 1);
  await carol.sees('the room', () => carol.room(roomId).lock?.kind === 'sealed');
  const helloSeq = await say(alice, 'hello');
  // How far the log reaches is told before the entry is opened and counted.
  await carol.sees('hello', () => heldSeq(carol.room(roomId)) >= helloSeq && carol.room(roomId).room.unread > 0);
  markRoomsRead(carol.client, [carol.room(roomId)]);
  await sees(carol, 0, 0);
  return {on, alice, bob, carol, roomId, say, sees};
}

describe('B345 @here and @room in an encrypted room', () => {
  test('call everybody who did not say it, away or not, in words alone; the server is told nothing of it', async () => {
    const {on, alice, bob, carol, roomId, say, sees} = await garden();
    await carol.client.request('presenceSet', {state: 'away', status: 'lunch'});
    await say(bob, 'cake @here');
    await sees(carol, 1, 1);
    await say(bob, 'to all: @room');
    await sees(carol, 2, 2);
    await say(bob, 'see `@here` and https://x.example/@room, mail@here.example');
    await sees(carol, 3, 2);
    expect(unreadTotals(carol.client.getState(), Date.now())).toMatchObject({unread: 3, mentions: 2});
    const called = (one: Member) =>
      entriesOf(one, roomId).flatMap(entry => ('text' in entry && isForAll(entry, one.name) ? [entry.text] : []));
    await alice.sees('both', () => called(alice).length === 2);
    const raw = await on.open('carol', carol.token);
    const told = (await raw.request('sessionOpen', {})).rooms.find(one => one.roomId === roomId);
    expect(told?.mentions).toBe(0);
    expect((await raw.request('inboxList', {limit: 5})).items).toEqual([]);
    expect(JSON.stringify((await raw.request('entryList', {roomId})).entries)).not.toContain('mentionsAll');
  });

  test('are counted at the next start as well, own words too, and neither from whom one has blocked', async () => {
    const {on, alice, bob, carol, roomId, say, sees} = await garden();
    await addHighlight(carol.client, 'mangosteen');
    await blockPerson(carol.client, 'bob');
    await carol.client.close();
    await say(bob, 'blocked @here');
    await say(alice, 'fresh mangosteen');
    await say(alice, 'cake @here');
    await say(alice, 'nothing');
    const again = await memberAgain(on.url, carol, {secretPlace: secretsOf('carol'), encryptsNew: true});
    await sees(again, 3, 2);
    await muteRoom(again.client, roomId);
    await again.sees('that it is muted', () => (again.room(roomId).room.mine?.mutedUntilMs ?? 0) > 0);
    await say(alice, 'again @here');
    await sees(again, 4, 3);
    expect(unreadTotals(again.client.getState(), Date.now())).toMatchObject({unread: 0, mentions: 0});
  });

  test('call nobody where only moderators may, unless one says it; a rule set later changes nothing said', async () => {
    const {alice, bob, carol, roomId, say, sees} = await garden();
    await setRules(alice.client, roomId, {mentionAll: 'moderator'});
    for (const one of [bob, carol])
      await one.sees('the rule', () => one.room(roomId).room.rules?.mentionAll === 'moderator');
    await say(bob, 'by a member @here');
    await sees(carol, 1, 0);
    await say(alice, 'by who keeps it @here');
    await sees(carol, 2, 1);
    expect(carol.texts(roomId)).toContain('by a member @here');
  });

  test('a program that lies about whom it calls is not believed, nor a server that says so', async () => {
    const {on, bob, carol, roomId, say} = await garden();
    const body = {type: 'message', text: 'nothing', sentAtMs: 1};
    expect(decodeBody(Buffer.from(JSON.stringify(body)))).toEqual(body);
    for (const lie of [{mentionsAll: true}, {here: ['carol']}, {mentioned: ['carol']}])
      expect(() => decodeBody(Buffer.from(JSON.stringify({...body, ...lie})))).toThrow('body');
    const quiet = await say(bob, 'nothing');
    const loud = await say(bob, 'cake @here');
    const raw = await on.open('carol', carol.token);
    const sealed = (await raw.request('entryList', {roomId})).entries.filter(one => one.seq >= quiet);
    const {reading} = await carol.client.parts.keys.session();
    const opened = await reading.open(
      roomId,
      // As a server would have it: the first one calls her, the second one does not.
      sealed.map(one => ({...one, mentionsAll: one.seq === quiet, here: []})),
    );
    expect(opened.map(one => [one.seq, isForAll(one, 'carol')])).toEqual([
      [quiet, false],
      [loud, true],
    ]);
  });
});
