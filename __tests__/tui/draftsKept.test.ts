/** What was being written when the program ended is there at the next start, over a real server. */
import {expect, test} from '@jest/globals';
import {enterRoom, joinRoom} from '../../src/client/actions/room.ts';
import {member, memberAgain} from '../client/support/member.ts';
import {alt, ENTER, pilot} from '../support/screen/pilot.ts';
import {world} from '../support/world.ts';

test('a draft goes on in its room, also when the room has another name', async () => {
  const chat = await world();
  const bob = await chat.person('bob');
  const {roomId} = await bob.request('roomCreate', {name: 'dev', isPrivate: false});
  const made = await member(chat.url, 'alice');
  await joinRoom(made.client, 'dev');
  enterRoom(made.client, roomId);
  const alice = await pilot(made.client);
  await alice.press('half a sentence');
  expect(alice.screen().at(-1)).toBe('#dev > half a sentence');
  alice.close();
  await made.client.close();
  await bob.request('roomRename', {roomId, name: 'ops'});
  const again = await memberAgain(chat.url, made);
  await again.sees('what was being written', ({drafts}) => drafts.length > 0);
  const next = await pilot(again.client);
  await next.press(alt('2'));
  expect(next.screen().at(-1)).toBe('#ops > half a sentence');
});

test('an answer that was being written in a thread goes into it, and quotes', async () => {
  const chat = await world();
  const bob = await chat.person('bob');
  const {seq: root} = await chat.say(bob, 1, 'where do we eat?');
  const made = await member(chat.url, 'alice');
  const alice = await pilot(made.client, {columns: 120, rows: 24});
  await alice.until('where do we eat?');
  await alice.press(`/thread #lobby/${root}`, ENTER);
  await alice.until('thread in #lobby');
  await alice.press(`/reply #lobby/${root} at home`);
  alice.close();
  await made.client.close();
  const next = await pilot((await memberAgain(chat.url, made)).client, {columns: 120, rows: 24});
  await next.until(`> /thread #lobby/${root} /reply #lobby/${root} at home`);
  await next.press(ENTER);
  await next.until(/✓ ⤷ thread: where do we eat\?[^]*↪ bob: where do we eat\?[^]*at home/);
  const {entries} = await bob.request('threadList', {roomId: 1, seq: root, limit: 10});
  expect(entries).toMatchObject([{text: 'at home', threadOf: root, replyTo: {seq: root}}]);
});
