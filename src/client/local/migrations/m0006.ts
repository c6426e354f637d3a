/** Tables for permissions of friends, download folders of rooms, and finished transfers. */
import type {Migration} from '../../../shared/sqlite/migration.ts';

export const m0006: Migration = {
  version: 6,
  sql: `
-- name: a login name, or empty for all friends who have no row of their own in that column. NULL: nothing is said here.
CREATE TABLE permission (
  name TEXT PRIMARY KEY,
  -- Files of up to so many bytes are taken without asking; 0 for none.
  accept_bytes INTEGER,
  -- Absolute; NULL for the usual one.
  accept_folder TEXT,
  direct TEXT CHECK (direct IN ('ask', 'always', 'never'))
) STRICT, WITHOUT ROWID;

-- Files that were taken without asking: which program takes it, and how much it was in a day.
CREATE TABLE accepted (
  file_id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  accepted_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- room_id 0 stands for every room that has no row.
CREATE TABLE download_folder (
  room_id INTEGER PRIMARY KEY,
  folder TEXT NOT NULL
) STRICT;

CREATE TABLE past_transfer (
  position INTEGER PRIMARY KEY AUTOINCREMENT,
  direction TEXT NOT NULL CHECK (direction IN ('up', 'down')),
  outcome TEXT NOT NULL CHECK (outcome IN ('done', 'failed', 'cancelled')),
  file_id TEXT,
  room_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  peer TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  -- The bytes that went in this run, and for how long they did.
  moved_bytes INTEGER NOT NULL,
  moved_ms INTEGER NOT NULL,
  path TEXT,
  sha256 TEXT,
  ended_at_ms INTEGER NOT NULL
) STRICT;
`,
};
