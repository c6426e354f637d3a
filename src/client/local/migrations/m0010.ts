/** A table for the server's answers to encrypted messages: a repeated message is not encrypted again. */
import type {Migration} from '../../../shared/sqlite/migration.ts';

export const m0010: Migration = {
  version: 10,
  sql: `
CREATE TABLE sealed_sent (
  place INTEGER PRIMARY KEY AUTOINCREMENT,
  room_id INTEGER NOT NULL,
  client_msg_id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  sent_at_ms INTEGER NOT NULL,
  -- Of the file that it offers; NULL for all others.
  file_id TEXT,
  UNIQUE (room_id, client_msg_id)
) STRICT;
`,
};
