/**
 * Searches all rooms: the server searches unencrypted rooms, this machine encrypted ones, and the hits are merged in one
 * order. While offline, all rooms are searched in the local history.
 */
import {requireServerCan} from '../core/serverCan.ts';
import {ChatError, kindOf} from '../../shared/errors.ts';
import {SEARCH_LENGTH_MAX} from '../../shared/search/query.ts';
import {scoreOfHit} from '../../shared/search/ranked.ts';
import type {SearchAsked, SearchFound, SearchHit} from '../../shared/search/search.ts';
import type {Client} from '../client.ts';

/** One of the two sources (server, local index): hits not shown yet, and the query for the next page, absent at the end. */
interface Side {
  hits: readonly SearchHit[];
  asked?: SearchAsked;
  isNear: boolean;
}

/** A search, and where its next page continues. */
export type SearchContinuation = SearchAsked & {rest?: {there: Side; here: Side}};

export interface SearchPage {
  hits: readonly SearchHit[];
  /** The query for the next page; absent at the end. */
  next?: SearchContinuation;
  /** True when there were no exact hits and these are near matches. */
  isNear: boolean;
  /** Entries that neither the server nor this machine has indexed yet. */
  behind: number;
  /** The server could not be reached: it may have more hits than this machine's history. */
  isKeptOnly?: true;
}

/** Maximum number of requests per page: a request covers only what could be searched in its time limit. */
const ROUNDS_MAX = 40;
/** Maximum number of hits shown from the local history. */
const KEPT_HITS_MAX = 200;

/**
 * Continues until it has `enough` hits, or reaches the end.
 * @throws server-too-old, search-invalid, search-unavailable, search-unkept, disconnected
 */
export async function searchMessages(
  client: Client,
  continuation: SearchContinuation,
  enough = 50,
): Promise<SearchPage> {
  const {rest, ...asked} = continuation;
  if (asked.words.length > SEARCH_LENGTH_MAX)
    throw new ChatError('search-invalid', `It has more than ${SEARCH_LENGTH_MAX} characters.`);
  // A later page continues the search of server and index; the local history has a single page.
  const kept = async () => (rest === undefined ? searchKeptHere(client, asked) : undefined);
  const {connection} = client.getState();
  if (connection.status !== 'online') return (await kept()) ?? refused(connection);
  try {
    // A search in an encrypted room only uses this machine: the server must not learn the words.
    const isHere = await client.parts.keys.search.here();
    const isHereAlone = asked.roomId !== undefined && isHere(asked.roomId);
    if (!isHereAlone) requireServerCan(client.getState(), 'search');
    const first = {
      there: {hits: [], isNear: false, ...(!isHereAlone && {asked})},
      here: {hits: [], isNear: false, asked},
    };
    return await searchBoth(client, asked, {isHere, sides: rest ?? first, isFirst: rest === undefined, enough});
  } catch (error) {
    const {exit, isSearchAbsent} = error instanceof ChatError ? kindOf(error.code) : {};
    const found = exit === 'noServer' || isSearchAbsent === true ? await kept() : undefined;
    if (found === undefined) throw error;
    return found;
  }
}

function refused(connection: ReturnType<Client['getState']>['connection']): never {
  if (connection.status === 'ended') throw new ChatError(connection.code, connection.detail);
  throw new ChatError('disconnected');
}

async function searchKeptHere(client: Client, asked: SearchAsked): Promise<SearchPage | undefined> {
  const wanted = {...asked, limit: KEPT_HITS_MAX};
  const found = [await client.history.search(wanted), await client.parts.keys.search.search(wanted)].filter(
    one => one !== undefined,
  );
  return found.length === 0 ? undefined : mergeHits(asked, found);
}

/** Merges the results of several searches into one page. */
export function mergeHits(asked: SearchAsked, found: readonly SearchFound[]): SearchPage {
  const isNear = found.every(({hits, isNear: isOne}) => hits.length === 0 || isOne === true);
  const hits = found.flatMap(one => (isNear || one.isNear !== true ? one.hits : []));
  return {
    hits: hits.toSorted((one, other) => (isBefore(asked, one, other) ? -1 : 1)).slice(0, KEPT_HITS_MAX),
    isNear: isNear && hits.length > 0,
    behind: found.reduce((sum, {behind}) => sum + behind, 0),
    isKeptOnly: true,
  };
}

function isBefore({order}: SearchAsked, one: SearchHit, other: SearchHit): boolean {
  const better = order === 'best' ? scoreOfHit(one) - scoreOfHit(other) : 0;
  return better === 0 ? one.entry.sentAtMs >= other.entry.sentAtMs : better > 0;
}

interface Looking {
  isHere: (roomId: number) => boolean;
  sides: NonNullable<SearchContinuation['rest']>;
  isFirst: boolean;
  enough: number;
}

async function searchBoth(
  client: Client,
  asked: SearchAsked,
  {isHere, sides, isFirst, enough}: Looking,
): Promise<SearchPage> {
  const {search} = client.parts.keys;
  let behind = 0;
  let rounds = 0;
  const filled = async (side: Side, ask: (next: SearchAsked) => Promise<SearchFound | undefined>): Promise<Side> => {
    let now = side;
    let isAsked = false;
    while (now.hits.length === 0 && now.asked !== undefined && rounds++ < ROUNDS_MAX) {
      const found: SearchFound = (await ask({...now.asked, limit: enough})) ?? {hits: [], behind: 0};
      if (!isAsked && isFirst) behind += found.behind;
      isAsked = true;
      now = sideOf(asked, now, found);
    }
    return now;
  };
  let {there, here} = sides;
  const fill = async () => {
    there = await filled(there, async next => {
      const found = await client.request('messageSearch', next);
      // The server cannot read encrypted conversations: hits that it reports in them are dropped.
      return {...found, hits: found.hits.filter(({roomId}) => !isHere(roomId))};
    });
    here = await filled(here, next => search.search(next));
  };
  await fill();
  if (isFirst && there.isNear !== here.isNear) {
    // Near matches of one source are dropped when the other one has exact hits.
    if (there.isNear && here.hits.length > 0) there = {hits: [], isNear: false};
    else if (here.isNear && there.hits.length > 0) here = {hits: [], isNear: false};
  }
  const hits: SearchHit[] = [];
  while (hits.length < enough) {
    await fill();
    const [one, other] = [there.hits[0], here.hits[0]];
    const isThere = one !== undefined && (other === undefined || isBefore(asked, one, other));
    const hit = isThere ? one : other;
    if (hit === undefined) break;
    hits.push(hit);
    if (isThere) there = {...there, hits: there.hits.slice(1)};
    else here = {...here, hits: here.hits.slice(1)};
  }
  const isMore = [there, here].some(side => side.hits.length > 0 || side.asked !== undefined);
  const isNear = there.isNear || here.isNear;
  return {hits, isNear, behind, ...(isMore && {next: {...asked, rest: {there, here}}})};
}

function sideOf(asked: SearchAsked, before: Side, {hits, next, isNear: isOne}: SearchFound): Side {
  const isNear = before.isNear || isOne === true;
  const goesOn = next === undefined ? {} : {asked: {...asked, at: next, ...(isNear && {isNear})}};
  return {hits, isNear, ...goesOn};
}
