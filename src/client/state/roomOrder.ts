/** The order of the list of rooms: favourites first, then rooms, then conversations; in each by name, by what is unread, or by hand. */
import type {Preferences} from '../../shared/preferences.ts';
import type {Room} from '../../shared/model.ts';
import {compareNames} from './compareNames.ts';
import type {RoomState, State} from './state.ts';

export type RoomSection = 'favourites' | 'rooms' | 'conversations';

const PLACES: Readonly<Record<RoomSection, number>> = {favourites: 0, rooms: 1, conversations: 2};

export function sectionOf({mine, kind}: Pick<Room, 'mine' | 'kind'>): RoomSection {
  if (mine?.isFavourite === true) return 'favourites';
  return kind === 'direct' || kind === 'group' ? 'conversations' : 'rooms';
}

type Order = Preferences['roomOrder'];
type Compare = (one: Room, other: Room) => number;

/** Rooms with no place by hand come behind those that have one. */
const placeOf = ({mine}: Room): number =>
  mine === undefined || mine.place === 0 ? Number.MAX_SAFE_INTEGER : mine.place;
const pressing = ({mentions, unread}: Room): number => (mentions > 0 ? 0 : unread > 0 ? 1 : 2);

const COMPARE: Readonly<Record<Order, Compare>> = {
  name: () => 0,
  activity: (one, other) => pressing(one) - pressing(other),
  hand: (one, other) => placeOf(one) - placeOf(other),
};

const isLobby = ({kind, name}: Room) => kind === 'public' && name === 'lobby';

/** `#lobby` is the first of its section where nothing else is said. */
const byLobby: Compare = (one, other) => Number(isLobby(other)) - Number(isLobby(one));

const ordered = new WeakMap<State['roomById'], {order: Order; rooms: readonly RoomState[]}>();

/** The same array for the same rooms. */
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

/** Without the archived ones, but for the one on screen. */
export const listedRooms = (
  state: Pick<State, 'roomById'> & Partial<Pick<State, 'preferences' | 'currentRoomId'>>,
): readonly RoomState[] => {
  const rooms = orderedRooms(state);
  const isListed = ({room}: RoomState) => room.isArchived !== true || room.roomId === state.currentRoomId;
  return rooms.every(isListed) ? rooms : rooms.filter(isListed);
};

/** The number that stays with a room; where the server gives none, its place in the list. */
export const numberOf = ({number}: Room, index: number): number => number ?? index + 1;
