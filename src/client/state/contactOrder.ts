/** The people of one's own list, in the order in which they are shown. */
import type {ContactFact, State} from './state.ts';

const PLACES: Readonly<Record<ContactFact['state'], number>> = {asking: 0, friend: 1, asked: 2, blocked: 3};
const PRESENCES: Readonly<Record<string, number>> = {online: 0, idle: 1, busy: 2, away: 3};

/** Requests that wait for an answer, friends who are there, the others, requests of one's own, blocked people; each by name. */
export function orderedContacts({contacts, userByName}: Pick<State, 'contacts' | 'userByName'>): ContactFact[] {
  const presence = ({name}: ContactFact) => PRESENCES[userByName[name]?.state ?? ''] ?? 3;
  return [...contacts.values()].sort(
    (one, other) =>
      PLACES[one.state] - PLACES[other.state] ||
      presence(one) - presence(other) ||
      (one.name < other.name ? -1 : one.name > other.name ? 1 : 0),
  );
}
