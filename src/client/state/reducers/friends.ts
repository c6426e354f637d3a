/** Friends, friend requests, and blocked people. */
import type {Contact} from '../../../shared/model.ts';
import type {Changes} from '../changes.ts';
import type {ContactFact, RoomState, State} from '../state.ts';
import {usersMet} from './presence.ts';

export function contactChanged(state: State, {contact}: Changes['contactChanged']): State {
  const {user} = contact;
  const contacts = new Map(state.contacts);
  const fact = toFact(contact);
  if (fact === undefined) contacts.delete(user.name);
  else contacts.set(user.name, fact);
  return withContacts(usersMet(state, {users: [user]}), contacts);
}

/** The whole list, as `sessionOpen` contains it. */
export const contactsOf = (told: readonly Contact[] = []): State['contacts'] =>
  new Map(told.flatMap(contact => [toFact(contact)].flatMap(fact => (fact === undefined ? [] : [[fact.name, fact]]))));

function toFact({user, state, atMs, lastSeenAtMs}: Contact): ContactFact | undefined {
  return state === 'none' ? undefined : {name: user.name, state, atMs, lastSeenAtMs};
}

/** Passes the blocked people to all rooms, where they change the counts. */
function withContacts(state: State, contacts: State['contacts']): State {
  const names = [...contacts.values()].filter(({state: is}) => is === 'blocked').map(({name}) => name);
  const before = ignoredIn(state);
  if (names.length === before.size && names.every(name => before.has(name))) return {...state, contacts};
  return {...state, contacts, roomById: ignoringAll(state.roomById, new Set(names))};
}

export const ignoringAll = (rooms: State['roomById'], ignored: ReadonlySet<string>): State['roomById'] =>
  Object.fromEntries(Object.entries(rooms).map(([roomId, one]) => [roomId, ignoring(one, ignored)]));

/** Sets the blocked people in the state of a room. */
export function ignoring(one: RoomState, ignored: ReadonlySet<string>): RoomState {
  const {ignored: _before, ...rest} = one;
  return ignored.size === 0 ? rest : {...rest, ignored};
}

const NOBODY: ReadonlySet<string> = new Set();

export function ignoredIn({contacts}: Pick<State, 'contacts'>): ReadonlySet<string> {
  const names = [...contacts.values()].filter(({state}) => state === 'blocked').map(({name}) => name);
  return names.length === 0 ? NOBODY : new Set(names);
}
