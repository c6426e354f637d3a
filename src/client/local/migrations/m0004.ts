/** Tables for the encrypted keys of encrypted conversations, and for the messages seen in them. */
import type {Migration} from '../../../shared/sqlite/migration.ts';

export const m0004: Migration = {
  version: 4,
  sql: `
-- Sealed by the key of the store, which is not here.
CREATE TABLE sealed_secret (
  name TEXT PRIMARY KEY,
  data BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Chains of devices as they were verified; a shorter or another one is not believed any more.
CREATE TABLE sealed_link (
  name TEXT NOT NULL,
  n INTEGER NOT NULL,
  link BLOB NOT NULL,
  PRIMARY KEY (name, n)
) STRICT, WITHOUT ROWID;

-- verified: the root that a person has compared.
CREATE TABLE sealed_person (
  name TEXT PRIMARY KEY,
  verified BLOB
) STRICT, WITHOUT ROWID;

-- walked: everything up to this seq was looked at. ctr, own_id: of the last message that was sealed here.
CREATE TABLE sealed_room (
  room_id INTEGER PRIMARY KEY,
  conv BLOB NOT NULL UNIQUE,
  partner TEXT,
  walked INTEGER NOT NULL DEFAULT 0,
  ctr INTEGER NOT NULL DEFAULT 0,
  own_id BLOB,
  problem TEXT
) STRICT;

-- key: sealed; NULL while this device does not have it.
CREATE TABLE sealed_epoch (
  room_id INTEGER NOT NULL,
  n INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  statement BLOB NOT NULL,
  key BLOB,
  PRIMARY KEY (room_id, n)
) STRICT, WITHOUT ROWID;

-- An epoch that may or may not have reached the server: the same bytes are sent again.
CREATE TABLE sealed_made (
  room_id INTEGER PRIMARY KEY,
  n INTEGER NOT NULL,
  request TEXT NOT NULL,
  key BLOB NOT NULL
) STRICT;

CREATE TABLE sealed_seen (
  room_id INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  id BLOB NOT NULL,
  dev BLOB NOT NULL,
  ctr INTEGER NOT NULL,
  sender TEXT NOT NULL,
  prev_own BLOB NOT NULL,
  cite_seq INTEGER NOT NULL,
  cite BLOB NOT NULL,
  -- Seq of the earlier entry that it changes.
  changes INTEGER,
  deletes INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (room_id, seq)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX sealed_seen_once ON sealed_seen (room_id, dev, ctr);
CREATE INDEX sealed_seen_cited ON sealed_seen (room_id, cite_seq);
CREATE INDEX sealed_seen_changes ON sealed_seen (room_id, changes) WHERE changes IS NOT NULL;

-- Sealed and maybe sent: the same bytes are sent until the server has said what became of them.
CREATE TABLE sealed_out (
  room_id INTEGER NOT NULL,
  ctr INTEGER NOT NULL,
  client_msg_id TEXT NOT NULL,
  sealed BLOB NOT NULL,
  prev_own BLOB NOT NULL,
  PRIMARY KEY (room_id, ctr)
) STRICT, WITHOUT ROWID;
`,
};
