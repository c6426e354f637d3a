/**
 * Rooms that are renamed, archived and deleted while everybody writes, and a server that stops in the middle; a crowd that types.
 */
import {join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {describe, expect, test} from '@jest/globals';
import {initialState} from '../../src/client/state/initialState.ts';
import {reduce} from '../../src/client/state/reduce.ts';
import {newRoomState} from '../../src/client/state/room/roomState.ts';
import {room} from '../support/screen/stage.ts';
import {world, type Person, type World} from '../support/world.ts';

const rowsOf = ({dataDir}: World, roomId: number): number => {
  const database = new DatabaseSync(join(dataDir, 'chat.db'), {readOnly: true});
  const {rows} = database.prepare('SELECT count(*) AS rows FROM entries WHERE room_id = ?').get(roomId) as {
    rows: number;
  };
  database.close();
  return rows;
};

const sayMany = (made: World, person: Person, roomId: number, count: number): Promise<string[]> =>
  Promise.all(
    Array.from({length: count}, (_, index) =>
      person.codeOf('messageSend', {roomId, clientMsgId: made.newId(), kind: 'message', text: `walrus ${index}`}),
    ),
  );

describe('B105 a room as a whole', () => {
  test('deleted while all write: each gets an answer, nothing of it is left, also when the server stops meanwhile', async () => {
    const made = await world();
    const [, bob, cid] = await made.people('ann', 'bob', 'cid');
    const {roomId} = await bob!.request('roomCreate', {name: 'tea', isPrivate: false});
    await cid!.request('roomJoin', {name: 'tea'});
    await sayMany(made, cid!, roomId, 600);
    const [codes, deleted, renamed, archived] = await Promise.all([
      sayMany(made, cid!, roomId, 100),
      bob!.codeOf('roomDelete', {roomId, name: 'tea'}),
      bob!.codeOf('roomRename', {roomId, name: 'coffee'}),
      cid!.codeOf('roomArchive', {roomId, isArchived: true}),
    ]);
    expect(deleted).toBe('ok');
    expect(renamed).toBe('not-in-room this room');
    expect(['not-allowed', 'not-in-room this room']).toContain(archived);
    expect([...new Set(codes)].filter(code => code !== 'ok' && code !== 'not-in-room this room')).toEqual([]);
    await made.restart();
    await made.server.upkeep();
    expect(rowsOf(made, roomId)).toBe(0);
    const again = await made.open('cid', cid!.token);
    expect((await again.request('messageSearch', {words: 'walrus'})).hits).toEqual([]);
    expect(again.session.rooms.map(({name}) => name)).toEqual(['lobby']);
  });

  test('called alike by two at once: one of them is', async () => {
    const made = await world();
    const [, bob, cid] = await made.people('ann', 'bob', 'cid');
    const one = await bob!.request('roomCreate', {name: 'tea', isPrivate: false});
    const other = await cid!.request('roomCreate', {name: 'milk', isPrivate: false});
    const codes = await Promise.all([
      bob!.codeOf('roomRename', {roomId: one.roomId, name: 'cocoa'}),
      cid!.codeOf('roomRename', {roomId: other.roomId, name: 'cocoa'}),
    ]);
    expect(codes.toSorted()).toEqual(['ok', 'room-exists #cocoa']);
    for (const name of ['#tea', 'a b', 'x'.repeat(65), '\u001b[2J', '~1'])
      expect(await bob!.codeOf('roomRename', {roomId: one.roomId, name})).toMatch(/^bad-request/);
  });

  test('in which thousands type, or a server says so, stays small', () => {
    const start = {...initialState, roomById: {1: newRoomState(room(1, 'lobby'))}};
    let state: typeof start | ReturnType<typeof reduce> = start;
    for (let index = 0; index < 5_000; index++)
      state = reduce(state, {type: 'typingChanged', roomId: 1, name: `n${index}`, isTyping: true, atMs: index % 50});
    expect(state.roomById[1]?.typing?.length).toBeLessThanOrEqual(20);
    expect(reduce(state, {type: 'typingChanged', roomId: 99, name: 'x', isTyping: true, atMs: 1})).toBe(state);
  });
});
