/** Everywhere the switcher can go: rooms, people and commands, the most wanted first. */
import {ROOM_NAME_PATTERN} from '../../shared/model.ts';
import {display} from '../../shared/text.ts';
import {compareNames} from '../../client/compareNames.ts';
import type {RoomState, State} from '../../client/state.ts';
import type {OverlayEffect, OverlayFacts} from '../overlay.ts';
import {unreadBadge} from '../parts/unread.ts';
import {fuzzyFilter} from './fuzzy.ts';

export interface Place {
  /** With its sign: `#lobby`, `@ann`, `/join`; ready to be drawn. */
  label: string;
  /** Quiet, behind the label; ready to be drawn. */
  note: string;
  /** Asks for attention: unread counts. */
  badge: string;
  effect: OverlayEffect;
}

type Facts = Pick<OverlayFacts, 'state' | 'commands'>;

let latest: {typed: string; facts: Facts; places: Place[]} | undefined;

/**
 * `#`, `@` and `/` look for rooms, people and commands alone.
 * The screen draws with every frame; the answer is made anew only when what it comes from has changed.
 */
export function placesFor(typed: string, facts: Facts): readonly Place[] {
  if (latest?.typed !== typed || !isSame(latest.facts, facts))
    latest = {typed, facts, places: findPlaces(typed, facts)};
  return latest.places;
}

const isSame = (one: Facts, other: Facts): boolean =>
  one.commands === other.commands &&
  one.state.roomById === other.state.roomById &&
  one.state.userByName === other.state.userByName &&
  one.state.currentRoomId === other.state.currentRoomId;

function findPlaces(typed: string, facts: Facts): Place[] {
  const sign = /^[#@/]/.exec(typed)?.[0];
  const letters = sign === undefined ? typed : typed.slice(1);
  const rooms = roomPlaces(facts.state, 'rooms');
  const people = [...roomPlaces(facts.state, 'direct'), ...strangerPlaces(facts.state)];
  const found = fuzzyFilter(choose(), letters, place => place.label.slice(1));
  return sign === '#' || sign === undefined ? [...found, ...joinPlace(letters, rooms)] : found;

  function choose(): Place[] {
    if (sign === '#') return rooms;
    if (sign === '@') return people;
    if (sign === '/') return commandPlaces(facts);
    return letters === '' ? byAttention(facts.state) : [...rooms, ...people, ...commandPlaces(facts)];
  }
}

type Which = 'rooms' | 'direct';

function roomPlaces(state: State, which: Which): Place[] {
  return roomsOf(state)
    .filter(({room}) => (room.kind === 'direct') === (which === 'direct'))
    .map(roomPlace);
}

const roomsOf = (state: State): RoomState[] =>
  Object.values(state.roomById).sort((one, other) => compareNames(one.room, other.room));

/** Mentions, then direct messages, then the rest that is unread; last room and the others after it; people online at the end. */
function byAttention(state: State): Place[] {
  const weight = ({room}: RoomState): number => {
    if (room.mentions > 0) return 0;
    if (room.unread > 0) return room.kind === 'direct' ? 1 : 2;
    if (room.roomId === state.lastRoomId) return 3;
    return room.roomId === state.currentRoomId ? 5 : 4;
  };
  const rooms = roomsOf(state).sort((one, other) => weight(one) - weight(other));
  return [...rooms.map(roomPlace), ...strangerPlaces(state).filter(place => place.note.startsWith('online'))];
}

function roomPlace({room}: RoomState): Place {
  const isDirect = room.kind === 'direct';
  return {
    label: display(`${isDirect ? '@' : '#'}${room.name}`, 'line'),
    note: display(isDirect ? (room.partner?.state ?? '') : room.topic, 'line'),
    badge: unreadBadge(room),
    effect: {type: 'enterRoom', roomId: room.roomId},
  };
}

/** People who were met, but with whom there is no conversation yet. */
function strangerPlaces(state: State): Place[] {
  const known = new Set(roomsOf(state).flatMap(({room}) => (room.kind === 'direct' ? [room.name] : [])));
  return Object.values(state.userByName)
    .filter(user => user.name !== state.me?.name && !known.has(user.name))
    .sort(compareNames)
    .map(user => ({
      label: display(`@${user.name}`, 'line'),
      note: display(user.displayName === user.name ? user.state : `${user.state} · ${user.displayName}`, 'line'),
      badge: '',
      effect: {type: 'openDirect', name: user.name},
    }));
}

const commandPlaces = ({commands}: Facts): Place[] =>
  commands.map(({name, usage, summary}) => ({
    label: `/${name}`,
    note: summary,
    badge: '',
    effect: {type: 'write', text: usage === '' ? `/${name}` : `/${name} `},
  }));

/** A room that one is not in can be joined by its full name. */
function joinPlace(name: string, rooms: readonly Place[]): Place[] {
  if (!ROOM_NAME_PATTERN.test(name) || rooms.some(room => room.label === `#${name}`)) return [];
  return [{label: `#${name}`, note: 'join this room', badge: '', effect: {type: 'joinRoom', name}}];
}
