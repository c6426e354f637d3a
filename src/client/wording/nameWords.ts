/** Completes names of people and rooms, best first. */
import {roomNameOf, loginOf} from '../../shared/words/typedName.ts';
import {isConversation, labelOf, orderedRooms, userOf} from '../state/selectors.ts';
import type {State} from '../state/state.ts';

/** `@name` of known people: first members of the room on screen, then those online. */
export function personWords(state: State, started: string): string[] {
  const wanted = loginOf(started);
  const here = new Set(state.roomById[state.currentRoomId ?? 0]?.memberNames);
  const rank = (name: string) => (here.has(name) ? 0 : 2) + (state.userByName[name]?.state === 'offline' ? 1 : 0);
  const absent = [...here].filter(name => !Object.hasOwn(state.userByName, name)).map(name => userOf(state, name));
  return [...Object.values(state.userByName), ...absent]
    .filter(({name, displayName}) => name.startsWith(wanted) || displayName.toLowerCase().startsWith(wanted))
    .map(({name}) => name)
    .filter(name => name !== state.me?.name)
    .sort((one, other) => rank(one) - rank(other) || (one < other ? -1 : 1))
    .map(name => `@${name}`);
}

/** Makes a completion apply to the first argument only. */
export const firstWord =
  (find: (state: State, started: string) => readonly string[]) =>
  (state: State, words: readonly string[], started: string): readonly string[] =>
    words.length > 0 ? [] : find(state, started);

/** Completes one of these fixed words. */
export const fixedWords =
  (all: readonly string[]) =>
  (_state: State, started: string): readonly string[] =>
    all.filter(word => word.startsWith(started));

/** `#room` of the joined rooms. */
export function roomWords(state: State, started: string): string[] {
  const wanted = roomNameOf(started);
  return orderedRooms(state)
    .filter(({room}) => !isConversation(room) && room.name.startsWith(wanted))
    .map(({room}) => labelOf(room));
}

/** `#room` and `@name` of all rooms and conversations in the room list. */
export function labelWords(state: State, started: string): string[] {
  const wanted = started.toLowerCase();
  return orderedRooms(state)
    .map(({room}) => labelOf(room))
    .filter(label => label.startsWith(wanted) || label.slice(1).startsWith(wanted));
}
