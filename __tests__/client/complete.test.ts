/** What Tab offers: commands, their arguments, people and rooms. */
import {expect, test} from '@jest/globals';
import {complete} from '../../src/client/input/completion.ts';
import type {State} from '../../src/client/state/state.ts';
import type {Room} from '../../src/shared/model.ts';
import {apply, idOf, online, opened, ROOM_ID, roomAt, user} from './support/log.ts';
import {initialState} from '../../src/client/state/initialState.ts';

const entryOf = (kind: 'joined', sender: string) => ({kind, sender, seq: 1, id: idOf(1), sentAtMs: 1});

const room = (roomId: number, name: string, kind: Room['kind'] = 'public'): Room => ({
  ...roomAt([], 0, 0, kind),
  roomId,
  name,
});

const state: State = apply(
  initialState,
  opened(room(1, 'lobby'), room(ROOM_ID, 'dev'), room(9, 'design')),
  online,
  {type: 'roomEntered', roomId: ROOM_ID},
  {type: 'membersLoaded', roomId: ROOM_ID, members: [user('me'), user('bob', 'offline'), user('berta')], total: 3},
  {type: 'usersMet', users: [{...user('zoe'), displayName: 'Beatrix'}, user('constructor')]},
  {type: 'inviteReceived', roomId: 20, roomName: 'deep', by: 'bob', sentAtMs: 1},
);

test.each([
  ['/he', ['/help']],
  ['/HE', ['/help']],
  ['/j', ['/join']],
  ['/par', ['/part']],
  ['/ret', ['/retry']],
  ['/nothing', []],
  ['/join ', ['#deep', '#lobby', '#design', '#dev']],
  ['/join #de', ['#deep', '#design', '#dev']],
  ['/join de', ['#deep', '#design', '#dev']],
  // Members of the room on screen first, those who are there before the others.
  ['/msg @b', ['@berta', '@bob', '@zoe']],
  ['/msg ', ['@berta', '@bob', '@constructor', '@zoe']],
  ['/msg @berta hello @bo', ['@bob']],
  ['/whois con', ['@constructor']],
  ['/invite @bob #l', ['#lobby']],
  ['/create #x --', ['--private', '--plain', '--topic']],
  ['/create #x --private --', ['--plain', '--topic']],
  ['/help jo', ['join']],
  ['hello @be', ['@berta', '@zoe']],
  ['see #de', ['#design', '#dev']],
  ['mail@be', []],
  ['hello @roo', ['@room']],
  ['well done :tada', ['🎉']],
  ['at 10:ta', []],
  [':+1', ['👍']],
  ['café@be', []],
  ['日本@be', []],
  ['(@be', ['@berta', '@zoe']],
  ['“#de', ['#design', '#dev']],
  ['see:@be', ['@berta', '@zoe']],
  [' /he', ['/help']],
  [' /msg @be', ['@berta', '@zoe']],
  ['be', []],
  ['', []],
])('%j offers %j', async (text, words) => {
  expect((await complete(state, text, text.length)).words).toEqual(words);
});

test('only what stands before the cursor counts, and only the word there is replaced', async () => {
  expect(await complete(state, 'hello @be and more', 9)).toEqual({from: 6, to: 9, words: ['@berta', '@zoe']});
  expect(await complete(state, '/msg @be', 8)).toMatchObject({from: 5, to: 8});
  expect(await complete(state, '/msg @berta hi @bo', 18)).toMatchObject({from: 15, to: 18});
  expect(await complete(state, '/he', 3)).toMatchObject({from: 0, to: 3});
});

test.each([
  // Text, where the cursor is, what is replaced up to: the rest of a word that a candidate goes on with is not doubled.
  ['hello @berta', 9, 12],
  ['hello @berta, all', 9, 12],
  ['hello @berta.', 9, 12],
  ['hello @BERTA', 9, 12],
  ['hello @bework', 9, 9],
  ['/help', 3, 5],
  ['/join #design now', 8, 13],
  ['/msg berta', 7, 10],
])('in %j at %i, Tab replaces up to %i', async (text, cursor, to) => {
  expect(await complete(state, text, cursor)).toMatchObject({to});
});

test('members of the room are offered also when nothing else is known of them', async () => {
  const few = apply(state, {type: 'entriesAppended', roomId: ROOM_ID, entries: [entryOf('joined', 'nina')]});
  expect((await complete(few, '@ni', 3)).words).toEqual(['@nina']);
});
