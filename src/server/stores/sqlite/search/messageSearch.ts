/** Search: newest hits first, until a page is full or the time is over, with the permissions at that moment. */
import {ChatError} from '../../../../shared/errors.ts';
import {hasMark, roomMark, searchedText} from '../../../../shared/search/document.ts';
import {quoted, termText, findPlaces, parseSearch, type Term} from '../../../../shared/search/query.ts';
import {ranked, toHit, type Ranked} from '../../../../shared/search/ranked.ts';
import type {SearchAsked, SearchFound} from '../../../../shared/search/search.ts';
import type {Store} from '../../../storeContract/store.ts';
import {SQLITE_CORRUPT_VTAB} from '../../../../shared/sqlite/sqliteCodes.ts';
import {causeCodeOf, query} from '../engine/database.ts';
import {ENTRY_COLUMNS, type EntryRow} from '../entryRow.ts';
import type {RoomLog} from '../roomLog.ts';
import {type SearchIndex, docidAt, PER_MS, senderMark} from './searchIndex.ts';
import type {Sqlite} from '../sqlite.ts';
import type {Indexer} from './indexer.ts';

interface DocRow {
  docid: number;
  room_id: number;
  seq: number;
  sender_id: number;
}

/** What a person can find: rooms they are in now, without people they have blocked. */
interface Scope {
  rooms: ReadonlySet<number>;
  blocked: ReadonlySet<number>;
  /** Number of entries in these rooms. */
  entries: number;
  /** Limited to some rooms by a program token. */
  isNarrow: boolean;
}

/** Time of one request in milliseconds; longer searches continue with the next request. */
const BUDGET_MS = 8;
/** Hits between two checks of the time. */
const LOOKED_AT_ONCE = 256;
/** A search that runs out of time stops at a full second, so that the position reveals nothing about hidden messages. */
const SECOND = 1_000 * PER_MS;
/** Maximum number of rooms filtered by the index itself; more only if they have few entries. */
const ROOMS_ASKED_MAX = 50;
const LITTLE_SAID = 20_000;
/**
 * If a person can see this share of the latest entries, rooms are filtered per hit instead, because room terms take most of a
 * query's time.
 */
const NEARLY_ALL = 0.9;
const SAID_LAST = 100;
/** Number of newest hits that are ranked. */
const RANKED_MAX = 250;
/** Code units of text read per page, which has at least one hit. */
const TEXT_MAX = 256 * 1024;
const END = Number.MAX_SAFE_INTEGER;
/** An id that no account has. */
const NOBODY = 0;

export function openMessageSearch(
  {database, roomLog, commits, search}: Sqlite & {roomLog: RoomLog; search: SearchIndex},
  indexer: Indexer,
): Pick<Store, 'messageSearch' | 'searchBehind'> {
  const roomsOf = query<{room_id: number; last_seq: number}, [number]>(
    database,
    'SELECT room_id, last_seq FROM members JOIN rooms USING (room_id) WHERE user_id = ?',
  );
  const blockedBy = query<{other_id: number}, [number]>(database, 'SELECT other_id FROM blocks WHERE user_id = ?');
  const findAccount = query<{user_id: number}, [string]>(database, 'SELECT user_id FROM accounts WHERE name = ?');
  const findRow = query<EntryRow, [number, number]>(
    database,
    `SELECT ${ENTRY_COLUMNS} FROM entries WHERE room_id = ? AND seq = ?`,
  );
  const ends = query<{first: number | null; last: number | null}, []>(
    database,
    'SELECT (SELECT min(docid) FROM search_docs) AS first, (SELECT max(docid) FROM search_docs) AS last',
  );
  const anything = query<DocRow, [number, number]>(
    database,
    'SELECT * FROM search_docs WHERE docid >= ? AND docid < ? ORDER BY docid DESC',
  );

  const saidLast = query<{room_id: number}, [number]>(
    database,
    `SELECT room_id FROM search_docs WHERE docid < ? ORDER BY docid DESC LIMIT ${SAID_LAST}`,
  );

  function scopeOf(userId: number, roomId: number | undefined, among: readonly number[] | undefined): Scope {
    const rows = roomsOf
      .all(userId)
      .filter(({room_id: id}) => (roomId === undefined || id === roomId) && (among?.includes(id) ?? true));
    return {
      rooms: new Set(rows.map(row => row.room_id)),
      blocked: new Set(blockedBy.all(userId).map(row => row.other_id)),
      entries: rows.reduce((sum, row) => sum + row.last_seq, 0),
      isNarrow: among !== undefined,
    };
  }

  /** For tokens limited to some rooms, an unknown name looks like somebody without messages. @throws user-not-found */
  function idOf(name: string, {isNarrow}: Scope): number {
    const userId = findAccount.one(name)?.user_id ?? (isNarrow ? NOBODY : undefined);
    if (userId === undefined) throw new ChatError('user-not-found', name);
    return userId;
  }

  /** Whether nearly all of the latest entries are visible, in an unlimited search. */
  function seesNearlyAll({roomId}: SearchAsked, {rooms, isNarrow}: Scope): boolean {
    if (roomId !== undefined || isNarrow) return false;
    const last = saidLast.all(END);
    return last.filter(row => rooms.has(row.room_id)).length >= last.length * NEARLY_ALL;
  }

  /** The FTS5 query; empty for everything. */
  function matchOf(terms: readonly Term[], asked: SearchAsked, scope: Scope): string {
    const {rooms, entries} = scope;
    const parts = terms.map(termText);
    if (asked.from !== undefined) parts.push(quoted(senderMark(idOf(asked.from, scope))));
    for (const has of asked.has ?? []) parts.push(quoted(hasMark(has)));
    if ((rooms.size <= ROOMS_ASKED_MAX || entries < LITTLE_SAID) && !seesNearlyAll(asked, scope))
      parts.push(`(${[...rooms].map(roomId => quoted(roomMark(roomId))).join(' OR ')})`);
    return parts.join(' AND ');
  }

  function rowsIn(match: string, from: number, before: number, take: (row: DocRow) => boolean): void {
    if (match === '') anything.while(take, from, before);
    else matching.while(take, match, from, before);
  }
  const matching = search.isAvailable
    ? query<DocRow, [string, number, number]>(
        database,
        `SELECT docs.* FROM search_words CROSS JOIN search_docs AS docs ON docs.docid = search_words.rowid
          WHERE search_words MATCH ? AND search_words.rowid >= ? AND search_words.rowid < ? ORDER BY search_words.rowid DESC`,
      )
    : (anything as never);

  /**
   * Newest first, in a single statement: FTS5 intersects terms over the whole index, so several ranges would each cost as much.
   * @returns `next` if it stopped before the end
   */
  function collect(match: string, asked: SearchAsked, scope: Scope, enough: number): {rows: DocRow[]; next?: number} {
    const {first, last} = ends.one() ?? {};
    const from = Math.max(first ?? 0, docidAt(asked.afterMs ?? 0));
    let before = Math.min((last ?? -1) + 1, asked.beforeMs === undefined ? END : docidAt(asked.beforeMs));
    if (asked.order !== 'best') before = Math.min(before, asked.at ?? END);
    const rows: DocRow[] = [];
    const startMs = performance.now();
    let looked = 0;
    let next: number | undefined;
    rowsIn(match, from, before, row => {
      if (scope.rooms.has(row.room_id) && !scope.blocked.has(row.sender_id)) rows.push(row);
      if (rows.length > enough) return false;
      if (++looked % LOOKED_AT_ONCE > 0 || performance.now() - startMs <= BUDGET_MS) return true;
      const edge = Math.ceil(row.docid / SECOND) * SECOND;
      if (edge < before) next = edge;
      return next === undefined;
    });
    if (next === undefined) return {rows};
    const edge = next;
    return {rows: rows.filter(row => row.docid >= edge), next: edge};
  }

  /** @returns the hits, and the number of rows read within the text limit */
  function toRanked(rows: readonly DocRow[], terms: readonly Term[]): {hits: Ranked[]; count: number} {
    const hits: Ranked[] = [];
    let left = TEXT_MAX;
    let count = 0;
    for (const row of rows) {
      if (left <= 0) break;
      count++;
      const found = findRow.one(row.room_id, row.seq);
      const entry = found === undefined ? undefined : roomLog.toEntry(found);
      const text = entry === undefined ? undefined : searchedText(entry);
      if (entry === undefined || text === undefined) continue;
      left -= text.length;
      hits.push({docid: row.docid, roomId: row.room_id, entry, text, places: findPlaces(terms, text)});
    }
    return {hits, count};
  }

  /** A page of exact and near matches. */
  function page(asked: SearchAsked, terms: readonly Term[], scope: Scope): Omit<SearchFound, 'behind'> {
    const limit = asked.limit ?? PAGE;
    const match = matchOf(terms, asked, scope);
    if (asked.order === 'best') {
      const {rows} = collect(match, asked, scope, RANKED_MAX);
      const sorted = ranked(toRanked(rows, terms).hits);
      const at = asked.at ?? 0;
      const hits = sorted.slice(at, at + limit).map(toHit);
      return at + limit < sorted.length ? {hits, next: at + limit} : {hits};
    }
    const {rows, next} = collect(match, asked, scope, limit);
    const {hits: found, count} = toRanked(rows.slice(0, limit), terms);
    const hits = found.map(toHit);
    const last = rows.length > count ? rows[count - 1]?.docid : next;
    return last === undefined ? {hits} : {hits, next: last};
  }

  return {
    async searchBehind() {
      return indexer.behind();
    },
    async messageSearch({userId, roomIds, ...asked}) {
      if (!search.isAvailable) throw new ChatError('search-unavailable');
      const {terms, nearly} = parseSearch(asked.words);
      requireSomething(asked, terms);
      if (asked.roomId !== undefined && roomIds?.includes(asked.roomId) === false)
        throw new ChatError('not-in-room', 'this room');
      if (asked.roomId !== undefined) roomLog.requireMember(asked.roomId, userId);
      // If nothing can be written, the existing index is searched.
      await indexer.catchUp().catch(() => undefined);
      if (asked.roomId !== undefined) roomLog.requireMember(asked.roomId, userId);
      const scope = scopeOf(userId, asked.roomId, roomIds);
      const behind = indexer.behind();
      if (scope.rooms.size === 0) return {hits: [], behind};
      try {
        if (asked.isNear === true && nearly !== undefined) return {...page(asked, nearly, scope), isNear: true, behind};
        const found = page(asked, terms, scope);
        const isNothing = found.hits.length === 0 && found.next === undefined && asked.at === undefined;
        if (!isNothing || nearly === undefined) return {...found, behind};
        const near = page(asked, nearly, scope);
        return near.hits.length === 0 ? {...found, behind} : {...near, isNear: true, behind};
      } catch (error) {
        if (causeCodeOf(error) !== SQLITE_CORRUPT_VTAB) throw error;
        await commits.write(() => search.reset());
        indexer.committed([]);
        return {hits: [], behind: indexer.behind()};
      }
    },
  };
}

const PAGE = 50;

/** @throws search-invalid */
function requireSomething(asked: SearchAsked, terms: readonly Term[]): void {
  const isFiltered = asked.from !== undefined || (asked.has ?? []).length > 0 || asked.roomId !== undefined;
  const isDated = asked.afterMs !== undefined || asked.beforeMs !== undefined;
  if (terms.length === 0 && (asked.words.trim() !== '' || !(isFiltered || isDated)))
    throw new ChatError('search-invalid', 'There is no word in it.');
}
