/** Names that the console completes: of people who are here, and of the room that everybody is in. */
import type {ServerContext} from '../context.ts';
import {LOBBY} from '../storeContract/store.ts';

const NAMES_MAX = 1_000;

export interface KnownNames {
  people: readonly string[];
  rooms: readonly string[];
}

export function knownNames({connections}: ServerContext): KnownNames {
  const names = new Set<string>();
  for (const {account} of connections.all()) {
    if (account !== undefined) names.add(account.name);
    if (names.size >= NAMES_MAX) break;
  }
  return {people: [...names].toSorted(), rooms: [LOBBY.name]};
}
