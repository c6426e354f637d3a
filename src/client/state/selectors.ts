/** Selectors: rooms in the order of the screen, people, counts. */
import {isFormerMember} from '../../shared/access/loginName.ts';
import type {Room, User} from '../../shared/model.ts';
import {isMuted} from './notifyLevel.ts';
import {beginningOf} from './room/removed.ts';
import {byPresence} from './order.ts';
import {heldEntries} from './room/pieces.ts';
import {listedRooms, numberOf, orderedRooms} from './room/roomOrder.ts';
import type {RoomState, State, Transfer} from './state.ts';
import {threadKey, threadView} from './threads.ts';

export const isOnline = ({connection}: Pick<State, 'connection'>): boolean => connection.status === 'online';

/** Rooms of direct conversations have numbers below zero: no server knows them. */
export const isLocal = (roomId: number): boolean => roomId < 0;

/** `#room`, `@name` for the conversation with one person, `=name` for one that goes directly between two clients. */
export const labelOf = (room: Pick<Room, 'kind' | 'name'> & {roomId?: number}): string =>
  `${isLocal(room.roomId ?? 0) ? '=' : isConversation(room) ? '@' : '#'}${room.name}`;

/** Of people with one another, not a room that has a name of its own. */
export const isConversation = ({kind}: Pick<Room, 'kind'>): boolean => kind === 'direct' || kind === 'group';

export {listedRooms, orderedRooms};

/** By the number that stands before it in the list. */
export function roomByNumber(state: State, number: number): RoomState | undefined {
  return orderedRooms(state).find(({room}, index) => numberOf(room, index) === number);
}

export const currentRoom = (state: State): RoomState | undefined =>
  state.currentRoomId === undefined ? undefined : state.roomById[state.currentRoomId];

/** What the chat pane shows: the thread that is open in the room on screen, else the room. */
export function shownRoom(state: State): RoomState | undefined {
  const one = currentRoom(state);
  const {openThread} = state;
  return one === undefined || openThread?.roomId !== one.room.roomId ? one : threadView(one, openThread);
}

/** Key of what is on screen, for drafts and scroll positions: a room id, or the thread. */
export type ViewKey = number | string;
export function viewKeyOf(state: Pick<State, 'currentRoomId' | 'openThread'>): ViewKey {
  const {currentRoomId = 0, openThread} = state;
  return openThread?.roomId === currentRoomId ? threadKey(openThread) : currentRoomId;
}

/** Whether a label that was kept means this room, by its name of now or one that it had before. */
export const isRoomOf = (room: Room, label: string): boolean =>
  labelOf(room) === label || (label.startsWith('#') && room.formerNames?.includes(label.slice(1)) === true);

/**
 * The same of a label that was kept together with the number of the room: a group is called by its people, of whom some may have
 * no account any more. A label alone could be that of another group.
 */
export const isKeptRoom = (room: Room, label: string): boolean =>
  isRoomOf(room, label) || (room.kind === 'group' && label.startsWith('@') && isWithoutSome(room.name, label.slice(1)));

function isWithoutSome(name: string, before: string): boolean {
  const [now, were] = [name.split(','), before.split(',')];
  const left = now.filter(one => !isFormerMember(one));
  return now.length === were.length && left.length < now.length && left.every(one => were.includes(one));
}

/** The room of a label such as `#lobby` or `@bob`; without a sign, a room. Also by a name that it had before. */
export function roomByLabel(state: State, label: string): RoomState | undefined {
  const wanted = (/^[#@=]/.test(label) ? label : `#${label}`).toLowerCase();
  const rooms = Object.values(state.roomById);
  return rooms.find(({room}) => labelOf(room) === wanted) ?? rooms.find(({room}) => isRoomOf(room, wanted));
}

export interface UnreadTotals {
  /** All together, in so many rooms and conversations. */
  unread: number;
  rooms: number;
  /** Of those: what mentions one in rooms, and what is said in conversations. */
  mentions: number;
  direct: number;
}

export function addUnread(totals: UnreadTotals, room: Room): void {
  totals.unread += room.unread;
  if (room.unread > 0) totals.rooms++;
  if (isConversation(room)) totals.direct += room.unread;
  else totals.mentions += Math.min(room.mentions, room.unread);
}

/** Of several servers together. */
export const sumOf = (all: readonly UnreadTotals[]): UnreadTotals =>
  all.reduce(
    (sum, {unread, mentions, direct, rooms}) => ({
      unread: sum.unread + unread,
      mentions: sum.mentions + mentions,
      direct: sum.direct + direct,
      rooms: sum.rooms + rooms,
    }),
    {unread: 0, mentions: 0, direct: 0, rooms: 0},
  );

/** Over all rooms but the one on screen, and without those that are muted. */
export function unreadTotals(state: State, nowMs: number): UnreadTotals {
  return totalsOf(state, nowMs, state.currentRoomId);
}

/** The same with the one that is current: of a server that is not on screen. */
export const unreadOf = (state: State, nowMs: number): UnreadTotals => totalsOf(state, nowMs, undefined);

function totalsOf(state: State, nowMs: number, onScreen: number | undefined): UnreadTotals {
  const totals = {unread: 0, mentions: 0, direct: 0, rooms: 0};
  for (const {room} of Object.values(state.roomById)) {
    if (room.roomId === onScreen || isMuted(room, state.preferences, nowMs)) continue;
    addUnread(totals, room);
  }
  return totals;
}

/**
 * Rooms with something unread, without those that are muted: mentions first, then conversations, then the rest; each as on
 * screen, beginning after the current one.
 */
export function activeRooms(state: State, nowMs: number): readonly RoomState[] {
  const rooms = listedRooms(state, nowMs);
  const at = rooms.findIndex(({room}) => room.roomId === state.currentRoomId);
  const after = [...rooms.slice(at + 1), ...rooms.slice(0, Math.max(0, at))].filter(
    ({room}) => room.unread > 0 && !isMuted(room, state.preferences, nowMs),
  );
  return after.toSorted((one, other) => pressure(one) - pressure(other));
}

/** Priority of an unread room; lower is more urgent. */
export const pressure = ({room}: RoomState): number => (room.mentions > 0 ? 0 : isConversation(room) ? 1 : 2);

/** Whoever is known by this name; somebody never met is taken for offline. */
export const userOf = (state: Pick<State, 'userByName'>, name: string): User =>
  state.userByName[name] ?? {name, displayName: name, role: 'member', state: 'offline', status: ''};

/** Members by state (online, away, offline), then by name; empty before they were fetched. */
export function membersOf(state: State, roomId: number): readonly User[] {
  const names = state.roomById[roomId]?.memberNames ?? [];
  // The names come ordered, and sorting keeps that order among equals.
  return names.map(name => userOf(state, name)).sort((one, other) => byPresence(one.state, other.state));
}

/** The oldest entry is here: there is nothing to scroll up to. */
export const isAtBeginning = (one: RoomState): boolean =>
  one.isLoaded && (heldEntries(one)[0]?.seq ?? 1) <= beginningOf(one.room);

/** One's own messages that need a decision. */
export const failedCount = (state: State): number =>
  Object.values(state.roomById).reduce(
    (count, {pending}) => count + pending.filter(message => message.status === 'failed').length,
    0,
  );

/** One's own messages that the server does not have yet. */
export const unsentCount = (state: State): number =>
  Object.values(state.roomById).reduce((count, {pending}) => count + pending.length, 0);

const OVER: ReadonlySet<Transfer['status']> = new Set(['done', 'cancelled', 'declined']);

/** Nothing comes of it any more; one that failed can be tried again. */
export const isTransferOver = ({status}: Pick<Transfer, 'status'>): boolean => OVER.has(status);
