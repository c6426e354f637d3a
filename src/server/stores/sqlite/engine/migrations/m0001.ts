/** The first schema: accounts, sessions, rooms, members, the log of entries, mentions, invites, files, logins. */
import type {Migration} from '../../../../../shared/sqlite/migration.ts';

export const m0001: Migration = {
  version: 1,
  sql: `
CREATE TABLE accounts (
  user_id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  display_name TEXT NOT NULL,
  role TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  last_seen_at_ms INTEGER
) STRICT;

CREATE TABLE sessions (
  token_hash BLOB PRIMARY KEY,
  user_id INTEGER NOT NULL REFERENCES accounts (user_id),
  device_name TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  last_used_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_of_user ON sessions (user_id);

CREATE TABLE rooms (
  room_id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  topic TEXT NOT NULL,
  last_seq INTEGER NOT NULL DEFAULT 0,
  member_count INTEGER NOT NULL DEFAULT 0,
  created_at_ms INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX rooms_by_name ON rooms (name) WHERE kind <> 'direct';

CREATE TABLE directs (
  low_user_id INTEGER NOT NULL,
  high_user_id INTEGER NOT NULL,
  room_id INTEGER NOT NULL UNIQUE REFERENCES rooms (room_id),
  PRIMARY KEY (low_user_id, high_user_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE members (
  room_id INTEGER NOT NULL REFERENCES rooms (room_id),
  user_id INTEGER NOT NULL REFERENCES accounts (user_id),
  name TEXT NOT NULL,
  read_seq INTEGER NOT NULL,
  PRIMARY KEY (room_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX members_by_name ON members (room_id, name);
CREATE INDEX rooms_of_member ON members (user_id);

-- What is looked at while counting stands before the text, so that long texts are not read then.
CREATE TABLE entries (
  room_id INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  sender_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  sent_at_ms INTEGER NOT NULL,
  entry_id TEXT NOT NULL,
  checksum INTEGER NOT NULL,
  data TEXT,
  text TEXT,
  PRIMARY KEY (room_id, seq),
  UNIQUE (room_id, sender_id, entry_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE mentions (
  user_id INTEGER NOT NULL,
  room_id INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (user_id, room_id, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE invites (
  user_id INTEGER NOT NULL REFERENCES accounts (user_id),
  room_id INTEGER NOT NULL REFERENCES rooms (room_id),
  by_user_id INTEGER NOT NULL,
  sent_at_ms INTEGER NOT NULL,
  PRIMARY KEY (user_id, room_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE files (
  file_id TEXT PRIMARY KEY,
  room_id INTEGER NOT NULL REFERENCES rooms (room_id),
  seq INTEGER NOT NULL,
  sender_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  offered_at_ms INTEGER NOT NULL,
  state TEXT NOT NULL,
  sha256 TEXT
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX files_of_room ON files (room_id, seq);

CREATE TABLE logins (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  address TEXT NOT NULL,
  port INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  is_success INTEGER NOT NULL,
  method TEXT NOT NULL
) STRICT;
`,
};
