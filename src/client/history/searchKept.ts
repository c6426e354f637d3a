/** Searches what is kept on this machine, in the same words as the server's search, the newest hits first. */
import {ChatError} from '../../shared/errors.ts';
import {hasMark, roomMark, searchedText} from '../../shared/search/document.ts';
import {quoted, termText} from '../../shared/search/match.ts';
import {findPlaces, parseSearch, type Term} from '../../shared/search/query.ts';
import {ranked, toHit, type Ranked} from '../../shared/search/ranked.ts';
import type {SearchAsked, SearchFound} from '../../shared/search/search.ts';
import type {State} from '../state/state.ts';
import type {Database} from '../local/sqlite.ts';
import {hasWords} from './historyFile.ts';
import {docidAt, readEntry} from './keptEntries.ts';

const PAGE = 50;
/** Hits among which the best are chosen, the newest ones. */
const RANKED_MAX = 500;
const END = Number.MAX_SAFE_INTEGER;

interface Row {
  docid: number;
  room_id: number;
  sender: string;
  data: string;
}

type Sight = Pick<State, 'roomById' | 'contacts'>;

/** @throws search-invalid, search-unavailable */
export function searchKept({database}: {database: Database}, sight: Sight, asked: SearchAsked): SearchFound {
  if (!hasWords(database)) throw new ChatError('search-unavailable');
  const {terms, nearly} = parseSearch(asked.words);
  if (asked.isNear === true && nearly !== undefined) return {...page(database, sight, asked, nearly), isNear: true};
  const found = page(database, sight, asked, terms);
  if (found.hits.length > 0 || nearly === undefined || asked.at !== undefined) return found;
  const near = page(database, sight, asked, nearly);
  return near.hits.length === 0 ? found : {...near, isNear: true};
}

function page(database: Database, sight: Sight, asked: SearchAsked, terms: readonly Term[]): SearchFound {
  const limit = asked.limit ?? PAGE;
  const rows = rowsOf(database, sight, asked, {
    match: matchOf(terms, asked),
    enough: asked.order === 'best' ? RANKED_MAX : limit + 1,
  });
  const hits = rows.flatMap(row => toRanked(row, terms));
  if (asked.order === 'best') {
    const at = asked.at ?? 0;
    const sorted = ranked(hits);
    const best = sorted.slice(at, at + limit).map(toHit);
    return {hits: best, behind: 0, ...(at + limit < sorted.length && {next: at + limit})};
  }
  const shown = hits.slice(0, limit);
  const last = shown.at(-1)?.docid;
  return {hits: shown.map(toHit), behind: 0, ...(rows.length > limit && last !== undefined && {next: last})};
}

function matchOf(terms: readonly Term[], asked: SearchAsked): string {
  const parts = terms.map(termText);
  for (const has of asked.has ?? []) parts.push(quoted(hasMark(has)));
  if (asked.roomId !== undefined && parts.length > 0) parts.push(quoted(roomMark(asked.roomId)));
  return parts.join(' AND ');
}

/** Newest first. What is of rooms that one is not in, or said by people one has blocked, is left out. */
function rowsOf(
  database: Database,
  {roomById, contacts}: Sight,
  asked: SearchAsked,
  {match, enough}: {match: string; enough: number},
): Row[] {
  const from = docidAt(asked.afterMs ?? 0);
  const atMax = asked.order === 'best' || asked.at === undefined ? END : asked.at;
  const before = Math.min(asked.beforeMs === undefined ? END : docidAt(asked.beforeMs), atMax);
  const columns = 'entry.docid AS docid, entry.room_id AS room_id, entry.sender AS sender, entry.data AS data';
  const statement =
    match === ''
      ? database.prepare(`SELECT ${columns} FROM entry WHERE docid >= ? AND docid < ? ORDER BY docid DESC`)
      : database.prepare(
          `SELECT ${columns} FROM words CROSS JOIN entry ON entry.docid = words.rowid
            WHERE words MATCH ? AND words.rowid >= ? AND words.rowid < ? ORDER BY words.rowid DESC`,
        );
  const rows: Row[] = [];
  const places = match === '' ? [from, before] : [match, from, before];
  for (const row of statement.iterate(...places) as IterableIterator<unknown> as IterableIterator<Row>) {
    const isAsked =
      (asked.roomId === undefined || row.room_id === asked.roomId) &&
      (asked.from === undefined || row.sender === asked.from);
    const isSeen = roomById[row.room_id] !== undefined && contacts.get(row.sender)?.state !== 'blocked';
    if (isAsked && isSeen) rows.push(row);
    if (rows.length >= enough) break;
  }
  return rows;
}

function toRanked({docid, room_id: roomId, data}: Row, terms: readonly Term[]): Ranked[] {
  const entry = readEntry(data);
  const text = entry === undefined ? undefined : searchedText(entry);
  if (entry === undefined || text === undefined) return [];
  return [{docid, roomId, entry, text, places: findPlaces(terms, text)}];
}
