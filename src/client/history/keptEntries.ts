/** The entries that are kept, and the words in them: put in, changed by later ones, removed, read again. */
import {become, changedSeqOf, Entry} from '../../shared/entries/entry.ts';
import {documentOf, roomMark} from '../../shared/search/document.ts';
import type {Database} from '../local/sqlite.ts';
import {hasWords} from './historyFile.ts';

export interface KeptEntries {
  /** As the server tells it now: in place of what was known of it. */
  put(roomId: number, entry: Entry): void;
  /** As it was said at first: nothing where it is here already. */
  add(roomId: number, entry: Entry): void;
  /** What it says of earlier ones. @returns whether a text is gone by it */
  apply(roomId: number, event: Entry): boolean;
  /** All of a room, or those before a seq. @returns how many went */
  remove(roomId: number, beforeSeq?: number): number;
  /** The oldest of all rooms. @returns how many went */
  removeOldest(count: number): number;
  entryAt(roomId: number, seq: number): Entry | undefined;
  /** In order: up to `limit` before, or from, a seq. */
  read(roomId: number, place: {beforeSeq: number} | {fromSeq: number}, limit: number): Entry[];
  count(): number;
}

interface Row {
  docid: number;
  room_id: number;
  data: string;
}

const PER_MS = 256;
const MS_MAX = 2 ** 44;

/** The least docid of this time. */
export const docidAt = (atMs: number): number => Math.max(0, Math.min(MS_MAX, atMs)) * PER_MS;

/** `undefined` for what the disk has changed. */
export function readEntry(data: unknown): Entry | undefined {
  try {
    const result = Entry.safeParse(JSON.parse(String(data)));
    return result.success ? result.data : undefined;
  } catch {
    return undefined;
  }
}

export function keptEntries(database: Database, nameOf: () => string): KeptEntries {
  const isSearched = hasWords(database);
  const find = database.prepare('SELECT docid, room_id, data FROM entry WHERE room_id = ? AND seq = ?');
  const isThere = database.prepare('SELECT 1 AS found FROM entry WHERE room_id = ? AND seq = ?');
  const lastIn = database.prepare('SELECT max(docid) AS docid FROM entry WHERE docid >= ? AND docid < ?');
  const insert = database.prepare(
    'INSERT INTO entry (docid, room_id, seq, sender, about, data) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const update = database.prepare('UPDATE entry SET data = ? WHERE docid = ?');
  const drop = database.prepare('DELETE FROM entry WHERE docid = ?');
  const editsOf = database.prepare('SELECT docid, room_id, data FROM entry WHERE room_id = ? AND about = ?');
  const insertWords = isSearched ? database.prepare('INSERT INTO words (rowid, text) VALUES (?, ?)') : undefined;
  const deleteWords = isSearched
    ? database.prepare("INSERT INTO words (words, rowid, text) VALUES ('delete', ?, ?)")
    : undefined;

  const wordsOf = (roomId: number, entry: Entry | undefined): string | undefined =>
    entry === undefined || !isSearched ? undefined : documentOf(entry, [roomMark(roomId)]);

  const freeDocid = (atMs: number): number => {
    for (let from = docidAt(atMs); ; from += PER_MS) {
      const last = lastIn.get(from, from + PER_MS)?.['docid'];
      if (typeof last !== 'number') return from;
      if (last + 1 < from + PER_MS) return last + 1;
    }
  };
  const insertEntry = (roomId: number, entry: Entry): void => {
    const docid = freeDocid(entry.sentAtMs);
    insert.run(docid, roomId, entry.seq, entry.sender, changedSeqOf(entry) ?? null, JSON.stringify(entry));
    const words = wordsOf(roomId, entry);
    if (words !== undefined) insertWords?.run(docid, words);
  };
  const change = ({docid, room_id: roomId, data}: Row, after: Entry): void => {
    const next = JSON.stringify(after);
    if (next === data) return;
    const [was, is] = [wordsOf(roomId, readEntry(data)), wordsOf(roomId, after)];
    update.run(next, docid);
    if (was === is) return;
    if (was !== undefined) deleteWords?.run(docid, was);
    if (is !== undefined) insertWords?.run(docid, is);
  };
  const removeRow = ({docid, room_id: roomId, data}: Row): void => {
    const words = wordsOf(roomId, readEntry(data));
    if (words !== undefined) deleteWords?.run(docid, words);
    drop.run(docid);
  };
  const rowAt = (roomId: number, seq: number) => find.get(roomId, seq) as unknown as Row | undefined;

  return {
    put(roomId, entry) {
      const row = rowAt(roomId, entry.seq);
      if (row === undefined) return insertEntry(roomId, entry);
      // What is gone does not come back.
      if (readEntry(row.data)?.kind !== 'gone') change(row, entry);
    },
    add(roomId, entry) {
      if (isThere.get(roomId, entry.seq) === undefined) insertEntry(roomId, entry);
    },
    apply(roomId, event) {
      const seq = changedSeqOf(event);
      if (seq === undefined) return false;
      const row = rowAt(roomId, seq);
      const target = row === undefined ? undefined : readEntry(row.data);
      if (row !== undefined && target !== undefined) change(row, become(target, event, nameOf()));
      if (event.kind !== 'deleted') return false;
      for (const edit of editsOf.all(roomId, seq) as unknown as Row[]) {
        const entry = readEntry(edit.data);
        if (entry?.kind === 'edited' && entry.text !== '') change(edit, {...entry, text: ''});
      }
      return true;
    },
    remove(roomId, beforeSeq = Number.MAX_SAFE_INTEGER) {
      const rows = database
        .prepare('SELECT docid, room_id, data FROM entry WHERE room_id = ? AND seq < ?')
        .all(roomId, beforeSeq);
      for (const row of rows as unknown as Row[]) removeRow(row);
      return rows.length;
    },
    removeOldest(count) {
      const rows = database.prepare('SELECT docid, room_id, data FROM entry ORDER BY docid LIMIT ?').all(count);
      for (const row of rows as unknown as Row[]) removeRow(row);
      return rows.length;
    },
    entryAt: (roomId, seq) => readEntry(rowAt(roomId, seq)?.data),
    read(roomId, place, limit) {
      const isBefore = 'beforeSeq' in place;
      const rows = database
        .prepare(
          isBefore
            ? 'SELECT data FROM entry WHERE room_id = ? AND seq < ? ORDER BY seq DESC LIMIT ?'
            : 'SELECT data FROM entry WHERE room_id = ? AND seq >= ? ORDER BY seq LIMIT ?',
        )
        .all(roomId, isBefore ? place.beforeSeq : place.fromSeq, limit);
      const entries = rows.flatMap(row => readEntry(row['data']) ?? []);
      return isBefore ? entries.reverse() : entries;
    },
    count: () => Number(database.prepare('SELECT count(*) AS count FROM entry').get()?.['count'] ?? 0),
  };
}
