/**
 * The order of the room list: in a long list unread rooms first, then favourites, rooms and conversations; within each by name,
 * by unread, or by hand.
 */
import {isLobby} from '../../../shared/model.ts';
import type {Preferences} from '../../../shared/preferences.ts';
import type {Room} from '../../../shared/model.ts';
import {isMuted} from '../notifyLevel.ts';
import {compareNames} from '../order.ts';
import type {RoomState, State} from '../state.ts';

export type RoomSection = 'unread' | 'favourites' | 'rooms' | 'conversations';

const PLACES: Readonly<Record<RoomSection, number>> = {unread: 0, favourites: 1, rooms: 2, conversations: 3};

/**
 * With up to this number of rooms, unread ones do not move to the top, because all rooms are visible and reachable by a
 * digit.
 */
const SHORT_LIST = 9;

function sectionOf({mine, kind}: Pick<Room, 'mine' | 'kind'>): RoomSection {
  if (mine?.isFavourite === true) return 'favourites';
  return kind === 'direct' || kind === 'group' ? 'conversations' : 'rooms';
}

type Order = Preferences['roomOrder'];
type Compare = (one: Room, other: Room) => number;

/** Rooms without a manual position come after those with one. */
const placeOf = ({mine}: Room): number =>
  mine === undefined || mine.place === 0 ? Number.MAX_SAFE_INTEGER : mine.place;
const pressing = ({mentions, unread}: Room): number => (mentions > 0 ? 0 : unread > 0 ? 1 : 2);

const COMPARE: Readonly<Record<Order, Compare>> = {
  name: () => 0,
  activity: (one, other) => pressing(one) - pressing(other),
  hand: (one, other) => placeOf(one) - placeOf(other),
};

/** Puts `#lobby` first in its section, except in manual order. */
const byLobby: Compare = (one, other) => Number(isLobby(other)) - Number(isLobby(one));

const ordered = new WeakMap<State['roomById'], {order: Order; rooms: readonly RoomState[]}>();

/** All rooms in list order. Cached: the same array for the same rooms. */
export function orderedRooms(
  state: Pick<State, 'roomById'> & Partial<Pick<State, 'preferences'>>,
): readonly RoomState[] {
  const {roomById, preferences} = state;
  const order = preferences?.roomOrder ?? 'name';
  const known = ordered.get(roomById);
  if (known?.order === order) return known.rooms;
  const compare: Compare = (one, other) =>
    PLACES[sectionOf(one)] - PLACES[sectionOf(other)] ||
    COMPARE[order](one, other) ||
    byLobby(one, other) ||
    compareNames(one, other) ||
    one.roomId - other.roomId;
  const rooms = Object.values(roomById).sort((one, other) => compare(one.room, other.room));
  ordered.set(roomById, {order, rooms});
  return rooms;
}

type Listed = Pick<State, 'roomById'> & Partial<Pick<State, 'preferences' | 'currentRoomId'>>;

/**
 * The listed rooms by section: without archived rooms, except the one on screen. In a long list, unread rooms that are not
 * muted come first, except the one on screen.
 */
export function listedSections(state: Listed, nowMs: number): readonly {section: RoomSection; one: RoomState}[] {
  const {preferences, currentRoomId} = state;
  const isCurrent = ({room}: RoomState) => room.roomId === currentRoomId;
  const rooms = orderedRooms(state).filter(one => one.room.isArchived !== true || isCurrent(one));
  const listed = rooms.map(one => ({section: sectionOf(one.room), one}));
  if (preferences?.showsUnreadFirst !== true || rooms.length <= SHORT_LIST) return listed;
  const isUnread = (one: RoomState) => one.room.unread > 0 && !isCurrent(one) && !isMuted(one.room, preferences, nowMs);
  const unread = rooms.filter(isUnread).map(one => ({section: 'unread' as const, one}));
  return unread.length === 0 ? listed : [...unread, ...listed.filter(({one}) => !isUnread(one))];
}

export const listedRooms = (state: Listed, nowMs: number): readonly RoomState[] =>
  listedSections(state, nowMs).map(({one}) => one);

/** The room's number from the server, or its position in the list if the server assigns none; local rooms have none. */
export const numberOf = ({number, roomId}: Pick<Room, 'number' | 'roomId'>, index: number): number =>
  number ?? (roomId < 0 ? Number.POSITIVE_INFINITY : index + 1);

/** The order of all rooms after moving one past its neighbour in its section; `undefined` if it has no neighbour there. */
export function movedRooms(state: Listed, roomId: number, step: 1 | -1): number[] | undefined {
  const rooms = orderedRooms(state).filter(({room}) => room.roomId > 0);
  const from = rooms.findIndex(({room}) => room.roomId === roomId);
  const one = rooms[from];
  const isListed = ({room}: RoomState) => room.isArchived !== true || room.roomId === state.currentRoomId;
  const [behind, before] = [rooms.slice(from + 1).find(isListed), rooms.slice(0, Math.max(0, from)).findLast(isListed)];
  const other = step === 1 ? behind : before;
  if (one === undefined || other === undefined || sectionOf(one.room) !== sectionOf(other.room)) return undefined;
  const ids = rooms.map(({room}) => room.roomId);
  ids.splice(from, 1);
  ids.splice(rooms.indexOf(other), 0, roomId);
  return ids;
}

/** The manual order of all rooms after moving one to position `place` of its section, or to its end if it has fewer rooms. */
export function placedRooms(state: Listed, roomId: number, place: number): number[] {
  const byHand = {roomById: state.roomById, preferences: {...state.preferences, roomOrder: 'hand' as const}} as Listed;
  const all = orderedRooms(byHand).filter(({room}) => room.roomId > 0);
  const one = all.find(({room}) => room.roomId === roomId);
  if (one === undefined) return all.map(({room}) => room.roomId);
  const rooms = all.filter(other => other !== one);
  const section = sectionOf(one.room);
  const beside = rooms.filter(({room}) => sectionOf(room) === section);
  const next = beside[Math.max(0, place - 1)];
  const last = beside.at(-1);
  const at = next !== undefined ? rooms.indexOf(next) : last !== undefined ? rooms.indexOf(last) + 1 : all.indexOf(one);
  return rooms.toSpliced(at, 0, one).map(({room}) => room.roomId);
}
