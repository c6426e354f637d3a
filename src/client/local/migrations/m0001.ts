/** The first schema: unsent messages, drafts, downloaded files, and damaged stores that were not reported to the person yet. */
import type {Migration} from '../../../shared/sqlite/migration.ts';

export const m0001: Migration = {
  version: 1,
  sql: `
-- owner: id of the running program that works on the row; another program takes it over when that one is gone.
CREATE TABLE message (
  position INTEGER PRIMARY KEY AUTOINCREMENT,
  owner TEXT NOT NULL,
  client_msg_id TEXT NOT NULL UNIQUE,
  room_id INTEGER NOT NULL,
  room_label TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('message', 'action')),
  text TEXT NOT NULL,
  written_at_ms INTEGER NOT NULL,
  error_code TEXT,
  error_detail TEXT
) STRICT;

CREATE TABLE draft (
  owner TEXT NOT NULL,
  room_id INTEGER NOT NULL,
  room_label TEXT NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (owner, room_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE fetched (
  file_id TEXT PRIMARY KEY,
  room_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  peer TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  path TEXT NOT NULL,
  fetched_at_ms INTEGER NOT NULL,
  -- 0 once the person took it off the list of transfers.
  is_listed INTEGER NOT NULL DEFAULT 1
) STRICT, WITHOUT ROWID;

CREATE TABLE damaged (
  path TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
`,
};
