/** Searching on the screen: asked in the room or everywhere, read in context, gone to, and come back from, over a real server. */
import {expect, test} from '@jest/globals';
import {createRoom, enterRoom} from '../../src/client/actions/room.ts';
import {member} from '../client/support/member.ts';
import {CTRL_END, ctrl, DOWN, ENTER, ESC, PAGE_UP, pilot} from '../support/pilot.ts';
import {world} from '../support/world.ts';

async function withRooms(size: {columns: number; rows: number}) {
  const chat = await world();
  const bob = await chat.person('bob');
  const made = await member(chat.url, 'alice');
  const {roomId} = await createRoom(made.client, {name: 'dev', isPrivate: false, topic: ''});
  await bob.request('roomJoin', {name: 'dev'});
  await chat.say(bob, chat.lobby, 'the needle in the lobby');
  await Promise.all(
    Array.from({length: 700}, (_, index) =>
      chat.say(bob, roomId, index === 350 ? 'a needle in the hay' : `hay ${index}`),
    ),
  );
  enterRoom(made.client, chat.lobby);
  await made.sees('the last one', () => made.room(roomId).room.lastSeq > 700);
  const alice = await pilot(made.client, size);
  return {chat, bob, roomId, made, alice};
}

test.each([
  {columns: 80, rows: 24},
  {columns: 50, rows: 20},
  {columns: 200, rows: 50},
])('a place is found, opened in its room, read around both ways, and come back from ($columns×$rows)', async size => {
  const {alice} = await withRooms(size);
  await alice.press('/search needle', ENTER);
  await alice.until(/2 found/);
  expect(alice.text()).toMatch(/#dev bob .*\n.*a needle in the hay/);
  expect(alice.text()).toMatch(/#lobby bob .*\n.*the needle in the lobby/);
  await alice.press(ENTER);
  await alice.until(/ a needle in the hay *(│|$)/m);
  await alice.until(/ hay 35[1-9] *(│|$)/m);
  for (let pages = 0; pages < 3; pages++) await alice.press(PAGE_UP);
  await alice.until(/ hay (?:2\d|3[0-4])\d *(│|$)/m);
  await alice.press(ESC);
  await alice.until(/2 found/);
  await alice.press(DOWN, ENTER);
  await alice.until(/ the needle in the lobby *(│|$)/m);
  await alice.press(ESC, ESC);
  await alice.until(/^(?![\s\S]*2 found)/);
});

test('in the room, words are marked, what is wrong is said, and what is typed is text', async () => {
  const {alice, chat, bob, roomId} = await withRooms({columns: 100, rows: 30});
  await chat.say(bob, roomId, '\u001B[2Jevil \u202Eneedle');
  await alice.press(ctrl('f'));
  await alice.until(/> in:#lobby/);
  await alice.press('needle', ENTER);
  await alice.until(/1 found/);
  await alice.press(ctrl('u'), 'needle from:@bob sort:best', ENTER);
  await alice.until(/3 found/);
  expect(alice.text()).toMatch(/evil .*needle/);
  for (const [typed, said] of [
    ['in:#secret x', /not in #secret|#secret/],
    ['after:never x', /after:never is no day/],
    ['has:fun', /has:fun is unknown/],
    ['a*', /at least two letters/],
    ['"""', /no word in it/],
    ['from:@nobody x', /nobody/],
    ['zzzz', /Nothing was found/],
  ] as const) {
    await alice.press(ctrl('u'), typed, ENTER);
    await alice.until(said);
  }
  await alice.press(ESC, CTRL_END);
  await alice.until(/the needle in the lobby/);
});
