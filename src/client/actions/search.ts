/** Searching: what was said, in all rooms one is in. */
import {ChatError} from '../../shared/errors.ts';
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
}

/** Answers of the server for one page: each of them has looked as far as its time went. */
const ROUNDS_MAX = 40;

/** Goes on until so many hits are there, or the end. @throws server-too-old, search-invalid */
export async function searchMessages(client: Client, asked: SearchAsked, enough = 50): Promise<SearchPage> {
  if (client.getState().server?.protocol?.capabilities.includes('search') !== true)
    throw new ChatError('server-too-old');
  if (asked.words.length > SEARCH_LENGTH_MAX)
    throw new ChatError('search-invalid', `It has more than ${SEARCH_LENGTH_MAX} characters.`);
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
