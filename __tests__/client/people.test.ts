/** People in the state: who is where, who comes and goes. */
import {describe, expect, test} from '@jest/globals';
import type {Change} from '../../src/client/state/changes.ts';
import {initialState} from '../../src/client/state/initialState.ts';
import {membersOf, unreadTotals} from '../../src/client/state/selectors.ts';
import type {State} from '../../src/client/state/state.ts';
import type {Room} from '../../src/shared/model.ts';
import type {Entry} from '../../src/shared/entries/entry.ts';
import {apply, ME, online, opened, ROOM_ID, roomAt, stateWith, toLog, user} from './support/log.ts';

const at = (state: State, roomId = ROOM_ID) => {
  const one = state.roomById[roomId];
  if (one === undefined) throw new Error(`no room ${roomId}`);
  return one;
};
const appended = (...entries: Entry[]): Change => ({type: 'entriesAppended', roomId: ROOM_ID, entries});
const room = (roomId: number, name: string, changes: Partial<Room> = {}): Room => ({
  ...roomAt([], 0, 0),
  roomId,
  name,
  ...changes,
});

describe('people', () => {
  const present = (name: string, state: 'online' | 'away' | 'offline', status = ''): Change => ({
    type: 'presenceChanged',
    changes: [{name, displayName: name, state, status}],
    onlineCount: 2,
    atMs: 5,
  });
  const lobby = room(1, 'lobby');
  const direct = room(3, 'bob', {kind: 'direct', partner: user('bob', 'offline')});
  const quiet = apply(initialState, opened(lobby, room(2, 'dev'), direct), online);
  const loud: Change = {type: 'preferencesChanged', preferences: {...quiet.preferences, showsPresence: true}};
  const base = apply(quiet, loud);

  test('coming and going is no row of a room, but quit messages and being away are, for who did not ask for more', () => {
    const next = apply(quiet, present('bob', 'online'), present('bob', 'offline'), present('bob', 'online'));
    expect([1, 2, 3].map(id => at(next, id).asides)).toEqual([[], [], []]);
    expect(at(next, 3).room.partner?.state).toBe('online');
    const said = apply(next, present('bob', 'away', 'lunch'), present('bob', 'offline', 'good night'));
    expect(at(said, 1).asides).toMatchObject([{state: 'offline', status: 'good night'}]);
    expect(at(said, 3).asides).toMatchObject([{state: 'away'}, {state: 'offline'}]);
  });

  test('coming and going are seen where they are known to be, and make no room unread', () => {
    const next = apply(base, present('bob', 'online'));
    expect(at(next, 1).asides).toEqual([
      {kind: 'presence', afterSeq: 0, atMs: 5, name: 'bob', state: 'online', status: ''},
    ]);
    expect(at(next, 2).asides).toEqual([]);
    expect(at(next, 3).asides).toHaveLength(1);
    expect(at(next, 3).room.partner?.state).toBe('online');
    expect(unreadTotals(next, 0)).toMatchObject({unread: 0, mentions: 0});
    expect(next.onlineCount).toBe(2);
  });

  test('who are known as members are seen in that room', () => {
    const members: Change = {type: 'membersLoaded', roomId: 2, members: [user('bob', 'online'), user('ann')], total: 2};
    const next = apply(base, members, present('bob', 'offline', 'bye'));
    expect(at(next, 2).asides).toMatchObject([{name: 'bob', state: 'offline', status: 'bye'}]);
    expect(membersOf(next, 2).map(({name, state}) => `${name} ${state}`)).toEqual(['ann online', 'bob offline']);
  });

  test('being away is only told to the one who talks with them', () => {
    const next = apply(base, present('bob', 'online'), present('bob', 'away', 'lunch'), present('bob', 'online'));
    expect(at(next, 1).asides).toHaveLength(1);
    expect(at(next, 3).asides).toHaveLength(3);
  });

  test('who say the same again are not told again', () => {
    const once = apply(base, present('bob', 'online'));
    expect(at(apply(once, present('bob', 'online')), 1).asides).toHaveLength(1);
  });

  test('may be called like something in the language', () => {
    const next = apply(base, present('constructor', 'online'), present('tostring', 'online'));
    expect(next.userByName['constructor']?.name).toBe('constructor');
    expect(next.userByName['valueof']).toBeUndefined();
  });

  test('who join and leave are members and not members', () => {
    const members: Change = {type: 'membersLoaded', roomId: ROOM_ID, members: [user('bob'), user(ME)], total: 2};
    const state = stateWith({...roomAt([], 0, 0), memberCount: 2}, members);
    const log = toLog([
      {sender: 'ann', kind: 'joined', text: ''},
      {sender: 'ann', kind: 'joined', text: ''},
      {sender: 'bob', kind: 'left', text: ''},
    ]);
    expect(at(apply(state, appended(...log))).memberNames).toEqual(['ann', ME]);
  });
});
