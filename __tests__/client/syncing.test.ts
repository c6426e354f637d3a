/**
 * What was missed comes, in order and without a hole: after an absence, after a cut, far back in the history, and on other
 * devices.
 */
import {describe, expect, test} from '@jest/globals';
import {sendAndWait} from '../../src/client/actions/messages/message.ts';
import {
  createRoom,
  enterRoom,
  joinRoom,
  leaveRoom,
  loadOlder,
  markRead,
  openDirect,
  readBack,
} from '../../src/client/actions/room.ts';
import {followRoom} from '../../src/client/actions/follow.ts';
import {labelOf, membersOf, orderedRooms, unreadTotals} from '../../src/client/state/selectors.ts';
import type {Entry} from '../../src/shared/entries/entry.ts';
import {world, type Person, type World} from '../support/world.ts';
import {untilStatus} from '../../src/client/log/waiting.ts';
import {isAtBeginning} from './support/beginning.ts';
import {fakeServer} from './support/fakeServer.ts';
import {idOf} from './support/log.ts';
import {clientOf, member, memberAgain, temporaryFolder, toMember, type Member} from './support/member.ts';

/** Messages by somebody, all at once; resolves when all are stored. */
const sayMany = (chat: World, person: Person, roomId: number, count: number) =>
  Promise.all(Array.from({length: count}, (_, index) => chat.say(person, roomId, `message ${index + 1}`)));

const numbered = (from: number, to: number) =>
  Array.from({length: to - from + 1}, (_, index) => `message ${from + index}`);

const isContiguous = (entries: readonly Entry[]) =>
  entries.every((entry, index) => index === 0 || entry.seq === (entries[index - 1]?.seq ?? 0) + 1);

describe('somebody who comes back', () => {
  test('finds everything missed below a new line, with counts, in rooms and conversations', async () => {
    const chat = await world();
    const bob = await chat.person('bob');
    const ann = await member(chat.url, 'ann');
    await sendAndWait(ann.client, 1, {text: 'last thing I read'});
    markRead(ann.client, 1);
    await ann.client.close();
    await sayMany(chat, bob, 1, 10);
    await chat.say(bob, 1, 'are you there, @ann?');
    const direct = await bob.request('directOpen', {name: 'ann'});
    await chat.say(bob, direct.roomId, 'psst');
    const again = await memberAgain(chat.url, ann);
    expect(again.room(direct.roomId).room).toMatchObject({name: 'bob', unread: 1});
    expect(again.room().room).toMatchObject({unread: 11, mentions: 1});
    await again.sees('the messages', () => again.room().isLoaded);
    const line = again.room().newAfterSeq ?? 0;
    const below = again.room().entries.filter(entry => entry.seq > line && entry.kind === 'message');
    expect(below.map(entry => 'text' in entry && entry.text)).toEqual([...numbered(1, 10), 'are you there, @ann?']);
  });

  test('reads, and it counts as read on every device and after the next start', async () => {
    const chat = await world();
    const bob = await chat.person('bob');
    const ann = await member(chat.url, 'ann');
    const other = await memberAgain(chat.url, ann, {dataDir: await temporaryFolder()});
    await sayMany(chat, bob, 1, 5);
    await ann.sees('five', () => ann.texts().length === 5);
    await other.sees('five unread', () => other.room().room.unread === 5);
    markRead(ann.client, 1);
    expect(ann.room().room.unread).toBe(0);
    await other.sees('none unread', () => other.room().room.unread === 0);
    await sayMany(chat, bob, 1, 2);
    await ann.sees('two more', () => ann.texts().length === 7);
    // The cursor of the last moment is not lost with the program.
    markRead(ann.client, 1);
    await ann.client.close();
    const again = await memberAgain(chat.url, ann);
    expect(again.room().room.unread).toBe(0);
  });
});

describe('a cut connection', () => {
  test('shows at once, and what was said meanwhile is there afterwards, also in rooms that are not on screen', async () => {
    const chat = await world();
    const ann = await member(chat.url, 'ann');
    const {roomId} = await createRoom(ann.client, {name: 'dev'});
    enterRoom(ann.client, 1);
    const port = Number(new URL(chat.url).port);
    const bobToken = (await chat.person('bob')).token;
    // Looked for from before on: the next try to connect follows at once and says something else.
    const cut = ann.sees(
      'the cut',
      ({connection}) => connection.status === 'reconnecting' && connection.code === 'server-closing',
    );
    await chat.server.close();
    await cut;
    await chat.restart({port});
    await ann.sees('the connection back', ({connection}) => connection.status === 'online');
    const bob = await chat.open('bob', bobToken);
    await bob.request('roomJoin', {name: 'dev'});
    await sayMany(chat, bob, roomId, 3);
    await ann.sees('three in the room behind', () => ann.texts(roomId).length === 3);
    expect(ann.room(roomId).room.unread).toBe(3);
    expect(unreadTotals(ann.client.getState(), 0)).toMatchObject({unread: 3, mentions: 0});
  });

  test('over which much more was said than is fetched piece by piece ends with the newest and the right counts', async () => {
    const chat = await world();
    const bob = await chat.person('bob');
    const ann = await member(chat.url, 'ann');
    await ann.sees('the room', () => ann.room().isLoaded);
    // A cut as the server sees it: the line is gone, the client waits for the next try.
    ann.client.line.end('disconnected', '');
    await sayMany(chat, bob, 1, 650);
    await sayMany(chat, bob, 1, 650);
    await chat.say(bob, 1, 'the newest');
    ann.client.line.connectAs(ann.token);
    await ann.sees('the newest', () => ann.texts().at(-1) === 'the newest');
    expect(isContiguous(ann.room().entries)).toBe(true);
    expect(ann.room().entries.length).toBeLessThanOrEqual(200);
    await ann.sees('the counts', () => ann.room().room.unread === 1_000);
    await ann.sees('nothing missing', () => ann.room().countedSeq === ann.room().room.lastSeq);
  });

  test('in the middle of much traffic leaves no hole', async () => {
    const chat = await world();
    const bob = await chat.person('bob');
    const ann = await member(chat.url, 'ann');
    await ann.sees('the room', () => ann.room().isLoaded);
    const said = sayMany(chat, bob, 1, 400);
    await ann.sees('the first', () => ann.texts().length > 0);
    ann.client.line.retry('disconnected', '');
    await said;
    await ann.sees('all', () => ann.texts().length === 400);
    expect(ann.texts()).toEqual(numbered(1, 400));
    await ann.sees('them counted', () => ann.room().room.unread === 400);
  });
});

describe('the history', () => {
  test('is loaded page by page up to its beginning, and no further', async () => {
    const chat = await world();
    const bob = await chat.person('bob');
    await sayMany(chat, bob, 1, 450);
    const ann = await member(chat.url, 'ann');
    await ann.sees('the newest page', () => ann.room().isLoaded);
    expect(ann.texts().length).toBeLessThan(200);
    for (let pages = 0; pages < 10 && !isAtBeginning(ann.room()); pages++) await loadOlder(ann.client, 1);
    expect(isAtBeginning(ann.room())).toBe(true);
    expect(ann.texts()).toEqual(numbered(1, 450));
    expect(isContiguous(ann.room().entries)).toBe(true);
    await loadOlder(ann.client, 1);
    expect(ann.room().isLoadingOlder).toBe(false);
  });

  test('keeps memory bounded: old entries of a room go when it is left', async () => {
    const chat = await world();
    const bob = await chat.person('bob');
    await sayMany(chat, bob, 1, 900);
    const ann = await member(chat.url, 'ann');
    await ann.sees('the room', () => ann.room().isLoaded);
    while (!isAtBeginning(ann.room())) await loadOlder(ann.client, 1);
    expect(ann.room().entries.length).toBeGreaterThan(900);
    await createRoom(ann.client, {name: 'dev'});
    expect(ann.room().entries).toHaveLength(400);
    expect(ann.room().entries.at(-1)?.seq).toBe(ann.room().room.lastSeq);
  });
});

test('who came while a list of members was under way is there, however old the list is', async () => {
  const bob = {name: 'bob', displayName: '', state: 'offline', status: ''};
  const server = await fakeServer({
    memberList(_params, socket) {
      socket.emit('presenceChanged', {changes: [{...bob, state: 'online'}], onlineCount: 2});
      return {ok: true, data: {members: [{...bob, role: 'member'}], total: 1, hasMore: false}};
    },
  });
  const client = await clientOf({serverUrl: server.url, token: 'ct_x'});
  await untilStatus(client, 'online');
  const ann = toMember(client, 'ann', 'ct_x');
  await ann.sees('the members', () => ann.room().memberNames?.includes('bob') === true);
  expect(membersOf(client.getState(), 1)).toMatchObject([{name: 'bob', state: 'online', role: 'member'}]);
});

test('entries that somebody reads further up stay until they are back at the end', async () => {
  const server = await fakeServer();
  const client = await clientOf({serverUrl: server.url, token: 'ct_x'});
  await untilStatus(client, 'online');
  const ann = toMember(client, 'ann', 'ct_x');
  await ann.sees('the room', () => ann.room().isLoaded);
  const tell = (from: number, count: number) => {
    const seqs = Array.from({length: count}, (_, index) => from + index);
    const entries = seqs.map(seq => ({
      seq,
      id: idOf(seq),
      sender: 'bob',
      sentAtMs: 1,
      kind: 'message',
      text: `${seq}`,
    }));
    server.tell('entriesAppended', {roomId: 1, entries});
    return ann.sees(`entry ${seqs.at(-1)}`, () => ann.room().room.lastSeq === seqs.at(-1));
  };
  // Not marked as read: whoever is there has not seen the end.
  await tell(2, 2_000);
  await tell(2_002, 2_000);
  expect(ann.room().entries).toHaveLength(4_001);
  readBack(client, 1);
  await tell(4_002, 10_000);
  expect(ann.room().entries).toHaveLength(14_001);
  markRead(client, 1);
  await tell(14_002, 1);
  expect(ann.room().entries).toHaveLength(2_000);
});

describe('rooms and people', () => {
  test('are known with their members, who come and go quietly', async () => {
    const chat = await world();
    const ann = await member(chat.url, 'ann');
    const {roomId} = await createRoom(ann.client, {name: 'dev', topic: 'work'});
    await ann.sees('the members', () => ann.room(roomId).memberNames?.length === 1);
    const bob = await member(chat.url, 'bob');
    await joinRoom(bob.client, '#dev');
    // Left and joined again, the room has its people again.
    await bob.sees('the members', () => bob.room(roomId).memberNames?.length === 2);
    await leaveRoom(bob.client, roomId);
    await joinRoom(bob.client, '#dev');
    await bob.sees('the members again', () => bob.room(roomId).memberNames?.join() === 'ann,bob');
    await ann.sees('bob', () => ann.room(roomId).memberNames?.join() === 'ann,bob');
    expect(ann.room(roomId).room).toMatchObject({memberCount: 2, unread: 0, topic: 'work'});
    expect(membersOf(ann.client.getState(), roomId).map(({name}) => name)).toEqual(['ann', 'bob']);
    expect(bob.room(roomId).room).toMatchObject({memberCount: 2, topic: 'work'});
    const direct = await openDirect(bob.client, 'ann');
    await sendAndWait(bob.client, direct.roomId, {text: 'psst'});
    await ann.sees('the conversation', state => orderedRooms(state).length === 3);
    expect(orderedRooms(ann.client.getState()).map(({room}) => labelOf(room))).toEqual(['#lobby', '#dev', '@bob']);
  });
});

describe('following a room', () => {
  const heardOf = (ann: Member, roomId: number, fromSeq: number) => {
    const heard: Entry[] = [];
    const stop = followRoom(ann.client, {roomId, fromSeq}, entries => {
      heard.push(...entries);
      // The waiting below looks again after every change.
      ann.client.notify('info', 'heard');
    });
    return {heard, stop};
  };

  test('gives every entry once and in order, from the past and live, over a cut', async () => {
    const chat = await world();
    const bob = await chat.person('bob');
    await sayMany(chat, bob, 1, 250);
    const ann = await memberAgain(chat.url, await member(chat.url, 'ann', {isHeadless: true}), {isHeadless: true});
    const lastSeq = ann.room().room.lastSeq;
    const {heard, stop} = heardOf(ann, 1, lastSeq - 220);
    await ann.sees('the past', () => heard.length === 221);
    await sayMany(chat, bob, 1, 10);
    await ann.sees('the present', () => heard.length === 231);
    ann.client.line.retry('disconnected', '');
    await sayMany(chat, bob, 1, 10);
    await ann.sees('what came over the cut', () => heard.length === 241);
    expect(heard[0]?.seq).toBe(lastSeq - 220);
    expect(isContiguous(heard)).toBe(true);
    stop();
    await sendAndWait(ann.client, 1, {text: 'not heard'});
    expect(heard).toHaveLength(241);
  });

  test('ends with a reason when the room is left', async () => {
    const chat = await world();
    const ann = await memberAgain(chat.url, await member(chat.url, 'ann', {isHeadless: true}), {isHeadless: true});
    const {roomId} = await createRoom(ann.client, {name: 'dev'});
    const ended = new Promise(resolve => followRoom(ann.client, {roomId, fromSeq: 1, onEnd: resolve}, () => undefined));
    await ann.client.request('roomLeave', {roomId});
    expect(await ended).toMatchObject({code: 'not-in-room'});
    expect(toMember(ann.client, 'ann', '').notices()).toEqual([]);
  });
});
