/** Selectors: rooms in the order of the screen, people, counts. */
import {isFormerMember} from '../../shared/access/loginName.ts';
import type {Room, User} from '../../shared/model.ts';
import {isMuted} from './notifyLevel.ts';
import {byPresence} from './order.ts';
import {listedRooms, numberOf, orderedRooms} from './room/roomOrder.ts';
import type {RoomState, State, Transfer} from './state.ts';
import {threadKey, threadView} from './threads.ts';

export const isOnline = ({connection}: Pick<State, 'connection'>): boolean => connection.status === 'online';

/** Rooms of direct conversations have negative ids, which no server uses. */
export const isLocal = (roomId: number): boolean => roomId < 0;

/** `#room`, `@name` for a conversation with one person, `=name` for a direct conversation between two clients. */
export const labelOf = (room: Pick<Room, 'kind' | 'name'> & {roomId?: number}): string =>
  `${isLocal(room.roomId ?? 0) ? '=' : isConversation(room) ? '@' : '#'}${room.name}`;

/** Whether the room is a conversation between people, not a room with a name of its own. */
export const isConversation = ({kind}: Pick<Room, 'kind'>): boolean => kind === 'direct' || kind === 'group';

export {listedRooms, orderedRooms};

/** Finds a room by its number in the room list. */
export function roomByNumber(state: State, number: number): RoomState | undefined {
  return orderedRooms(state).find(({room}, index) => numberOf(room, index) === number);
}

export const currentRoom = (state: State): RoomState | undefined =>
  state.currentRoomId === undefined ? undefined : state.roomById[state.currentRoomId];

/** The content of the chat pane: the open thread of the room on screen, else the room itself. */
export function shownRoom(state: State): RoomState | undefined {
  const one = currentRoom(state);
  const {openThread} = state;
  return one === undefined || openThread?.roomId !== one.room.roomId ? one : threadView(one, openThread);
}

/** Key for drafts and scroll positions: a room id, or a thread key. */
export type ViewKey = number | string;
export function viewKeyOf(state: Pick<State, 'currentRoomId' | 'openThread'>): ViewKey {
  const {currentRoomId = 0, openThread} = state;
  return openThread?.roomId === currentRoomId ? threadKey(openThread) : currentRoomId;
}

/** Whether a stored label means this room, by its current or a former name. */
export const isRoomOf = (room: Room, label: string): boolean =>
  labelOf(room) === label || (label.startsWith('#') && room.formerNames?.includes(label.slice(1)) === true);

/**
 * The same for a label that was stored with the room's id: a group is named after its people, some of whom may have no
 * account any more. The label alone could mean another group.
 */
export const isKeptRoom = (room: Room, label: string): boolean =>
  isRoomOf(room, label) || (room.kind === 'group' && label.startsWith('@') && isWithoutSome(room.name, label.slice(1)));

function isWithoutSome(name: string, before: string): boolean {
  const [now, were] = [name.split(','), before.split(',')];
  const left = now.filter(one => !isFormerMember(one));
  return now.length === were.length && left.length < now.length && left.every(one => were.includes(one));
}

/** Finds a room by a label such as `#lobby` or `@bob`, also by a former name; without a sign, a room is meant. */
export function roomByLabel(state: State, label: string): RoomState | undefined {
  const wanted = (/^[#@=]/.test(label) ? label : `#${label}`).toLowerCase();
  const rooms = Object.values(state.roomById);
  return rooms.find(({room}) => labelOf(room) === wanted) ?? rooms.find(({room}) => isRoomOf(room, wanted));
}

export interface UnreadTotals {
  /** All unread messages, in `rooms` rooms and conversations. */
  unread: number;
  rooms: number;
  /** Part of `unread`: mentions in rooms, and messages in conversations. */
  mentions: number;
  direct: number;
}

export function addUnread(totals: UnreadTotals, room: Room): void {
  totals.unread += room.unread;
  if (room.unread > 0) totals.rooms++;
  if (isConversation(room)) totals.direct += room.unread;
  else totals.mentions += Math.min(room.mentions, room.unread);
}

/** The sum over several servers. */
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

/** Totals over all rooms except the one on screen and muted ones. */
export function unreadTotals(state: State, nowMs: number): UnreadTotals {
  return totalsOf(state, nowMs, state.currentRoomId);
}

/** The same including the current room, for a server that is not on screen. */
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
 * Unread rooms that are not muted: mentions first, then conversations, then the rest; within each in list order, starting
 * after the current room.
 */
export function activeRooms(state: State, nowMs: number): readonly RoomState[] {
  const rooms = listedRooms(state, nowMs);
  const at = rooms.findIndex(({room}) => room.roomId === state.currentRoomId);
  const after = [...rooms.slice(at + 1), ...rooms.slice(0, Math.max(0, at))].filter(
    ({room}) => room.unread > 0 && !isMuted(room, state.preferences, nowMs),
  );
  return after.toSorted((one, other) => unreadPriority(one) - unreadPriority(other));
}

/** Priority of an unread room; lower is more urgent. */
export const unreadPriority = ({room}: RoomState): number => (room.mentions > 0 ? 0 : isConversation(room) ? 1 : 2);

/** The user of this name; an unknown one counts as offline. */
export const userOf = (state: Pick<State, 'userByName'>, name: string): User =>
  state.userByName[name] ?? {name, displayName: name, role: 'member', state: 'offline', status: ''};

/** Members by state (online, away, offline), then by name; empty before they were fetched. */
export function membersOf(state: State, roomId: number): readonly User[] {
  const names = state.roomById[roomId]?.memberNames ?? [];
  // The names are sorted, and a stable sort keeps that order among equals.
  return names.map(name => userOf(state, name)).sort((one, other) => byPresence(one.state, other.state));
}

/** Number of one's own failed messages. */
export const failedCount = (state: State): number =>
  Object.values(state.roomById).reduce(
    (count, {pending}) => count + pending.filter(message => message.status === 'failed').length,
    0,
  );

/** Number of one's own messages that the server does not have yet. */
export const unsentCount = (state: State): number =>
  Object.values(state.roomById).reduce((count, {pending}) => count + pending.length, 0);

const OVER: ReadonlySet<Transfer['status']> = new Set(['done', 'cancelled', 'declined']);

/** Whether a transfer has ended for good; a failed one has not, because it can be retried. */
export const isTransferOver = ({status}: Pick<Transfer, 'status'>): boolean => OVER.has(status);
