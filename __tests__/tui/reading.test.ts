/** Finding the place: the first unread message, mentions, dates, links, the inbox, and the way back, over a real server. */
import {setImmediate as nextTurn} from 'node:timers/promises';
import {describe, expect, test} from '@jest/globals';
import {sendAndWait} from '../../src/client/actions/messages/message.ts';
import {markRoomsRead} from '../../src/client/actions/messages/reading.ts';
import {createRoom, enterRoom, joinRoom} from '../../src/client/actions/room.ts';
import {moment, throughGates} from '../client/support/heldRequests.ts';
import {member, memberAgain, temporaryFolder} from '../client/support/member.ts';
import {alt, ctrl, CTRL_END, DOWN, ENTER, ESC, PAGE_UP, pilot} from '../support/screen/pilot.ts';
import {world, type Person, type World} from '../support/world.ts';

const sayMany = (chat: World, person: Person, roomId: number, count: number) =>
  Promise.all(Array.from({length: count}, (_, index) => chat.say(person, roomId, `line ${index + 1}`)));

/** bob has said much in #dev, where alice was before, and which is not on her screen. */
async function withBacklog(count: number, size = {columns: 80, rows: 24}) {
  const chat = await world();
  const bob = await chat.person('bob');
  const {roomId} = await bob.request('roomCreate', {name: 'dev', isPrivate: false});
  const made = await member(chat.url, 'alice');
  await joinRoom(made.client, 'dev');
  enterRoom(made.client, 1);
  await sayMany(chat, bob, roomId, count);
  await made.sees('what was said', () => made.room(roomId).room.unread === Math.min(count, 1_000));
  const alice = await pilot(made.client, size);
  return {chat, bob, roomId, made, alice, room: () => made.room(roomId)};
}

describe('a room with much that is unread', () => {
  test('opens at the first of it, which is fetched, counts down as it is read, and joins the end', async () => {
    const {alice, room} = await withBacklog(1_200);
    await alice.press(alt('2'));
    await alice.until(/ line 1$/m);
    expect(alice.screen().findIndex(line => line.includes(' new '))).toBeLessThan(6);
    expect(alice.text()).toContain('↓ 999+ new below');
    expect(room().older.length + room().entries.length).toBeGreaterThan(100);
    // Not one by one, and never beyond what was seen.
    for (let pages = 0; pages < 14; pages++) await alice.press('\u001B[6~');
    await alice.until(/↓ 9\d\d new below/);
    expect(room().room.unread).toBeGreaterThan(900);
    await alice.press(CTRL_END);
    await alice.until(/ line 1200$/m);
    await alice.press(alt('u'));
    await alice.until(/ line 1$/m);
    await alice.press(ESC);
    await alice.until(/ line 1200$/m);
  });

  test('is found by date, by number, by link and at its beginning; Esc goes back', async () => {
    const {alice, chat, room} = await withBacklog(600, {columns: 100, rows: 40});
    await alice.press(alt('2'), CTRL_END);
    await alice.until(/ line 600$/m);
    await alice.paste('#dev/5');
    expect(alice.text()).toContain('Ctrl+O goes there · Enter sends the link');
    await alice.press(ctrl('c'));
    for (const [typed, shown] of [
      ['/goto oldest', /begun by bob/],
      ['/goto today', /begun by bob/],
      [`/goto #dev/${room().room.lastSeq - 300}`, / line 300$/m],
      [`/goto chat-tui://${new URL(chat.url).host}/#dev/${room().room.lastSeq - 400}`, / line 200$/m],
    ] as const) {
      await alice.press(typed, ENTER);
      await alice.until(shown);
      await alice.press(ESC);
      await alice.until(/ line 600$/m);
    }
    await alice.press('/goto #nowhere/1', ENTER);
    await alice.until('You are not in #nowhere');
    await alice.press(ctrl('c'), '/goto #dev/100000', ENTER);
    await alice.until('There is nothing to go to');
    await alice.press(ctrl('c'), '/goto chat-tui://evil.example:80/#dev/1', ENTER);
    await alice.until('It leads to #dev/1 on evil.example:80.');
    expect(alice.text()).toContain('Nothing was sent there.');
  });
});

test('a day is gone to by its date and by yesterday, and the first unread one by its name', async () => {
  const DAY_MS = 24 * 60 * 60_000;
  const chat = await world();
  const bob = await chat.person('bob');
  const made = await member(chat.url, 'alice', {now: chat.clock.now});
  const days: string[] = [];
  for (const day of ['one', 'two', 'three', 'four']) {
    const now = new Date(chat.clock.now());
    days.push([now.getFullYear(), now.getMonth() + 1, now.getDate()].map(part => `${part}`.padStart(2, '0')).join('-'));
    await chat.say(bob, chat.lobby, `begin of day ${day}`);
    await Promise.all(Array.from({length: 60}, (_, at) => chat.say(bob, chat.lobby, `${day} ${at + 1}`)));
    chat.clock.turn(DAY_MS);
    if (day !== 'two') continue;
    await made.sees('all of two days', () => made.texts().length === 122);
    markRoomsRead(made.client, [made.room()]);
  }
  chat.clock.turn(-DAY_MS);
  await made.sees('all of four days', () => made.texts().length === 244);
  const alice = await pilot(made.client, {columns: 80, rows: 24});
  await alice.press(CTRL_END);
  await alice.until(/ four 60$/m);
  for (const [typed, day] of [
    ['unread', 'three'],
    [days[0], 'one'],
    ['yesterday', 'three'],
    [days[1]!.slice(5), 'two'],
    ['today', 'four'],
  ]) {
    await alice.press(`/goto ${typed}`, ENTER);
    await alice.until(new RegExp(` begin of day ${day}$`, 'm'));
    await alice.press(ESC);
    await alice.until(/ four 60$/m);
  }
  // Without a message it is unread from where one has gone to.
  await alice.press(`/goto ${days[1]}`, ENTER);
  await alice.until(/ begin of day two$/m);
  await alice.press('/unread', ENTER);
  const {seq = 0} = made.room().entries.find(entry => 'text' in entry && entry.text === 'begin of day two') ?? {};
  await made.sees('it unread from there', () => made.room().room.readSeq === seq - 1);
  await alice.press('/goto 2031-02-30', ENTER);
  await alice.until(/2031-02-30 is no place/);
  expect(alice.droppedCount()).toBe(0);
});

test('mentions are gone to one after the other, in both directions', async () => {
  const {alice, chat, bob, roomId, made} = await withBacklog(50);
  await chat.say(bob, roomId, '@alice first');
  await sayMany(chat, bob, roomId, 250);
  await chat.say(bob, roomId, '@alice second');
  await sayMany(chat, bob, roomId, 50);
  await made.sees('all of it', () => made.room(roomId).room.unread === 352);
  await alice.press(alt('2'), CTRL_END, alt('p'));
  await alice.until('@alice second');
  await alice.press(alt('p'));
  await alice.until('@alice first');
  await alice.press(alt('p'));
  await alice.until('No mention of you above this');
  await alice.press(alt('n'));
  await alice.until('@alice second');
  await alice.press(ESC);
  await alice.until(/ line 50$/m);
  expect(alice.text()).not.toContain('@alice');
});

test('what is for oneself is in the inbox, also after it was read; Enter goes there, Esc comes back', async () => {
  const {alice, chat, bob, roomId, made} = await withBacklog(30);
  const hid = await bob.request('roomCreate', {name: 'hidden', isPrivate: true});
  await chat.say(bob, roomId, 'hey @alice, look');
  await sayMany(chat, bob, roomId, 300);
  await bob.request('roomInvite', {roomId: hid.roomId, names: ['alice']});
  await made.sees('all of it', () => made.room(roomId).room.unread === 331);
  await alice.press(alt('a'), CTRL_END, ESC);
  await made.sees('all read', () => made.room(roomId).room.unread === 0);
  await alice.press(alt('1'), alt('i'));
  await alice.until(/Inbox[^]*@ #dev +bob .*hey @alice, look/);
  expect(alice.text()).toMatch(/\* #hidden +bob .*invites you; Enter joins/);
  await alice.press(ENTER);
  await alice.until(/┃ hey @alice, look/);
  expect(alice.screen().at(-1)).toBe('#dev >');
  await alice.press(ESC);
  await alice.until('#lobby >');
  await alice.press('/inbox', ENTER);
  await alice.until(/Inbox[^]*invites you/);
  await alice.press(DOWN, ENTER);
  await alice.until('#hidden not encrypted >');
});

test('a mention, a reaction and an answer of a week ago are in the inbox, which leads back to each', async () => {
  const chat = await world();
  const bob = await chat.person('bob');
  const {roomId} = await bob.request('roomCreate', {name: 'dev', isPrivate: false});
  const made = await member(chat.url, 'alice');
  await joinRoom(made.client, 'dev');
  const {seq} = await sendAndWait(made.client, roomId, {text: 'lunch?'});
  await made.client.close();
  const about = () => ({roomId, clientMsgId: chat.newId()});
  await chat.say(bob, roomId, 'ask @alice');
  await bob.request('reactionSet', {...about(), seq, emoji: '🎉', isOn: true});
  await bob.request('messageSend', {...about(), kind: 'message', text: 'gladly', replyTo: seq});
  for (let day = 0; day < 7; day++) {
    chat.clock.turn(24 * 60 * 60_000);
    await sayMany(chat, bob, roomId, 40);
  }
  const back = await memberAgain(chat.url, made, {dataDir: await temporaryFolder()});
  const alice = await pilot(back.client, {columns: 100, rows: 30});
  await alice.until(/#dev +@2 282/);
  await alice.press('/read all', ENTER);
  await back.sees('all read', () => back.room(roomId).room.unread === 0);
  await alice.press(alt('i'));
  await alice.until(/Inbox[^]*#dev +bob .*gladly[^]*🎉[^]*#dev +bob .*ask @alice/);
  for (const [downs, shown] of [
    [2, /ask @alice[^]*line 1/],
    [1, /lunch\?[^]*🎉/],
    [0, /↪ alice: lunch\?[^]*gladly/],
  ] as const) {
    await alice.press(...Array.from({length: downs}, () => DOWN), ENTER);
    await alice.until(shown);
    expect(alice.screen().at(-1)).toBe('#dev >');
    await alice.press(ESC);
    await alice.until('#lobby >');
    await alice.press(alt('i'));
    await alice.until(/Inbox[^]*gladly/);
  }
});

test('read on one device is read on the other; unread from here is so on both, until it is entered again', async () => {
  const {alice, made, chat, roomId} = await withBacklog(40);
  const other = await memberAgain(chat.url, made, {dataDir: await temporaryFolder()});
  const second = await pilot(other.client, {columns: 200, rows: 50});
  await second.until(/#dev +40/);
  await alice.press(alt('2'), CTRL_END, ESC);
  await second.until(lines => !lines.some(line => /#dev +\d/.test(line)));
  await alice.press('/unread 3', ENTER);
  await second.until(/#dev +3/);
  await alice.until(/#dev +3/);
  // Seen, and still unread: that is what was asked for.
  await alice.press(PAGE_UP, CTRL_END);
  expect(made.room(roomId).room.unread).toBe(3);
  await second.press(alt('2'));
  await second.until(/new[^]*line 38[^]*line 40/);
  await alice.until(lines => !lines.some(line => /#dev +\d/.test(line)));
});

test('/read all leaves nothing unread anywhere, and a link is opened from what is written', async () => {
  const {alice, made, chat, bob, roomId} = await withBacklog(40);
  await createRoom(made.client, {name: 'more'});
  await alice.press('/read all', ENTER);
  await alice.until('One room is read now.');
  expect(made.room(roomId).room.unread).toBe(0);
  await chat.say(bob, 1, `see #dev/${made.room(roomId).room.lastSeq - 39}.`);
  await alice.press(alt('1'));
  await alice.until('see #dev/');
  await alice.press(ctrl('o'));
  await alice.until(/ line 1$/m);
  await alice.press(ESC);
  await alice.paste(` #dev/${made.room(roomId).room.lastSeq} `);
  await alice.press(ctrl('o'));
  await alice.until('#dev >');
  await alice.until(/ line 40$/m);
  await alice.press('/link 1', ENTER);
  await alice.until(/#dev\/\d+ {2}for people on/);
});

test('a mention that is found late does not take whoever has gone elsewhere back to its room', async () => {
  const chat = await world();
  const bob = await chat.person('bob');
  const made = await member(chat.url, 'alice');
  await createRoom(made.client, {name: 'dev'});
  enterRoom(made.client, chat.lobby);
  await chat.say(bob, chat.lobby, '@alice look');
  await chat.say(bob, chat.lobby, 'and more');
  const alice = await pilot(made.client);
  await alice.until('and more');
  const [asked, found] = [moment(), moment()];
  throughGates(made, {down: name => (name === 'entryFind' ? (asked.comes(), found.came) : undefined)});
  await alice.press(alt('p'));
  await asked.came;
  await alice.press(ctrl('n'), 'hello');
  expect(alice.screen().at(-1)).toBe('#dev > hello');
  found.comes();
  await nextTurn();
  await alice.settle();
  expect(alice.screen().at(-1)).toBe('#dev > hello');
});
