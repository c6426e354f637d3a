/** The file of the local history; it stands beside the account's store, because it can be rebuilt from the server. */
import {join} from 'node:path';
import {openCache, removeCache, type OpenedCache} from '../local/cacheFile.ts';
import type {Database} from '../local/sqlite.ts';
import {INDEX_VERSION} from '../../shared/search/document.ts';

const FILE = 'history.sqlite';
/** Raised with every change of the tables: the file is begun anew. */
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

/** No content of its own, as the server's index; nothing of what is removed stays in it. */
const WORDS = `CREATE VIRTUAL TABLE words USING fts5(text, content='', columnsize=0, prefix='2', tokenize="ascii tokenchars '_'");
INSERT INTO words (words, rank) VALUES ('secure-delete', 1)`;

export const historyPathIn = (dir: string): string => join(dir, FILE);

export const removeHistory = (dir: string): void => removeCache(historyPathIn(dir));

/** @returns nothing where it is one of a newer program */
export async function openHistoryFile(dir: string): Promise<OpenedCache | undefined> {
  return openCache({
    path: historyPathIn(dir),
    version: SCHEMA_VERSION * 1_000 + INDEX_VERSION,
    schema: database => (hasFts(database) ? `${TABLES}; ${WORDS}` : TABLES),
  });
}

/** Older runtimes come without it. */
export const hasFts = (database: Database): boolean =>
  database.prepare("SELECT 1 AS found FROM pragma_module_list WHERE name = 'fts5'").get() !== undefined;

/** Whether the file has words that can be looked for, and this runtime can. */
export const isSearchable = (database: Database): boolean =>
  hasFts(database) && database.prepare("SELECT 1 AS found FROM sqlite_schema WHERE name = 'words'").get() !== undefined;
