/** The file of the local history, separate from the account's store because it can be rebuilt from the server. */
import {join} from 'node:path';
import {openCache, removeCache, type OpenedCache} from '../local/cacheFile.ts';
import type {Database} from '../local/sqlite.ts';
import {INDEX_VERSION} from '../../shared/search/document.ts';

const FILE = 'history.sqlite';
/** Increased with every change of the tables; a file of another version is created anew. */
const SCHEMA_VERSION = 1;

const TABLES = `
-- account: whose it is; generation: changes whenever somebody empties it; overview: JSON, what sessionOpen told besides
-- the rooms.
CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE room (
  room_id INTEGER PRIMARY KEY,
  -- JSON.
  data TEXT NOT NULL
) STRICT;

-- What was said up to as_of_seq about entries that are kept is in them.
CREATE TABLE log (
  room_id INTEGER PRIMARY KEY,
  as_of_seq INTEGER NOT NULL
) STRICT;

-- docid: milliseconds since 1970 times 256, and a number within the millisecond; about: the earlier entry that this one changes.
CREATE TABLE entry (
  docid INTEGER PRIMARY KEY,
  room_id INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  sender TEXT NOT NULL,
  about INTEGER,
  data TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX entry_place ON entry (room_id, seq);
CREATE INDEX entry_about ON entry (room_id, about) WHERE about IS NOT NULL`;

/** Contentless, like the server's index; with secure-delete, so that removed words do not stay in the file. */
const WORDS = `CREATE VIRTUAL TABLE words USING fts5(text, content='', columnsize=0, prefix='2', tokenize="ascii tokenchars '_'");
INSERT INTO words (words, rank) VALUES ('secure-delete', 1)`;

export const historyPathIn = (dir: string): string => join(dir, FILE);

export const removeHistory = (dir: string): void => removeCache(historyPathIn(dir));

/** @returns `undefined` when the file belongs to a newer version of the program */
export async function openHistoryFile(dir: string): Promise<OpenedCache | undefined> {
  return openCache({
    path: historyPathIn(dir),
    version: SCHEMA_VERSION * 1_000 + INDEX_VERSION,
    schema: database => (hasFts(database) ? `${TABLES}; ${WORDS}` : TABLES),
  });
}

/** Whether this runtime has full-text search; older ones lack it. */
export const hasFts = (database: Database): boolean =>
  database.prepare("SELECT 1 AS found FROM pragma_module_list WHERE name = 'fts5'").get() !== undefined;

/** Whether the file has a full-text index and this runtime can use it. */
export const isSearchable = (database: Database): boolean =>
  hasFts(database) && database.prepare("SELECT 1 AS found FROM sqlite_schema WHERE name = 'words'").get() !== undefined;
