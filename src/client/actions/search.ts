/**
 * Searches all rooms. The server searches what it can read, this machine what is encrypted, and the hits are merged in one
 * order; while the server cannot be asked, everything is searched in the local history.
 */
import {requireServerCan} from '../core/serverCan.ts';
import {ChatError, kindOf} from '../../shared/errors.ts';
import {SEARCH_LENGTH_MAX} from '../../shared/search/query.ts';
import {scoreOfHit} from '../../shared/search/ranked.ts';
import type {SearchAsked, SearchFound, SearchHit} from '../../shared/search/search.ts';
import type {Client} from '../client.ts';

/** One of the two sources: hits not shown yet, and the query for more; absent at its end. */
interface Side {
  hits: readonly SearchHit[];
  asked?: SearchAsked;
  isNear: boolean;
}

/** What is asked, and where to go on. */
export type SearchGoing = SearchAsked & {rest?: {there: Side; here: Side}};

export interface SearchPage {
  hits: readonly SearchHit[];
  /** What to ask for more; absent at the end. */
  next?: SearchGoing;
  /** No exact hit; these are near ones. */
  isNear: boolean;
  /** Entries that neither the server nor this machine has indexed yet. */
  behind: number;
  /** The server could not be asked: there may be more than what is kept on this machine. */
  isKeptOnly?: true;
}

/** Answers asked for one page: each covers only what was searched in its time. */
const ROUNDS_MAX = 40;
/** All that is shown of what is kept here. */
const KEPT_HITS_MAX = 200;

/**
 * Continues until it has so many hits, or reaches the end. @throws server-too-old, search-invalid, search-unavailable,
 * search-unkept, disconnected
 */
export async function searchMessages(client: Client, going: SearchGoing, enough = 50): Promise<SearchPage> {
  const {rest, ...asked} = going;
  if (asked.words.length > SEARCH_LENGTH_MAX)
    throw new ChatError('search-invalid', `It has more than ${SEARCH_LENGTH_MAX} characters.`);
  // A page that goes on is one of both.
  const kept = async () => (rest === undefined ? searchKeptHere(client, asked) : undefined);
  const {connection} = client.getState();
  if (connection.status !== 'online') return (await kept()) ?? refused(connection);
  try {
    // What is only here needs nobody else, and nobody else is told what is looked for.
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
  return found.length === 0 ? undefined : together(asked, found);
}

/** All hits of several places at once. */
export function together(asked: SearchAsked, found: readonly SearchFound[]): SearchPage {
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
  sides: NonNullable<SearchGoing['rest']>;
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
      // Whatever the server says of encrypted conversations, it is not what was said there.
      return {...found, hits: found.hits.filter(({roomId}) => !isHere(roomId))};
    });
    here = await filled(here, next => search.search(next));
  };
  await fill();
  if (isFirst && there.isNear !== here.isNear) {
    // What is near is shown only where nothing is exactly so.
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
