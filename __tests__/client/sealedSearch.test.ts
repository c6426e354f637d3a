/**
 * Searching encrypted conversations: over an index of this machine that holds nothing in the clear and forgets what is deleted.
 */
import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from '@jest/globals';
import {deleteMessage, editMessage} from '../../src/client/actions/messages/messageActions.ts';
import {sendAndWait} from '../../src/client/actions/messages/message.ts';
import {createRoom, invite, joinRoom, openDirect} from '../../src/client/actions/room.ts';
import {searchMessages} from '../../src/client/actions/search.ts';
import type {ClientOptions} from '../../src/client/core/core.ts';
import {submit} from '../../src/client/input/submit.ts';
import {parseTyped} from '../../src/client/input/typed/searchTyped.ts';
import {ChatError} from '../../src/shared/errors.ts';
import {world, type World} from '../support/world.ts';
import {moment, throughGates} from './support/heldRequests.ts';
import {member, memberAgain, temporaryFolder, type Member} from './support/member.ts';
import {approve, enter, entriesOf, secretsOf} from './support/sealedMembers.ts';

const history = {messagesMax: 1_000, bytesMax: 64 * 1024 ** 2};
const optionsOf = (name: string): Partial<ClientOptions> => ({
  secretPlace: secretsOf(name),
  encryptsNew: true,
  history,
});

async function person(on: World, name: string, more: Partial<ClientOptions> = {}): Promise<Member> {
  const one = await member(on.url, name, {...optionsOf(name), ...more});
  await one.client.parts.keys.session();
  return one;
}

const find = async ({client}: Member, typed: string, enough?: number) =>
  searchMessages(client, parseTyped(typed, client.getState(), Date.now()), enough);
const textsOf = ({hits}: Awaited<ReturnType<typeof find>>): string[] =>
  hits.map(({entry}) => ('text' in entry ? entry.text : entry.kind === 'file' ? entry.name : ''));
const words = async (one: Member, typed: string): Promise<string[]> => textsOf(await find(one, typed));

/** Everything is in the index. */
const caughtUp = async (one: Member): Promise<void> => {
  await one.client.parts.keys.search.lookThrough(undefined, () => undefined);
};
const indexBytes = ({client, name}: Member): string =>
  ['sealed.sqlite', 'sealed.sqlite-wal']
    .map(file => join(client.local.dirOf(name), file))
    .map(path => (existsSync(path) ? readFileSync(path, 'latin1') : ''))
    .join('');
const deed = (one: Member, roomId: number, seq: number) => ({roomId, seq, clientMsgId: one.client.options.newId()});

test('finds in the same words as elsewhere, what is there now, in one order with what the server finds', async () => {
  const on = await world();
  const [alice, bob] = [await person(on, 'alice'), await person(on, 'bob')];
  const {roomId: open} = await createRoom(alice.client, {name: 'dev', isPrivate: false});
  const {roomId} = await openDirect(alice.client, 'bob');
  const say = async (by: Member, room: number, text: string): Promise<number> => {
    on.clock.turn(1_000);
    return (await sendAndWait(by.client, room, {text})).seq;
  };
  await say(alice, open, 'the kumquat of the open room');
  const first = await say(alice, roomId, 'a kumquat, and "release notes" at https://example.org/');
  await bob.sees('the conversation', state => state.roomById[roomId]);
  await say(bob, roomId, 'release the notes with `code` in it');
  await say(alice, open, 'one more kumquat where all can see');
  await say(bob, roomId, '消息队列 is a queue, Ärger ist Ärger');
  const edited = await say(alice, roomId, 'before it was a rambutan');
  const deleted = await say(bob, roomId, 'a durian that goes');
  const {seq: reacted} = await sendAndWait(bob.client, roomId, {text: 'pin this persimmon'});

  // A screen that comes later looks through all of it by itself; nothing was said to it live.
  await alice.client.close();
  await bob.client.close();
  const again = await memberAgain(on.url, alice, optionsOf('alice'));
  await again.sees('the conversation', state => state.roomById[roomId]);
  await caughtUp(again);
  expect(await words(again, 'kumquat')).toEqual([
    'one more kumquat where all can see',
    'a kumquat, and "release notes" at https://example.org/',
    'the kumquat of the open room',
  ]);
  const rows: [typed: string, count: number][] = [
    ['"release notes" in:@bob', 1],
    ['release notes in:@bob', 2],
    ['relea* from:@bob', 1],
    ['notes has:link', 1],
    ['has:code in:@bob', 1],
    ['队列', 1],
    ['队', 1],
    ['arger', 1],
    ['after:2001-01-01 from:@bob in:@bob', 4],
    ['kumquat before:2001-01-01', 0],
    ['kumqua', 0],
    ['kumqua*', 3],
    ['sort:best kumquat', 3],
  ];
  for (const [typed, count] of rows) expect([typed, (await words(again, typed)).length]).toEqual([typed, count]);

  // Page by page it is the same, in the same order.
  const pages: string[] = [];
  for (let next: Awaited<ReturnType<typeof find>>['next'] = parseTyped('kumquat', again.client.getState(), 0); next;) {
    const page: Awaited<ReturnType<typeof find>> = await searchMessages(again.client, next, 1);
    pages.push(...textsOf(page));
    next = page.next;
  }
  expect(pages).toEqual(await words(again, 'kumquat'));

  // What comes is found at once; what is changed is found as it is.
  const bobs = await memberAgain(on.url, bob, optionsOf('bob'));
  await bobs.sees('the conversation', state => state.roomById[roomId]);
  enter(again, roomId);
  await sendAndWait(bobs.client, roomId, {text: 'just a mangosteen'});
  await again.sees('it', () => again.texts(roomId).includes('just a mangosteen'));
  await editMessage(again.client, {roomId, seq: edited}, 'now it is a lychee');
  await deleteMessage(bobs.client, {roomId, seq: deleted});
  await bobs.client.request('pinSet', {...deed(bobs, roomId, reacted), isOn: true});
  await again.sees('the deletion', () =>
    entriesOf(again, roomId).some(entry => entry.seq === deleted && entry.kind === 'gone'),
  );
  await again.sees('the edit', () => again.texts(roomId).includes('now it is a lychee'));
  await caughtUp(again);
  expect(await words(again, 'mangosteen')).toEqual(['just a mangosteen']);
  expect(await words(again, 'lychee')).toEqual(['now it is a lychee']);
  for (const gone of ['rambutan', 'durian']) expect([gone, await words(again, gone)]).toEqual([gone, []]);
  expect(first).toBeGreaterThan(0);
  // What was pinned before the next one was said is pinned beside it.
  const later = await say(bobs, roomId, 'a jackfruit that is pinned as well');
  await bobs.client.request('pinSet', {...deed(bobs, roomId, later), isOn: true});
  await caughtUp(again);
  for (const one of [bobs, again]) {
    const {entries} = await one.client.request('pinList', {roomId});
    expect(entries.map(({seq}) => seq)).toEqual([later, reacted]);
  }

  // On the disk nothing of it can be read, and another key opens nothing.
  const disk = indexBytes(again);
  expect(disk.length).toBeGreaterThan(10_000);
  for (const word of ['kumquat', 'lychee', 'durian', 'release', 'example.org', '队'])
    expect(disk.includes(word)).toBe(false);
  expect(again.client.parts.keys.search.count()).toBeGreaterThan(5);
  expect(await submit(again.client, '/cache clear')).toMatchObject({kind: 'told'});
  expect(again.client.parts.keys.search.count()).toBe(0);
  expect(await words(again, 'lychee')).toEqual([]);
  expect((await find(again, 'lychee')).behind).toBeGreaterThan(5);
  await caughtUp(again);
  expect(await words(again, 'lychee')).toEqual(['now it is a lychee']);
  for (const gone of ['rambutan', 'durian']) expect([gone, await words(again, gone)]).toEqual([gone, []]);
  again.client.parts.keys.search.forget();
  expect(indexBytes(again)).toBe('');
});

/** Bob's laptop has looked through a conversation of `count` messages, of which it could read none. */
async function laptopBefore(count: number) {
  const on = await world();
  const [alice, bob] = [await person(on, 'alice'), await person(on, 'bob')];
  const {roomId} = await openDirect(alice.client, 'bob');
  for (let at = 0; at < count; at++) await sendAndWait(alice.client, roomId, {text: `kumquat ${at}`});
  await bob.sees('the conversation', state => state.roomById[roomId]);
  const laptop = await memberAgain(on.url, bob, {
    ...optionsOf('bob laptop'),
    dataDir: await temporaryFolder(),
    deviceName: 'laptop',
  });
  await laptop.sees('the conversation', state => state.roomById[roomId]);
  await caughtUp(laptop);
  return {on, alice, bob, laptop, roomId};
}

test('a device that is approved later finds all that was said before, and says until then that something is left', async () => {
  const {bob, laptop} = await laptopBefore(3);
  expect((await find(laptop, 'kumquat')).behind).toBeGreaterThan(3);
  await approve(bob, laptop, 'laptop');
  const {accounts, conversations} = await bob.client.parts.keys.session();
  await conversations.shareWith(accounts.known('bob').at(-1)!);
  await caughtUp(laptop);
  expect(await words(laptop, 'kumquat')).toEqual(['kumquat 2', 'kumquat 1', 'kumquat 0']);
  expect((await find(laptop, 'kumquat')).behind).toBe(0);
});

test('what came before its keys is looked through with them, also where that was cut in between', async () => {
  // More than the server shows at once.
  const {bob, laptop, roomId} = await laptopBefore(60);
  const all = Array.from({length: 60}, (_, at) => `kumquat ${59 - at}`);
  // No other device hears that it wants them.
  const unheard = throughGates(laptop, {
    up: name => (name === 'deviceSignalSend' ? Promise.reject(new ChatError('disconnected')) : undefined),
  });
  await approve(bob, laptop, 'laptop');
  await caughtUp(laptop);
  expect(await words(laptop, 'kumquat')).toEqual([]);
  unheard();
  const {accounts, conversations} = await bob.client.parts.keys.session();
  await conversations.shareWith(accounts.known('bob').at(-1)!);
  const theirs = await laptop.client.parts.keys.session();
  const cut = throughGates(laptop, {
    up: name => (name === 'entryShow' ? Promise.reject(new ChatError('disconnected')) : undefined),
  });
  await theirs.conversations.refresh(roomId);
  expect((await find(laptop, 'kumquat')).behind).toBeGreaterThanOrEqual(60);
  await caughtUp(laptop);
  expect(await words(laptop, 'kumquat')).toEqual([]);
  cut();
  expect((await find(laptop, 'kumquat')).behind).toBeGreaterThanOrEqual(60);
  await caughtUp(laptop);
  expect(textsOf(await find(laptop, 'kumquat', 100))).toEqual(all);
  expect((await find(laptop, 'kumquat')).behind).toBe(0);
});

test('what one may read from before one was let in is found on a later device too, once its keys come', async () => {
  const on = await world();
  const [alice, bob] = [await person(on, 'alice'), await person(on, 'bob')];
  const {roomId} = await createRoom(alice.client, {name: 'garden', isPrivate: true});
  await sendAndWait(alice.client, roomId, {text: 'a kumquat before bob'});
  await invite(alice.client, roomId, ['bob'], {givesHistory: true});
  await joinRoom(bob.client, 'garden');
  await sendAndWait(alice.client, roomId, {text: 'a kumquat for bob'});
  await caughtUp(bob);
  const all = ['a kumquat for bob', 'a kumquat before bob'];
  expect(await words(bob, 'kumquat')).toEqual(all);
  const laptop = await memberAgain(on.url, bob, {
    ...optionsOf('bob laptop'),
    dataDir: await temporaryFolder(),
    deviceName: 'laptop',
  });
  throughGates(laptop, {
    up: name => (name === 'deviceSignalSend' ? Promise.reject(new ChatError('disconnected')) : undefined),
  });
  await approve(bob, laptop, 'laptop');
  await laptop.sees('the room', state => state.roomById[roomId]);
  await caughtUp(laptop);
  expect(await words(laptop, 'kumquat')).toEqual([]);
  const {accounts, conversations} = await bob.client.parts.keys.session();
  await conversations.shareWith(accounts.known('bob').at(-1)!);
  await (await laptop.client.parts.keys.session()).conversations.refresh(roomId);
  await caughtUp(laptop);
  expect(await words(laptop, 'kumquat')).toEqual(all);
});

test('keys that come while the screen is open are reason enough to look through what waits for them', async () => {
  const {bob, laptop, roomId} = await laptopBefore(3);
  const unheard = throughGates(laptop, {
    up: name => (name === 'deviceSignalSend' ? Promise.reject(new ChatError('disconnected')) : undefined),
  });
  await approve(bob, laptop, 'laptop');
  await caughtUp(laptop);
  unheard();
  const {accounts, conversations} = await bob.client.parts.keys.session();
  await conversations.shareWith(accounts.known('bob').at(-1)!);
  const shown = moment();
  throughGates(laptop, {
    async down(name) {
      if (name === 'entryShow') shown.comes();
    },
  });
  await (await laptop.client.parts.keys.session()).conversations.refresh(roomId);
  await shown.came;
  await caughtUp(laptop);
  expect(await words(laptop, 'kumquat')).toEqual(['kumquat 2', 'kumquat 1', 'kumquat 0']);
});
