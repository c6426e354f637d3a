/** Single steps of the state: what each change does, and what it leaves alone. */
import {describe, expect, test} from '@jest/globals';
import {initialState} from '../../src/client/state/initialState.ts';
import {reduce} from '../../src/client/state/reduce.ts';
import {mergeRoom} from '../../src/client/state/room/roomMerge.ts';
import {newRoomState} from '../../src/client/state/room/roomState.ts';
import {activeRooms, failedCount, orderedRooms, roomByNumber, unreadTotals} from '../../src/client/state/selectors.ts';
import type {Change} from '../../src/client/state/changes.ts';
import type {PendingMessage, State} from '../../src/client/state/state.ts';
import type {Room} from '../../src/shared/model.ts';
import type {Entry} from '../../src/shared/entries/entry.ts';
import {apply, idOf, ME, message, online, opened, ROOM_ID, roomAt, stateWith, toLog, user} from './support/log.ts';

const at = (state: State, roomId = ROOM_ID) => {
  const one = state.roomById[roomId];
  if (one === undefined) throw new Error(`no room ${roomId}`);
  return one;
};
const said = (count: number, sender = 'ann') => toLog(Array.from({length: count}, () => message(sender)));
const loaded = (entries: readonly Entry[]): Change => ({
  type: 'entriesLoaded',
  roomId: ROOM_ID,
  place: 'newest',
  entries,
  lastSeq: entries.at(-1)?.seq ?? 0,
});
const appended = (...entries: Entry[]): Change => ({type: 'entriesAppended', roomId: ROOM_ID, entries});
const room = (roomId: number, name: string, changes: Partial<Room> = {}): Room => ({
  ...roomAt([], 0, 0),
  roomId,
  name,
  ...changes,
});

test('the members of a large room, of which only the first are known, stay when the room is told again', () => {
  const names = Array.from({length: 2_000}, (_, index) => `n${index}`).sort();
  const one = {...newRoomState(room(1, 'tea', {memberCount: 2_500})), memberNames: names};
  expect(mergeRoom(one, one.room, {me: ME, isFresh: false}).memberNames).toBe(names);
  expect(mergeRoom(one, {...one.room, memberCount: 1_900}, {me: ME, isFresh: false}).memberNames).toBeUndefined();
});

describe('entries', () => {
  const log = said(10);
  const inRoom = stateWith(roomAt(log, 5, 5), loaded(log.slice(0, 5)));

  test('that follow on are taken and counted', () => {
    const next = apply(inRoom, appended(...log.slice(5, 7)));
    expect(at(next).entries).toEqual(log.slice(0, 7));
    expect(at(next).room).toMatchObject({lastSeq: 7, unread: 2});
  });

  test('that do not follow on only tell how far the log reaches', () => {
    const next = apply(inRoom, appended(...log.slice(7, 9)));
    expect(at(next).entries).toEqual(log.slice(0, 5));
    expect(at(next).room).toMatchObject({lastSeq: 9, unread: 0});
  });

  test('that are known already change nothing at all', () => {
    expect(apply(inRoom, appended(...log.slice(2, 5)))).toBe(inRoom);
  });

  test('of a room that is not known change nothing at all', () => {
    expect(reduce(inRoom, {type: 'entriesAppended', roomId: 99, entries: log})).toBe(inRoom);
  });

  test('of a room that is not loaded are counted, not kept', () => {
    const behind = stateWith(roomAt(log, 5, 5));
    const next = apply(behind, appended(...log.slice(5, 8)));
    expect(at(next)).toMatchObject({entries: [], room: {unread: 3, lastSeq: 8}});
  });

  test('leave other rooms as the same objects', () => {
    const two = apply(inRoom, {type: 'roomOpened', room: room(8, 'other')});
    const next = apply(two, appended(...log.slice(5, 6)));
    expect(at(next, 8)).toBe(at(two, 8));
    expect(next.userByName).toBe(two.userByName);
  });

  test.each([
    ['a message of somebody else', {...message('ann')}, 1, 0],
    ['a mention', message('ann', `hey @${ME}!`), 1, 1],
    ['a mention in capitals', message('ann', '@ME'), 1, 1],
    ['an address that only looks like a mention', message('ann', `ann@${ME}.org`), 1, 0],
    ['a longer name', message('ann', '@melissa'), 1, 0],
    ['a file', {sender: 'ann', kind: 'file', text: 'a.txt'} as const, 1, 0],
    ['joining', {sender: 'ann', kind: 'joined', text: ''} as const, 0, 0],
    ['a topic', {sender: 'ann', kind: 'topic', text: `@${ME}`} as const, 0, 0],
    ["one's own message", message(ME, `@${ME}`), 0, 0],
  ])('count as unread and as mentions by what they are: %s', (_what, deed, unread, mentions) => {
    const next = apply(stateWith(roomAt([], 0, 0)), appended(...toLog([deed])));
    expect(at(next).room).toMatchObject({unread, mentions});
  });

  test('are counted up to a thousand', () => {
    const many = said(1_200);
    expect(at(apply(stateWith(roomAt([], 0, 0)), appended(...many))).room.unread).toBe(1_000);
  });
});

describe('reading', () => {
  const log = said(10);

  test('to the end makes the counts zero, part of the way makes them what is left', () => {
    const state = stateWith(roomAt(log, 10, 0), loaded(log));
    expect(at(apply(state, {type: 'cursorMoved', roomId: ROOM_ID, seq: 4})).room).toMatchObject({
      readSeq: 4,
      unread: 6,
    });
    expect(at(apply(state, {type: 'cursorMoved', roomId: ROOM_ID, seq: 10})).room).toMatchObject({
      readSeq: 10,
      unread: 0,
    });
  });

  test('on another device, of what is not here, asks the server for the counts', () => {
    const state = stateWith(roomAt(log, 10, 0));
    const next = apply(state, {type: 'cursorMoved', roomId: ROOM_ID, seq: 4});
    expect(at(next)).toMatchObject({needsCounts: true, room: {readSeq: 4}});
    expect(at(apply(next, opened(roomAt(log, 10, 4))))).toMatchObject({needsCounts: false, room: {unread: 6}});
  });

  test('while a piece of the log is missing takes off what was passed, where that is here', () => {
    const state = stateWith(
      roomAt(log, 3, 0),
      loaded(log.slice(0, 3)),
      appended(...log.slice(9)),
      opened(roomAt(log, 10, 0)),
    );
    const next = apply(state, {type: 'cursorMoved', roomId: ROOM_ID, seq: 2});
    expect(at(next)).toMatchObject({needsCounts: false, countedSeq: 10, room: {readSeq: 2, unread: 8}});
    expect(at(apply(state, {type: 'cursorMoved', roomId: ROOM_ID, seq: 5}))).toMatchObject({needsCounts: true});
  });

  test('never goes back', () => {
    const state = stateWith(roomAt(log, 10, 8), loaded(log));
    expect(apply(state, {type: 'cursorMoved', roomId: ROOM_ID, seq: 4})).toBe(state);
  });

  test('begins below a new line that stays until the room is left', () => {
    const lobby = room(1, 'lobby');
    const state = apply(initialState, opened(lobby, roomAt(log, 10, 7)), online, {type: 'roomEntered', roomId: 1});
    const inside = apply(state, {type: 'roomEntered', roomId: ROOM_ID}, loaded(log));
    expect(at(inside).newAfterSeq).toBe(7);
    const read = apply(inside, {type: 'cursorMoved', roomId: ROOM_ID, seq: 10});
    expect(at(read).newAfterSeq).toBe(7);
    expect(at(apply(read, {type: 'roomEntered', roomId: 1})).newAfterSeq).toBeUndefined();
    expect(read.lastRoomId).toBe(1);
  });

  test('who answers, here or elsewhere, has no *new* line any more', () => {
    const full = toLog([...Array.from({length: 9}, () => message('ann')), message(ME), message('ann')]);
    const away = apply(initialState, opened(room(1, 'lobby'), roomAt(full, 9, 7)), online, {
      type: 'roomEntered',
      roomId: 1,
    });
    const inside = apply(away, {type: 'roomEntered', roomId: ROOM_ID}, loaded(full.slice(0, 9)));
    expect(at(inside).newAfterSeq).toBe(7);
    const mine: PendingMessage = {clientMsgId: idOf(10), kind: 'message', text: 'x', writtenAtMs: 1, status: 'sending'};
    expect(at(apply(inside, {type: 'messageWritten', roomId: ROOM_ID, message: mine})).newAfterSeq).toBeUndefined();
    expect(at(apply(inside, appended(...full.slice(9)))).newAfterSeq).toBeUndefined();
  });
});

describe("one's own messages", () => {
  const pending = (seq: number, changes: Partial<PendingMessage> = {}): PendingMessage => ({
    clientMsgId: idOf(seq),
    kind: 'message',
    text: 'hello',
    writtenAtMs: 1,
    status: 'sending',
    ...changes,
  });
  const written = (seq: number): Change => ({type: 'messageWritten', roomId: ROOM_ID, message: pending(seq)});
  const log = said(3, ME);

  test('stop being pending at the moment their entry is there', () => {
    const state = stateWith(roomAt([], 0, 0), loaded([]), written(1), written(2));
    const next = apply(state, appended(...log.slice(0, 1)));
    expect(at(next).pending.map(one => one.clientMsgId)).toEqual([idOf(2)]);
    expect(at(next).entries).toHaveLength(1);
  });

  test('are not pending when they are in the log already', () => {
    const state = stateWith(roomAt(log, 3, 3), loaded(log));
    expect(apply(state, written(2))).toBe(state);
  });

  test('that failed stand where they were, and go to the end when they are tried again', () => {
    const error = {code: 'not-in-room', detail: ''} as const;
    const state = stateWith(roomAt([], 0, 0), written(1), written(2), {
      type: 'messageFailed',
      roomId: ROOM_ID,
      clientMsgId: idOf(1),
      error,
    });
    expect(at(state).pending).toEqual([pending(1, {status: 'failed', error}), pending(2)]);
    expect(failedCount(state)).toBe(1);
    const again = apply(state, {type: 'messageRetried', roomId: ROOM_ID, clientMsgId: idOf(1)});
    expect(at(again).pending).toEqual([pending(2), pending(1)]);
  });

  test('stay loaded when entries of a new connection are younger than its first word', () => {
    const long = said(6);
    const state = stateWith(roomAt(long, 4, 4), online, loaded(long.slice(0, 4)));
    const cut: Change = {type: 'connectionChanged', connection: {status: 'connecting'}};
    const next = apply(state, cut, appended(...long.slice(4, 6)), opened(roomAt(long, 5, 4)), online);
    expect(at(next)).toMatchObject({entries: long, isLoaded: true, room: {lastSeq: 6}});
  });

  test('outlive a new session, and a log that the server set back', () => {
    const state = stateWith(roomAt(log, 3, 3), online, loaded(log), written(9));
    const cut: Change = {type: 'connectionChanged', connection: {status: 'connecting'}};
    const next = apply(state, cut, opened(roomAt(log, 1, 0)));
    expect(at(next)).toMatchObject({
      entries: [],
      isLoaded: false,
      pending: [pending(9)],
      room: {lastSeq: 1, readSeq: 0},
    });
  });
});

describe('rooms', () => {
  const state = apply(
    initialState,
    opened(
      room(4, 'zebra', {unread: 3}),
      room(5, 'bob', {kind: 'direct', unread: 1}),
      room(6, 'alpha-10', {unread: 9, mentions: 1}),
      room(8, 'alpha-9'),
      room(1, 'lobby'),
      room(7, 'ann', {kind: 'direct'}),
    ),
    online,
    {type: 'roomEntered', roomId: 1},
  );

  test('stand in one order: the lobby, rooms by name, conversations by name', () => {
    expect(orderedRooms(state).map(one => one.room.name)).toEqual([
      'lobby',
      'alpha-9',
      'alpha-10',
      'zebra',
      'ann',
      'bob',
    ]);
    expect(roomByNumber(state, 2)?.room.name).toBe('alpha-9');
    expect(roomByNumber(state, 7)).toBeUndefined();
    expect(orderedRooms(state)).toBe(
      orderedRooms(apply(state, {type: 'noticeShown', level: 'info', text: '', atMs: 1})),
    );
  });

  test('with something unread come in order of urgency', () => {
    expect(activeRooms(state, 0).map(one => one.room.name)).toEqual(['alpha-10', 'bob', 'zebra']);
    expect(unreadTotals(state, 0)).toMatchObject({unread: 13, mentions: 1});
  });

  test('that close under the eyes give way to the lobby', () => {
    const inside = apply(state, {type: 'roomEntered', roomId: 6});
    const next = apply(inside, {type: 'roomClosed', roomId: 6});
    expect(next.currentRoomId).toBe(1);
    expect(next.roomById[6]).toBeUndefined();
    expect(apply(inside, {type: 'roomClosed', roomId: 4})).toMatchObject({currentRoomId: 6, lastRoomId: 1});
  });

  test('of somebody else are forgotten when another person logs in', () => {
    const other = reduce(state, {...opened(room(1, 'lobby')), me: user('other')} as Change);
    expect(Object.keys(other.roomById)).toEqual(['1']);
    expect(reduce(state, {type: 'sessionClosed'})).toMatchObject({roomById: {}, onlineCount: 0});
  });
});

test('notices are bounded and numbered', () => {
  const notice: Change = {type: 'noticeShown', level: 'info', text: 'hello', atMs: 1};
  const state = apply(initialState, ...Array.from({length: 500}, () => notice));
  expect(state.notices).toHaveLength(200);
  expect(state.notices.at(-1)?.noticeId).toBe(500);
});
