/** Threads as a view of their own: opened, written in, left; which ones one follows, and what is unread in them. */
import {expect, test} from '@jest/globals';
import {createRoom, enterRoom} from '../../src/client/actions/room.ts';
import {member, memberAgain} from '../client/support/member.ts';
import {alt, ctrl, ENTER, ESC, pilot, UP} from '../support/screen/pilot.ts';
import {world} from '../support/world.ts';

test('a thread is opened from a message, written in, and left; what others answer elsewhere is found again', async () => {
  const chat = await world();
  const bob = await chat.person('bob');
  const made = await member(chat.url, 'alice');
  const alice = await pilot(made.client, {columns: 50, rows: 20});
  const {seq} = await chat.say(bob, 1, 'where do we eat?');
  const answer = async (text: string) => {
    const message = {roomId: 1, clientMsgId: chat.newId(), kind: 'message' as const, text, threadOf: seq};
    return (await bob.request('messageSend', message)).seq;
  };
  await alice.until('where do we eat?');
  await alice.press('half of a thought', ctrl('s'), 't');
  await alice.until('the thread begins');
  expect(alice.text()).toContain('⤷ thread in #lobby');
  // It has a draft of its own, and what is sent is an answer.
  expect(alice.text()).not.toContain('half of a thought');
  await alice.press('at the corner', ENTER);
  await alice.until('followed');
  await answer('gladly');
  await alice.until('gladly');
  expect(alice.text()).not.toContain('⤷ thread: ');
  const {entries} = await bob.request('threadList', {roomId: 1, seq});
  expect(entries).toMatchObject([
    {text: 'at the corner', sender: 'alice', threadOf: seq},
    {text: 'gladly', sender: 'bob'},
  ]);
  await alice.press('unsent answer', ESC);
  await alice.until('half of a thought');
  expect(alice.text()).toContain('2 answers in the thread');
  // Elsewhere, what is new in it is counted, stands in the list and in the inbox, and Esc comes back.
  await alice.press(ctrl('c'));
  const {roomId} = await createRoom(made.client, {name: 'other'});
  enterRoom(made.client, roomId);
  await answer('see you there');
  await alice.until('⤷ 1');
  await alice.press(alt('i'));
  await alice.until('1 new: where do we eat?');
  await alice.press(ESC, alt('t'));
  await alice.until('1 new');
  await alice.press(ENTER);
  await alice.until('see you there');
  expect(alice.screen().findIndex(line => line.includes(' new '))).toBeGreaterThan(0);
  expect(alice.text()).toContain('unsent answer');
  await made.sees('it is read', ({threads}) => [...threads.values()].every(({unread}) => unread.length === 0));
  await alice.press(ESC);
  await alice.until('begun by alice');
  expect(alice.text()).not.toContain('⤷ 1');
  // By hand, and by command.
  await alice.press(`/thread #lobby/${seq}`, ENTER);
  await alice.until('see you there');
  await alice.press(ctrl('c'), '/unfollow', ENTER);
  await alice.until('You follow this thread no longer.');
  await made.sees('it is followed no more', ({threads}) => threads.size === 0);
  // A message of the thread, in its place in the room.
  await alice.press(ctrl('s'), UP, ENTER);
  await alice.until('where do we eat?');
  expect(alice.text()).not.toContain('⤷ thread in');
  // It is copied by the key, and by nothing else.
  expect(alice.raw()).not.toContain('\u001B]52');
  await alice.press(ctrl('s'), 'y');
  expect(alice.raw()).toMatch(/\u001B\]52;c;[A-Za-z0-9+/=]+\u001B\\/);
  // What was not sent is there after the end of the program, as the command that says it.
  await alice.press(`/thread #lobby/${seq}`, ENTER);
  await alice.until('the thread begins');
  await alice.press(ctrl('c'), 'not yet sent');
  alice.close();
  await made.client.close();
  const again = await pilot((await memberAgain(chat.url, made)).client, {columns: 80, rows: 24});
  await again.until(`/thread #lobby/${seq} not yet sent`);
});

test('the heading of a thread stands in its place, also when the window is resized or drawn anew', async () => {
  const chat = await world();
  const {client} = await member(chat.url, 'alice');
  const alice = await pilot(client, {columns: 80, rows: 24});
  await alice.press('where do we eat?', ENTER);
  await alice.until(/✓ where/);
  await alice.press(ctrl('s'), 't');
  await alice.until('the thread begins');
  const heading = /^(?: Rooms +\d │ )?⤷ thread in #lobby  (?:followed · )?Esc leaves it/;
  expect(alice.screen()[0]).toMatch(heading);
  for (const [columns, rows] of [
    [50, 20],
    [120, 40],
    [80, 24],
  ] as const) {
    await alice.press('some words ');
    await alice.resize(columns, rows);
    expect(alice.screen()[0]).toMatch(heading);
    await alice.press('and more', ctrl('l'));
    expect(alice.screen()[0]).toMatch(heading);
  }
});
