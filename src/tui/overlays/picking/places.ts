/** Candidates of the switcher: rooms, people and commands, ranked. */
import {isConversation, isLocal, labelOf} from '../../../client/state/selectors.ts';
import type {RoomSummary} from '../../../shared/model.ts';
import {display} from '../../../shared/text/safeText.ts';
import {REASON_WORDS} from '../../../client/wording/inboxWords.ts';
import {presenceWord} from '../../../client/wording/presenceWords.ts';
import {compareNames} from '../../../client/state/order.ts';
import type {RoomState, State} from '../../../client/state/state.ts';
import type {OverlayEffect, OverlayFacts} from '../../overlay.ts';
import {aboutUser} from '../../rows/people.ts';
import {unreadBadge} from '../../rows/unread.ts';
import {fuzzyFilter} from './fuzzy.ts';

export interface Place {
  /** Identifies the target, because labels can be equal; unchanged after joining a room or opening a conversation. */
  key: string;
  /** Label with its sign: `#lobby`, `@ann`, `/join`; safe to draw. */
  label: string;
  /** Dimmed text after the label; safe to draw. */
  note: string;
  /** Unread counts. */
  badge: string;
  /** The label is the name of a server, without a sign. */
  isServer?: true;
  effect: OverlayEffect;
}

export const keyOfPlace = ({key}: Place): string => key;

type Facts = Pick<OverlayFacts, 'state' | 'commands' | 'elsewhere'>;

type Listed = readonly RoomSummary[];

let latest: {typed: string; facts: Facts; listed: Listed; places: Place[]} | undefined;

const NOTHING: Listed = [];

/**
 * `#`, `@` and `/` limit the search to rooms, people and commands. Cached until its inputs change, since it is called for every
 * frame.
 */
export function placesFor(typed: string, facts: Facts, listed: Listed = NOTHING): readonly Place[] {
  if (latest?.typed !== typed || latest.listed !== listed || !isSame(latest.facts, facts))
    latest = {typed, facts, listed, places: findPlaces(typed, facts, listed)};
  return latest.places;
}

const isSame = (one: Facts, other: Facts): boolean =>
  one.commands === other.commands &&
  one.elsewhere === other.elsewhere &&
  one.state.roomById === other.state.roomById &&
  one.state.userByName === other.state.userByName &&
  one.state.invites === other.state.invites &&
  one.state.connection === other.state.connection &&
  one.state.currentRoomId === other.state.currentRoomId;

function findPlaces(typed: string, facts: Facts, listed: Listed): Place[] {
  const {state} = facts;
  const sign = /^[#@/]/.exec(typed)?.[0];
  const letters = sign === undefined ? typed : typed.slice(1);
  const {elsewhere = []} = facts;
  const away = (which: Which) => elsewhere.flatMap(one => roomPlaces(one.state, which).map(inServer(one)));
  const rooms = [...roomPlaces(state, 'rooms'), ...away('rooms'), ...joinPlaces(state, listed)];
  const people = [...roomPlaces(state, 'direct'), ...away('direct'), ...newPeoplePlaces(state)];
  return fuzzyFilter(choose(), letters, place => place.label.slice(place.isServer === true ? 0 : 1));

  function choose(): Place[] {
    if (sign === '#') return rooms;
    if (sign === '@') return people;
    if (sign === '/') return commandPlaces(facts);
    const servers = elsewhere.map(serverPlace);
    if (letters !== '') return [...rooms, ...people, ...servers, ...commandPlaces(facts)];
    const others = [...away('direct'), ...away('rooms')];
    const isUnread = ({badge}: Place) => badge !== '';
    const own = byAttention(state, listed);
    return [...others.filter(isUnread), ...own, ...others.filter(place => !isUnread(place)), ...servers];
  }
}

type Elsewhere = NonNullable<Facts['elsewhere']>[number];

/** A place on another server of the window: the server's name precedes the note. */
const inServer =
  ({id, name}: Elsewhere) =>
  (place: Place): Place => ({
    ...place,
    key: `${id} ${place.key}`,
    note: [display(name, 'line'), place.note].filter(part => part !== '').join(' · '),
    ...(place.effect.type === 'enterRoom' && {
      effect: {type: 'enterElsewhere', serverId: id, roomId: place.effect.roomId},
    }),
  });

const serverPlace = ({id, name}: Elsewhere): Place => ({
  key: `server ${id}`,
  label: display(name, 'line'),
  note: 'server in this window',
  badge: '',
  isServer: true,
  effect: {type: 'enterElsewhere', serverId: id},
});

type Which = 'rooms' | 'direct';

function roomPlaces(state: State, which: Which): Place[] {
  return roomsOf(state)
    .filter(({room}) => isConversation(room) === (which === 'direct'))
    .map(roomPlace);
}

const roomsOf = (state: State): RoomState[] =>
  Object.values(state.roomById).sort((one, other) => compareNames(one.room, other.room));

/**
 * Order: mentions, unread conversations, other unread rooms, invitations, the last room and all other rooms, people online,
 * public rooms.
 */
function byAttention(state: State, listed: Listed): Place[] {
  const weight = ({room}: RoomState): number => {
    if (room.mentions > 0) return 0;
    if (room.unread > 0) return isConversation(room) ? 1 : 2;
    if (room.isArchived === true) return 6;
    if (room.roomId === state.lastRoomId) return 3;
    return room.roomId === state.currentRoomId ? 5 : 4;
  };
  const rooms = roomsOf(state).sort((one, other) => weight(one) - weight(other));
  const joins = joinPlaces(state, listed);
  const isInvitation = ({note}: Place) => note.endsWith(REASON_WORDS.invite);
  const isUnread = ({badge}: Place) => badge !== '';
  const own = rooms.map(roomPlace);
  return [
    ...own.filter(isUnread),
    ...joins.filter(isInvitation),
    ...own.filter(place => !isUnread(place)),
    ...newPeoplePlaces(state).filter(place => place.note.startsWith('online')),
    ...joins.filter(place => !isInvitation(place)),
  ];
}

const roomKey = (roomId: number): string => `room ${roomId}`;
const personKey = (name: string): string => `person ${name}`;

function roomPlace({room}: RoomState): Place {
  const isDirect = isConversation(room);
  const isWithPerson = room.kind === 'direct' && !isLocal(room.roomId);
  return {
    key: isWithPerson ? personKey(room.name) : roomKey(room.roomId),
    label: display(labelOf(room), 'line'),
    note: display(isDirect ? (room.partner?.state ?? '') : noteOf(room), 'line'),
    badge: unreadBadge(room),
    effect: {type: 'enterRoom', roomId: room.roomId},
  };
}

/** Note of a room; `archived` comes first. */
const noteOf = ({isArchived, topic}: Pick<RoomSummary, 'isArchived' | 'topic'>): string =>
  [isArchived === true ? 'archived' : '', topic].filter(part => part !== '').join(' · ');

/** People without a conversation yet; opening one needs the server. */
function newPeoplePlaces(state: State): Place[] {
  if (state.connection.status !== 'online') return [];
  const known = new Set(roomsOf(state).flatMap(({room}) => (room.kind === 'direct' ? [labelOf(room)] : [])));
  return Object.values(state.userByName)
    .filter(user => user.name !== state.me?.name && !known.has(`@${user.name}`))
    .sort(compareNames)
    .map(user => ({
      key: personKey(user.name),
      label: display(`@${user.name}`, 'line'),
      note: [presenceWord(user.state), aboutUser(user)].filter(part => part !== '').join(' · '),
      badge: '',
      effect: {type: 'openDirect', name: user.name},
    }));
}

const commandPlaces = ({commands}: Facts): Place[] =>
  commands.map(({name, usage, summary}) => ({
    key: `/${name}`,
    label: `/${name}`,
    note: summary,
    badge: '',
    effect: {type: 'write', text: usage === '' ? `/${name}` : `/${name} `},
  }));

/** Rooms that can be joined: invitations, and public rooms listed by the server. */
function joinPlaces({connection, invites, roomById}: State, listed: Listed): Place[] {
  if (connection.status !== 'online') return [];
  const known = new Set(Object.values(roomById).map(({room}) => room.roomId));
  const asked = new Set(invites.map(({roomId}) => roomId));
  const invited = invites.map(({roomId, roomName, by}) => ({
    roomId,
    name: roomName,
    note: `@${by} ${REASON_WORDS.invite}`,
  }));
  const open = listed.filter(({roomId}) => !asked.has(roomId));
  const others = open.map(({roomId, name, ...about}) => ({
    roomId,
    name,
    note: ['join', noteOf(about)].filter(part => part !== '').join(' · '),
  }));
  return [...invited, ...others]
    .filter(({roomId}) => !known.has(roomId))
    .map(({roomId, name, note}) => ({
      key: roomKey(roomId),
      label: display(`#${name}`, 'line'),
      note: display(note, 'line'),
      badge: '',
      effect: {type: 'joinRoom', name},
    }));
}
