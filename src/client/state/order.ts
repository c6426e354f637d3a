/** The order in which people and rooms are listed. */
import type {PresenceState} from '../../shared/model.ts';
import type {ContactFact, State} from './state.ts';

let order: Intl.Collator | undefined;

/** The collator is created lazily, because that takes as long as the start of the runtime. */
const compare = (one: string, other: string): number =>
  (order ??= new Intl.Collator('en', {numeric: true})).compare(one, other);

const byCode = (one: {readonly name: string}, other: {readonly name: string}): number =>
  one.name < other.name ? -1 : one.name > other.name ? 1 : 0;

/** Compares by name, numbers in it by value, so that room-2 comes before room-10; a total order. */
export const compareNames = (one: {readonly name: string}, other: {readonly name: string}): number =>
  compare(one.name, other.name) || byCode(one, other);

const PLACES: Readonly<Record<ContactFact['state'], number>> = {asking: 0, friend: 1, asked: 2, blocked: 3};
const PRESENCE_PLACES: Readonly<Record<PresenceState, number>> = {online: 0, idle: 1, busy: 2, away: 3, offline: 4};

export const byPresence = (one: PresenceState, other: PresenceState): number =>
  PRESENCE_PLACES[one] - PRESENCE_PLACES[other];

/** Friend requests to oneself, friends by presence, own requests, blocked people; each by name. */
export function orderedContacts({contacts, userByName}: Pick<State, 'contacts' | 'userByName'>): ContactFact[] {
  const presence = ({name}: ContactFact) => userByName[name]?.state ?? 'offline';
  return [...contacts.values()].sort(
    (one, other) =>
      PLACES[one.state] - PLACES[other.state] || byPresence(presence(one), presence(other)) || byCode(one, other),
  );
}
