/** Searching: what was said, in all rooms one is in; without a server, what is kept of it on this machine. */
import {ChatError, kindOf} from '../../shared/errors.ts';
import {SEARCH_LENGTH_MAX} from '../../shared/search/query.ts';
import type {SearchAsked, SearchFound, SearchHit} from '../../shared/search/search.ts';
import type {Client} from '../client.ts';

export interface SearchPage {
  hits: readonly SearchHit[];
  /** What to ask for more; absent at the end. */
  next?: SearchAsked;
  /** Nothing was exactly so. */
  isNear: boolean;
  /** Entries that the server has not looked through yet. */
  behind: number;
  /** The server could not be asked: there may be more than what is kept on this machine. */
  isKeptOnly?: true;
}

/** Answers of the server for one page: each of them has looked as far as its time went. */
const ROUNDS_MAX = 40;
/** All that is shown of what is kept here. */
const KEPT_HITS_MAX = 200;

/** Goes on until so many hits are there, or the end. @throws server-too-old, search-invalid, search-unavailable, disconnected */
export async function searchMessages(client: Client, asked: SearchAsked, enough = 50): Promise<SearchPage> {
  if (asked.words.length > SEARCH_LENGTH_MAX)
    throw new ChatError('search-invalid', `It has more than ${SEARCH_LENGTH_MAX} characters.`);
  // A page that goes on is the server's.
  const kept = () => (asked.at === undefined ? searchHere(client, asked) : undefined);
  const {connection, server} = client.getState();
  if (connection.status !== 'online') return kept() ?? refused(connection);
  try {
    if (server?.protocol?.capabilities.includes('search') !== true) throw new ChatError('server-too-old');
    return await searchThere(client, asked, enough);
  } catch (error) {
    const isAway = error instanceof ChatError && (kindOf(error.code).exit === 'noServer' || CANNOT.has(error.code));
    const found = isAway ? kept() : undefined;
    if (found === undefined) throw error;
    return found;
  }
}

/** The server does not search, or not now. */
const CANNOT: ReadonlySet<string> = new Set(['server-too-old', 'search-unavailable']);

function refused(connection: ReturnType<Client['getState']>['connection']): never {
  if (connection.status === 'ended') throw new ChatError(connection.code, connection.detail);
  throw new ChatError('disconnected');
}

function searchHere(client: Client, asked: SearchAsked): SearchPage | undefined {
  const found = client.history.search({...asked, limit: KEPT_HITS_MAX});
  return found && {hits: found.hits, isNear: found.isNear === true, behind: 0, isKeptOnly: true};
}

async function searchThere(client: Client, asked: SearchAsked, enough: number): Promise<SearchPage> {
  const hits: SearchHit[] = [];
  let next: SearchAsked | undefined = asked;
  let isNear = asked.isNear === true;
  let behind = 0;
  for (let round = 0; next !== undefined && hits.length < enough && round < ROUNDS_MAX; round++) {
    const found: SearchFound = await client.request('messageSearch', {
      ...next,
      limit: Math.max(1, enough - hits.length),
    });
    hits.push(...found.hits);
    isNear ||= found.isNear === true;
    behind = found.behind;
    next = found.next === undefined ? undefined : {...asked, at: found.next, ...(isNear && {isNear})};
  }
  return {hits, isNear, behind, ...(next !== undefined && {next})};
}
