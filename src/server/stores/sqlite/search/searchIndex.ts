/** Full-text index of messages; rebuilt when SQLite reports it corrupt. */
import type {Entry} from '../../../../shared/entries/entry.ts';
import {SQLITE_CORRUPT_VTAB} from '../../../../shared/sqlite/sqliteCodes.ts';
import {causeCodeOf, query, type Database} from '../engine/database.ts';
import {toEntry, type EntryRow} from '../entryRow.ts';
import type {Names} from '../names.ts';
import {documentOf, INDEX_VERSION, roomMark} from '../../../../shared/search/document.ts';

/** A term that no text can contain, like the other marks. */
export const senderMark = (userId: number): string => `_u${userId}`;

/** All methods are called inside a transaction. */
export interface SearchIndex {
  /** False in some older versions of Node, which lack FTS5. */
  isAvailable: boolean;
  add(rows: readonly EntryRow[]): void;
  /** The text of an entry was changed or removed. */
  changed(before: EntryRow, after: EntryRow): void;
  /** Has to be called before the row is deleted. */
  removed(row: EntryRow): void;
  /** Clears the index; everything is indexed again in small steps. */
  reset(): void;
  /** Runs `work`; if the index is damaged, clears it and runs `work` again. */
  guarded<T>(work: () => T): T;
}

/** `docid` is milliseconds since 2020 times this, plus a number within the millisecond; below 2^53 until the year 2089. */
export const PER_MS = 4_096;
const EPOCH_MS = Date.UTC(2020, 0, 1);
const SPAN_MS = 2 ** 41 - 2;

/** The lowest docid of a time, clamped to the valid range. */
export const docidAt = (atMs: number): number => Math.max(0, Math.min(SPAN_MS, atMs - EPOCH_MS)) * PER_MS;

/** Without column sizes, because ranking uses the texts themselves; the words are already normalised. */
const MAKE = `CREATE VIRTUAL TABLE search_words USING fts5(text, content='', columnsize=0, prefix='2',
  tokenize="ascii tokenchars '_'");
INSERT INTO search_words (search_words, rank) VALUES ('secure-delete', 1);`;

export function openSearchIndex(database: Database, names: Names): SearchIndex {
  const isAvailable = hasFts(database);
  prepare(database, isAvailable);
  if (!isAvailable) {
    const nothing = () => undefined;
    return {
      isAvailable,
      add: nothing,
      changed: nothing,
      removed: nothing,
      reset: nothing,
      guarded: work => work(),
    };
  }
  const insertDoc = database.statement(
    'INSERT OR IGNORE INTO search_docs (docid, room_id, seq, sender_id) VALUES (?, ?, ?, ?)',
  );
  const deleteDoc = database.statement('DELETE FROM search_docs WHERE docid = ?');
  const lastIn = query<{docid: number | null}, [number, number]>(
    database,
    'SELECT max(docid) AS docid FROM search_docs WHERE docid >= ? AND docid < ?',
  );
  const docOf = query<{docid: number}, [number, number]>(
    database,
    'SELECT docid FROM search_docs WHERE room_id = ? AND seq = ?',
  );
  const insertWords = database.statement('INSERT INTO search_words (rowid, text) VALUES (?, ?)');
  const deleteWords = database.statement(
    "INSERT INTO search_words (search_words, rowid, text) VALUES ('delete', ?, ?)",
  );
  /** `undefined` for a damaged entry, which is not indexed. */
  function textOf(row: EntryRow): string | undefined {
    const entry = soundEntry(row, names);
    return entry === undefined ? undefined : documentOf(entry, [roomMark(row.room_id), senderMark(row.sender_id)]);
  }

  function freeDocid(atMs: number): number {
    for (let from = docidAt(atMs); ; from += PER_MS) {
      const last = lastIn.one(from, from + PER_MS)?.docid ?? undefined;
      if (last === undefined) return from;
      if (last + 1 < from + PER_MS) return last + 1;
    }
  }

  function remove(docid: number, text: string): void {
    deleteWords.run(docid, text);
    deleteDoc.run(docid);
  }

  const removed = (row: EntryRow): void =>
    guarded(() => {
      const docid = docOf.one(row.room_id, row.seq)?.docid;
      const text = docid === undefined ? undefined : textOf(row);
      if (docid !== undefined && text !== undefined) remove(docid, text);
    });

  function reset(): void {
    database.exec(`DROP TABLE IF EXISTS search_words; ${MAKE} DELETE FROM search_docs; DELETE FROM search_rooms;
      INSERT INTO search_rooms SELECT room_id, last_seq + 1, last_seq FROM rooms;`);
  }

  function guarded<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (causeCodeOf(error) !== SQLITE_CORRUPT_VTAB) throw error;
      reset();
      return work();
    }
  }

  return {
    isAvailable,
    add(rows) {
      for (const row of rows) {
        const text = textOf(row);
        if (text === undefined || docOf.one(row.room_id, row.seq) !== undefined) continue;
        const docid = freeDocid(row.sent_at_ms);
        insertDoc.run(docid, row.room_id, row.seq, row.sender_id);
        insertWords.run(docid, text);
      }
    },
    changed: (before, after) =>
      guarded(() => {
        const docid = docOf.one(before.room_id, before.seq)?.docid;
        if (docid === undefined) return;
        const [was, is] = [textOf(before), textOf(after)];
        if (was === is) return;
        if (is === undefined) return void (was !== undefined && remove(docid, was));
        if (was !== undefined) deleteWords.run(docid, was);
        insertWords.run(docid, is);
      }),
    removed,
    reset,
    guarded,
  };
}

function soundEntry(row: EntryRow, names: Names): Entry | undefined {
  try {
    return toEntry(row, names);
  } catch {
    return undefined;
  }
}

const hasFts = (database: Database): boolean =>
  database.statement("SELECT 1 AS found FROM pragma_module_list WHERE name = 'fts5'").get() !== undefined;

/** Recreates the index if its version differs; marks it as outdated if this Node cannot maintain it. */
function prepare(database: Database, isAvailable: boolean): void {
  const {version} = database.statement('SELECT version FROM search_state').get() as {version: number};
  const wanted = isAvailable ? INDEX_VERSION : 0;
  if (version === wanted) return;
  const make = isAvailable
    ? `DROP TABLE IF EXISTS search_words; ${MAKE} DELETE FROM search_docs; DELETE FROM search_rooms;
      INSERT INTO search_rooms SELECT room_id, last_seq + 1, last_seq FROM rooms;`
    : '';
  database.exec(`BEGIN IMMEDIATE; ${make} UPDATE search_state SET version = ${wanted}; COMMIT`);
}
