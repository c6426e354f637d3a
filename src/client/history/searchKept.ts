/** Searches the local history with the same query words as the server, newest hits first. */
import {ChatError} from '../../shared/errors.ts';
import {searchedText} from '../../shared/search/document.ts';
import {findPlaces, hasAll, parseSearch, type Term} from '../../shared/search/query.ts';
import {ranked, toHit, type Ranked} from '../../shared/search/ranked.ts';
import type {SearchAsked, SearchFound} from '../../shared/search/search.ts';
import {turns} from '../../shared/bounds/turns.ts';
import type {State} from '../state/state.ts';
import type {Database} from '../local/sqlite.ts';
import {isSearchable} from './historyFile.ts';
import {docidAt, IN_THE_CLEAR, type EntryForm} from './keptEntries.ts';

const PAGE = 50;
/** Hits that are ranked by relevance: the newest ones. */
const RANKED_MAX = 500;
/** Rows fetched per query; their texts are read one by one. */
const ROWS = 1_000;
const END = Number.MAX_SAFE_INTEGER;

interface Row {
  docid: number;
  room_id: number;
  seq: number;
  sender: string;
}

/** A file with entries and a full-text index. */
export interface Kept {
  database: Database;
  /** Absent: plaintext. */
  form?: EntryForm;
}

type Sight = Pick<State, 'roomById' | 'contacts'>;

/** @throws search-invalid, search-unavailable; disconnected when the file is closed meanwhile */
export async function searchKept(kept: Kept, sight: Sight, asked: SearchAsked): Promise<SearchFound> {
  if (!isSearchable(kept.database)) throw new ChatError('search-unavailable');
  const {terms, nearly} = parseSearch(asked.words);
  if (asked.isNear === true && nearly !== undefined) return {...(await page(kept, sight, asked, nearly)), isNear: true};
  const found = await page(kept, sight, asked, terms);
  if (found.hits.length > 0 || nearly === undefined || asked.at !== undefined) return found;
  const near = await page(kept, sight, asked, nearly);
  return near.hits.length === 0 ? found : {...near, isNear: true};
}

async function page(kept: Kept, sight: Sight, asked: SearchAsked, terms: readonly Term[]): Promise<SearchFound> {
  const limit = asked.limit ?? PAGE;
  const isBest = asked.order === 'best';
  const {hits, next} = await hitsOf(kept, sight, asked, {terms, enough: isBest ? RANKED_MAX : limit});
  if (isBest) {
    const at = asked.at ?? 0;
    const sorted = ranked(hits);
    const best = sorted.slice(at, at + limit).map(toHit);
    return {hits: best, behind: 0, ...(at + limit < sorted.length && {next: at + limit})};
  }
  return {hits: hits.map(toHit), behind: 0, ...(next !== undefined && {next})};
}

/**
 * Hits, newest first, without rooms that the person is not in and without blocked people.
 * @returns `next`: where the next page continues, if there are more
 */
async function hitsOf(
  {database, form = IN_THE_CLEAR}: Kept,
  {roomById, contacts}: Sight,
  asked: SearchAsked,
  {terms, enough}: {terms: readonly Term[]; enough: number},
): Promise<{hits: Ranked[]; next?: number}> {
  const match = form.match(terms, asked);
  const from = docidAt(asked.afterMs ?? 0);
  const atMax = asked.order === 'best' || asked.at === undefined ? END : asked.at;
  const before = Math.min(asked.beforeMs === undefined ? END : docidAt(asked.beforeMs), atMax);
  const columns = 'entry.docid AS docid, entry.room_id AS room_id, entry.seq AS seq, entry.sender AS sender';
  // Entries of a forgotten room that are not removed yet are not found.
  const isKept = 'EXISTS (SELECT 1 FROM log WHERE log.room_id = entry.room_id)';
  const statement =
    match === ''
      ? database.prepare(
          `SELECT ${columns} FROM entry WHERE docid >= ? AND docid < ? AND ${isKept} ORDER BY docid DESC LIMIT ${ROWS}`,
        )
      : database.prepare(
          `SELECT ${columns} FROM words CROSS JOIN entry ON entry.docid = words.rowid
            WHERE words MATCH ? AND words.rowid >= ? AND words.rowid < ? AND ${isKept}
            ORDER BY words.rowid DESC LIMIT ${ROWS}`,
        );
  const dataAt = database.prepare('SELECT data FROM entry WHERE docid = ?');
  const yielding = turns();
  const hits: Ranked[] = [];
  for (let end = before; ;) {
    const rows = statement.all(...(match === '' ? [from, end] : [match, from, end])) as unknown as Row[];
    for (const row of rows) {
      const isAsked =
        (asked.roomId === undefined || row.room_id === asked.roomId) &&
        (asked.from === undefined || row.sender === asked.from);
      const isSeen = roomById[row.room_id] !== undefined && contacts.get(row.sender)?.state !== 'blocked';
      if (!isAsked || !isSeen) continue;
      const hit = toRanked(row, dataAt.get(row.docid)?.['data'], terms, form);
      const last = hits.at(-1)?.docid;
      if (hit !== undefined && hits.length >= enough && last !== undefined) return {hits, next: last};
      if (hit !== undefined) hits.push(hit);
      await yielding();
      if (!database.isOpen) throw new ChatError('disconnected');
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < ROWS) return {hits};
    end = last.docid;
  }
}

function toRanked(
  {docid, room_id: roomId, seq}: Row,
  data: unknown,
  terms: readonly Term[],
  form: EntryForm,
): Ranked | undefined {
  const entry = form.read(data, {roomId, seq});
  const text = entry === undefined ? undefined : searchedText(entry);
  if (entry === undefined || text === undefined || (form.isRough === true && !hasAll(terms, text))) return undefined;
  return {docid, roomId, entry, text, places: findPlaces(terms, text)};
}
