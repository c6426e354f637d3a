/** Stored entries and their search words: added, changed by later entries, removed, read. */
import {become, changedSeqOf, Entry} from '../../shared/entries/entry.ts';
import {documentOf, hasMark, roomMark} from '../../shared/search/document.ts';
import {quoted, termText, type Term} from '../../shared/search/query.ts';
import type {SearchAsked} from '../../shared/search/search.ts';
import type {Database} from '../local/sqlite.ts';
import {isSearchable} from './historyFile.ts';

/** How entries are stored: plaintext or encrypted. */
export interface EntryForm {
  write(roomId: number, entry: Entry): string | Buffer;
  /** `undefined` for damaged data. */
  read(data: unknown, place: {roomId: number; seq: number}): Entry | undefined;
  /** The indexed words of an entry; `undefined` for entries that are not searchable. */
  document(roomId: number, entry: Entry): string | undefined;
  /** The index query for a search; empty when it has no words or marks. */
  match(terms: readonly Term[], asked: SearchAsked): string;
  /** The index may return false positives, so each hit is checked. */
  isRough?: true;
}

export interface KeptEntries {
  /** Stores an entry in its current form, replacing an earlier version. */
  put(roomId: number, entry: Entry): void;
  /** Stores an entry in its original form; does nothing if it is stored already. */
  add(roomId: number, entry: Entry): void;
  /** Applies a later entry to the stored entries that it changes. @returns whether a text was removed */
  apply(roomId: number, event: Entry): boolean;
  /** The stored later entries that change this one, in order. */
  changesOf(roomId: number, seq: number): Entry[];
  /** Removes the entries of a room: all, those before a seq, or at most `limit`. @returns the number of removed entries */
  remove(roomId: number, beforeSeq?: number, limit?: number): number;
  /** Removes the oldest entries of all rooms. @returns the number of removed entries */
  removeOldest(count: number): number;
  entryAt(roomId: number, seq: number): Entry | undefined;
  /** Whether any entry of the room is stored. */
  isAny(roomId: number): boolean;
  /** Up to `limit` entries before or from a seq, in ascending order. */
  read(roomId: number, place: {beforeSeq: number} | {fromSeq: number}, limit: number): Entry[];
  /** Seq of the first entry at this time or later. */
  seqSince(roomId: number, atMs: number): number | undefined;
  count(): number;
}

interface Row {
  docid: number;
  room_id: number;
  seq: number;
  data: string | Uint8Array;
}

const PER_MS = 256;
const MS_MAX = 2 ** 44;

/** The smallest docid of a time; docids ascend by time. */
export const docidAt = (atMs: number): number => Math.max(0, Math.min(MS_MAX, atMs)) * PER_MS;

/** `undefined` for damaged data. */
function readEntry(data: unknown): Entry | undefined {
  try {
    const result = Entry.safeParse(JSON.parse(String(data)));
    return result.success ? result.data : undefined;
  } catch {
    return undefined;
  }
}

/** Index marks for the filters of a search: attachments and room. */
export const marksOf = ({has = [], roomId}: SearchAsked): string[] => [
  ...has.map(hasMark),
  ...(roomId === undefined ? [] : [roomMark(roomId)]),
];

export const IN_THE_CLEAR: EntryForm = {
  write: (_roomId, entry) => JSON.stringify(entry),
  read: readEntry,
  document: (roomId, entry) => documentOf(entry, [roomMark(roomId)]),
  match(terms, asked) {
    const parts = terms.map(termText);
    // A filter by room alone uses the room column instead of the index.
    if (parts.length > 0 || asked.has !== undefined) parts.push(...marksOf(asked).map(quoted));
    return parts.join(' AND ');
  },
};

export function keptEntries(database: Database, nameOf: () => string, form: EntryForm = IN_THE_CLEAR): KeptEntries {
  const isSearched = isSearchable(database);
  const find = database.prepare('SELECT docid, room_id, seq, data FROM entry WHERE room_id = ? AND seq = ?');
  const isThere = database.prepare('SELECT 1 AS found FROM entry WHERE room_id = ? AND seq = ?');
  const lastIn = database.prepare('SELECT max(docid) AS docid FROM entry WHERE docid >= ? AND docid < ?');
  const insert = database.prepare(
    'INSERT INTO entry (docid, room_id, seq, sender, about, data) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const since = database.prepare('SELECT seq FROM entry WHERE room_id = ? AND docid >= ? ORDER BY docid LIMIT 1');
  const update = database.prepare('UPDATE entry SET data = ? WHERE docid = ?');
  const drop = database.prepare('DELETE FROM entry WHERE docid = ?');
  const editsOf = database.prepare(
    'SELECT docid, room_id, seq, data FROM entry WHERE room_id = ? AND about = ? ORDER BY seq',
  );
  const insertWords = isSearched ? database.prepare('INSERT INTO words (rowid, text) VALUES (?, ?)') : undefined;
  const deleteWords = isSearched
    ? database.prepare("INSERT INTO words (words, rowid, text) VALUES ('delete', ?, ?)")
    : undefined;

  const wordsOf = (roomId: number, entry: Entry | undefined): string | undefined =>
    entry === undefined || !isSearched ? undefined : form.document(roomId, entry);
  const entryOf = ({room_id: roomId, seq, data}: Row): Entry | undefined => form.read(data, {roomId, seq});

  const freeDocid = (atMs: number): number => {
    for (let from = docidAt(atMs); ; from += PER_MS) {
      const last = lastIn.get(from, from + PER_MS)?.['docid'];
      if (typeof last !== 'number') return from;
      if (last + 1 < from + PER_MS) return last + 1;
    }
  };
  const insertEntry = (roomId: number, entry: Entry): void => {
    const docid = freeDocid(entry.sentAtMs);
    insert.run(docid, roomId, entry.seq, entry.sender, changedSeqOf(entry) ?? null, form.write(roomId, entry));
    const words = wordsOf(roomId, entry);
    if (words !== undefined) insertWords?.run(docid, words);
  };
  const change = (row: Row, after: Entry): void => {
    const {docid, room_id: roomId} = row;
    const before = entryOf(row);
    if (before !== undefined && JSON.stringify(after) === JSON.stringify(before)) return;
    const [was, is] = [wordsOf(roomId, before), wordsOf(roomId, after)];
    update.run(form.write(roomId, after), docid);
    if (was === is) return;
    if (was !== undefined) deleteWords?.run(docid, was);
    if (is !== undefined) insertWords?.run(docid, is);
  };
  const removeRow = (row: Row): void => {
    const words = wordsOf(row.room_id, entryOf(row));
    if (words !== undefined) deleteWords?.run(row.docid, words);
    drop.run(row.docid);
  };
  const rowAt = (roomId: number, seq: number) => find.get(roomId, seq) as unknown as Row | undefined;

  return {
    seqSince(roomId, atMs) {
      const seq = since.get(roomId, docidAt(atMs))?.['seq'];
      return typeof seq === 'number' ? seq : undefined;
    },
    put(roomId, entry) {
      const row = rowAt(roomId, entry.seq);
      if (row === undefined) return insertEntry(roomId, entry);
      // A deleted entry stays deleted, even if an older change is applied late.
      if (entryOf(row)?.kind !== 'gone') change(row, entry);
    },
    add(roomId, entry) {
      if (isThere.get(roomId, entry.seq) === undefined) insertEntry(roomId, entry);
    },
    apply(roomId, event) {
      const seq = changedSeqOf(event);
      if (seq === undefined) return false;
      const row = rowAt(roomId, seq);
      const target = row === undefined ? undefined : entryOf(row);
      if (row !== undefined && target !== undefined) change(row, become(target, event, nameOf()));
      if (event.kind !== 'deleted') return false;
      for (const edit of editsOf.all(roomId, seq) as unknown as Row[]) {
        const entry = entryOf(edit);
        if (entry?.kind === 'edited' && entry.text !== '') change(edit, {...entry, text: ''});
      }
      return true;
    },
    changesOf: (roomId, seq) => (editsOf.all(roomId, seq) as unknown as Row[]).flatMap(row => entryOf(row) ?? []),
    remove(roomId, beforeSeq = Number.MAX_SAFE_INTEGER, limit = -1) {
      const rows = database
        .prepare('SELECT docid, room_id, seq, data FROM entry WHERE room_id = ? AND seq < ? LIMIT +?')
        .all(roomId, beforeSeq, limit);
      for (const row of rows as unknown as Row[]) removeRow(row);
      return rows.length;
    },
    removeOldest(count) {
      const rows = database.prepare('SELECT docid, room_id, seq, data FROM entry ORDER BY docid LIMIT +?').all(count);
      for (const row of rows as unknown as Row[]) removeRow(row);
      return rows.length;
    },
    isAny: roomId => database.prepare('SELECT 1 FROM entry WHERE room_id = ? LIMIT 1').get(roomId) !== undefined,
    entryAt(roomId, seq) {
      const row = rowAt(roomId, seq);
      return row && entryOf(row);
    },
    read(roomId, place, limit) {
      const isBefore = 'beforeSeq' in place;
      const rows = database
        .prepare(
          isBefore
            ? 'SELECT docid, room_id, seq, data FROM entry WHERE room_id = ? AND seq < ? ORDER BY seq DESC LIMIT +?'
            : 'SELECT docid, room_id, seq, data FROM entry WHERE room_id = ? AND seq >= ? ORDER BY seq LIMIT +?',
        )
        .all(roomId, isBefore ? place.beforeSeq : place.fromSeq, limit);
      const entries = (rows as unknown as Row[]).flatMap(row => entryOf(row) ?? []);
      return isBefore ? entries.reverse() : entries;
    },
    count: () => Number(database.prepare('SELECT count(*) AS count FROM entry').get()?.['count'] ?? 0),
  };
}
