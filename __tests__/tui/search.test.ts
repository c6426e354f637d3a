/** Searching on the screen: asked in the room or everywhere, read in context, gone to, and come back from, over a real server. */
import {expect, test} from '@jest/globals';
import {sendAndWait} from '../../src/client/actions/messages/message.ts';
import {createRoom, enterRoom} from '../../src/client/actions/room.ts';
import {member} from '../client/support/member.ts';
import {CTRL_END, ctrl, DOWN, ENTER, ESC, PAGE_UP, pilot} from '../support/screen/pilot.ts';
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

test('each thing that can be asked for holds, alone and together, also by the calendar', async () => {
  const DAY_MS = 24 * 60 * 60_000;
  const chat = await world();
  const bob = await chat.person('bob');
  const made = await member(chat.url, 'alice', {now: chat.clock.now});
  const {roomId} = await createRoom(made.client, {name: 'dev', isPrivate: false, topic: ''});
  await bob.request('roomJoin', {name: 'dev'});
  enterRoom(made.client, chat.lobby);
  const day = () => {
    const now = new Date(chat.clock.now());
    return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map(part => String(part).padStart(2, '0')).join('-');
  };
  await chat.say(bob, chat.lobby, 'plum jam of the first day');
  const first = day();
  chat.clock.turn(DAY_MS);
  await chat.say(bob, roomId, 'plum jam, see https://jam.example/plum');
  const second = day();
  chat.clock.turn(DAY_MS);
  await chat.say(bob, roomId, 'jam `plum` = 3');
  await bob.request('fileOffer', {roomId, clientMsgId: chat.newId(), name: 'plum.pdf', sizeBytes: 3});
  chat.clock.turn(1_000);
  await sendAndWait(made.client, chat.lobby, {text: '梅干しのジャム plum plum plum'});
  const alice = await pilot(made.client, {columns: 100, rows: 40});
  await alice.press('/search plum', ENTER);
  await alice.until(/5 found/);
  for (const [typed, count] of [
    ['"plum jam"', 2],
    ['"jam plum"', 1],
    ['plu* from:@bob', 4],
    ['plum from:me', 1],
    ['plum from:alice in:#lobby', 1],
    ['plum in:#dev', 3],
    [`plum on:${first}`, 1],
    [`plum on:${second}`, 1],
    ['plum on:yesterday', 1],
    ['plum on:today', 3],
    [`plum before:${second}`, 1],
    [`plum after:${second}`, 4],
    ['plum after:yesterday before:today', 1],
    ['plum has:link', 1],
    ['plum has:code', 1],
    ['has:file', 1],
    ['has:files plum', 1],
    ['干し', 1],
    ['plum in:#dev has:link from:@bob on:yesterday', 1],
  ] as const) {
    await alice.press(ctrl('u'), typed, ENTER);
    await alice.until(
      lines => lines.some(line => line.includes(typed)) && lines.some(line => line.includes(`${count} found`)),
    );
  }
  await alice.press(ctrl('u'), 'plum sort:newest', ENTER);
  await alice.until(/5 found[^]*梅干し[^]*plum\.pdf[^]*first day/);
  await alice.press(ctrl('u'), 'plum sort:best', ENTER);
  await alice.until(/5 found/);
  await alice.press(ctrl('u'), 'sort:oldest plum', ENTER);
  await alice.until(/sort:oldest is unknown/);
  expect(alice.droppedCount()).toBe(0);
});

test('Esc does not come back from a room that one has left for another one meanwhile', async () => {
  const chat = await world();
  const bob = await chat.person('bob');
  const {client} = await member(chat.url, 'alice');
  for (const name of ['dev', 'ops']) await createRoom(client, {name, isPrivate: false});
  await bob.request('roomJoin', {name: 'ops'});
  await chat.say(bob, 3, 'the needle');
  enterRoom(client, chat.lobby);
  const alice = await pilot(client);
  await alice.press('/search needle', ENTER);
  await alice.until('1 found');
  await alice.press(ENTER);
  await alice.until('#ops >');
  await alice.press(ctrl('p'));
  await alice.until('#dev >');
  await alice.press(ctrl('n'));
  await alice.until('#ops >');
  await alice.press(ESC, ESC);
  expect(alice.screen().at(-1)).toBe('#ops >');
  expect(alice.text()).not.toContain('1 found');
});
