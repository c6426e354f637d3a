/**
 * The search index of encrypted conversations: a file beside the account's store that can be rebuilt. Only sender, room and
 * time are in plaintext.
 */
import {join} from 'node:path';
import {changedSeqOf, type Entry} from '../../../shared/entries/entry.ts';
import {ChatError} from '../../../shared/errors.ts';
import {INDEX_VERSION, searchedText} from '../../../shared/search/document.ts';
import type {SearchAsked, SearchFound} from '../../../shared/search/search.ts';
import {hasFts} from '../../history/historyFile.ts';
import {keptEntries} from '../../history/keptEntries.ts';
import {bounding, emptyLog, removing, type HistoryBounds} from '../../history/bounding.ts';
import {searchKept} from '../../history/searchKept.ts';
import {openCache, removeCache} from '../../local/cacheFile.ts';
import {stepsInTransaction, inTransaction, type Database} from '../../local/sqlite.ts';
import type {State} from '../../state/state.ts';
import type {KeyStore} from '../keyStore.ts';
import {isWaitingForKeys} from '../reading/failure.ts';
import {turns} from '../../../shared/bounds/turns.ts';
import {blindForm} from './blindForm.ts';

export interface SealedIndex {
  /** Seq up to which all entries are indexed, or cannot be. */
  asOf(roomId: number): number;
  /** Adds decrypted entries that continue the indexed ones; seqs missing between them do not exist. */
  put(roomId: number, entries: readonly Entry[]): Promise<void>;
  /** Seqs of entries whose keys were missing, oldest first. */
  later(roomId: number): number[];
  /** Adds entries of `later` that can be decrypted now. */
  putLater(roomId: number, entries: readonly Entry[]): Promise<void>;
  /** Removes all entries of a room before this seq. */
  removeBefore(roomId: number, seq: number): Promise<void>;
  forget(roomId: number): Promise<void>;
  roomIds(): number[];
  /** @throws search-invalid, search-unavailable */
  search(sight: Pick<State, 'roomById' | 'contacts'>, asked: SearchAsked): Promise<SearchFound>;
  /** An entry with all later changes applied. */
  entryAt(roomId: number, seq: number): Entry | undefined;
  changesOf(roomId: number, seq: number): Entry[];
  count(): number;
  /** Empties the index. @returns the number of removed entries */
  clear(): number;
  close(): void;
}

const FILE = 'sealed.sqlite';
const SCHEMA_VERSION = 1;

const TABLES = `
-- key: a code of the key by which all others were made.
CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- Everything up to as_of_seq is here, or in later.
CREATE TABLE log (
  room_id INTEGER PRIMARY KEY,
  as_of_seq INTEGER NOT NULL
) STRICT;

-- As in the history; data is sealed.
CREATE TABLE entry (
  docid INTEGER PRIMARY KEY,
  room_id INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  sender TEXT NOT NULL,
  about INTEGER,
  data BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX entry_place ON entry (room_id, seq);
CREATE INDEX entry_about ON entry (room_id, about) WHERE about IS NOT NULL;

-- Its key was not here.
CREATE TABLE later (
  room_id INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (room_id, seq)
) STRICT, WITHOUT ROWID`;

const WORDS = `CREATE VIRTUAL TABLE words USING fts5(text, content='', columnsize=0, tokenize="ascii");
INSERT INTO words (words, rank) VALUES ('secure-delete', 1)`;

/** Size limits are checked once per this number of writes. */
const LOOKED_AT_EVERY = 4;

export const sealedIndexIn = (dir: string): string => join(dir, FILE);
export const removeSealedIndex = (dir: string): void => removeCache(sealedIndexIn(dir));

export interface IndexOptions {
  /** The account's own folder. */
  dir: string;
  store: KeyStore;
  bounds: HistoryBounds;
  me: string;
}

/** @returns `undefined` when the file belongs to a newer version of the program, or this runtime has no full-text search */
export async function openSealedIndex({dir, store, bounds, me}: IndexOptions): Promise<SealedIndex | undefined> {
  const cache = await openCache({
    path: sealedIndexIn(dir),
    version: SCHEMA_VERSION * 1_000 + INDEX_VERSION,
    schema: database => (hasFts(database) ? `${TABLES}; ${WORDS}` : TABLES),
  });
  if (cache === undefined) return undefined;
  const {database} = cache;
  if (!hasFts(database)) {
    database.close();
    return undefined;
  }
  try {
    return toIndex(database, {store, bounds, me});
  } catch (error) {
    database.close();
    throw error;
  }
}

function toIndex(database: Database, {store, bounds, me}: Omit<IndexOptions, 'dir'>): SealedIndex {
  const form = blindForm(store);
  claim(database, form.match([], {words: '', from: me}));
  const entries = keptEntries(database, () => me, form);
  const asOfSeq = database.prepare('SELECT as_of_seq FROM log WHERE room_id = ?');
  const setAsOf = database.prepare(
    `INSERT INTO log (room_id, as_of_seq) VALUES (?, ?)
      ON CONFLICT (room_id) DO UPDATE SET as_of_seq = max(as_of_seq, excluded.as_of_seq)`,
  );
  const insertLater = database.prepare('INSERT OR IGNORE INTO later (room_id, seq) VALUES (?, ?)');
  const dropLater = database.prepare('DELETE FROM later WHERE room_id = ? AND seq = ?');
  let isClosed = false;
  let writings = 0;
  /** Whether text was removed since the write-ahead log was last truncated. */
  let isGone = false;

  /** Makes work on a closed index end like work after a disconnect. */
  const guard = (): void => {
    if (isClosed) throw new ChatError('disconnected');
  };
  const asOf = (roomId: number): number => {
    guard();
    return Number(asOfSeq.get(roomId)?.['as_of_seq'] ?? 0);
  };
  const putOne = (roomId: number, entry: Entry): void => {
    if (entry.kind === 'sealed') {
      if (isWaitingForKeys(entry.failure)) insertLater.run(roomId, entry.seq);
      return;
    }
    if (searchedText(entry) !== undefined || changedSeqOf(entry) !== undefined) entries.add(roomId, entry);
    isGone = entries.apply(roomId, entry) || isGone;
  };
  const inPieces = async (steps: Iterator<void>): Promise<void> => {
    const yielding = turns();
    for (let isDone = false; !isDone;) {
      guard();
      isDone = stepsInTransaction(database, steps);
      if (isGone) emptyLog(database);
      isGone = false;
      await yielding();
    }
  };
  function* eachOf(all: readonly Entry[], one: (entry: Entry) => void): Generator<void, void> {
    for (const entry of all) {
      one(entry);
      yield;
    }
    if (writings++ % LOOKED_AT_EVERY === 0) yield* bounding(database, entries, bounds);
  }
  function* removingFrom(roomId: number, beforeSeq?: number): Generator<void, void> {
    isGone = (yield* removing(entries, roomId, beforeSeq)) || isGone;
  }

  return {
    asOf,
    async put(roomId, all) {
      const known = asOf(roomId);
      const putNext = (entry: Entry): void => {
        putOne(roomId, entry);
        setAsOf.run(roomId, entry.seq);
      };
      const next = all.filter(({seq}) => seq > known);
      await inPieces(eachOf(next, putNext));
    },
    later(roomId) {
      guard();
      const rows = database.prepare('SELECT seq FROM later WHERE room_id = ? ORDER BY seq').all(roomId);
      return rows.map(row => Number(row['seq']));
    },
    async putLater(roomId, all) {
      const opened = all.filter(entry => entry.kind !== 'sealed' || !isWaitingForKeys(entry.failure));
      const putWithChanges = (entry: Entry): void => {
        dropLater.run(roomId, entry.seq);
        putOne(roomId, entry);
        // Later changes of the entry may be indexed already.
        for (const change of entries.changesOf(roomId, entry.seq)) isGone = entries.apply(roomId, change) || isGone;
      };
      await inPieces(eachOf(opened, putWithChanges));
    },
    async removeBefore(roomId, seq) {
      guard();
      database.prepare('DELETE FROM later WHERE room_id = ? AND seq < ?').run(roomId, seq);
      setAsOf.run(roomId, seq - 1);
      await inPieces(removingFrom(roomId, seq));
    },
    async forget(roomId) {
      guard();
      database.prepare('DELETE FROM log WHERE room_id = ?').run(roomId);
      database.prepare('DELETE FROM later WHERE room_id = ?').run(roomId);
      await inPieces(removingFrom(roomId));
    },
    roomIds: () =>
      database
        .prepare('SELECT room_id FROM log UNION SELECT room_id FROM entry')
        .all()
        .map(row => Number(row['room_id'])),
    async search(sight, asked) {
      guard();
      return searchKept({database, form}, sight, asked);
    },
    entryAt: (roomId, seq) => (isClosed ? undefined : entries.entryAt(roomId, seq)),
    changesOf: (roomId, seq) => (isClosed ? [] : entries.changesOf(roomId, seq)),
    count: () => (isClosed ? 0 : entries.count()),
    clear() {
      guard();
      const count = entries.count();
      inTransaction(database, () => empty(database));
      emptyLog(database);
      return count;
    },
    close() {
      if (isClosed) return;
      isClosed = true;
      database.close();
    },
  };
}

/** Empties an index that belongs to another key or account. */
function claim(database: Database, code: string): void {
  const known = database.prepare("SELECT value FROM fact WHERE name = 'key'").get()?.['value'];
  if (known === code) return;
  inTransaction(database, () => {
    empty(database);
    database.prepare("INSERT OR REPLACE INTO fact (name, value) VALUES ('key', ?)").run(code);
  });
}

function empty(database: Database): void {
  database.exec(
    "DELETE FROM entry; DELETE FROM log; DELETE FROM later; INSERT INTO words (words) VALUES ('delete-all')",
  );
}
