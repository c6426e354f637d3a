/** The current state of changed entries, so that a page of old ones shows it: edits, reactions, pins, threads, stars. */
import type {Migration} from '../../../../../shared/sqlite/migration.ts';

export const m0013: Migration = {
  version: 13,
  sql: `
-- data: JSON of what readers are told, and of what the server needs to change it again. first_text: what an edited message said at first.
CREATE TABLE became (
  room_id INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  data TEXT NOT NULL,
  first_text TEXT,
  PRIMARY KEY (room_id, seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE reactions (
  user_id INTEGER NOT NULL,
  room_id INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  emoji TEXT NOT NULL,
  PRIMARY KEY (user_id, room_id, seq, emoji)
) STRICT, WITHOUT ROWID;
CREATE INDEX reactions_to_entry ON reactions (room_id, seq, emoji, user_id);
CREATE TABLE pins (
  room_id INTEGER NOT NULL,
  pinned_seq INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (room_id, seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE stars (
  position INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id INTEGER NOT NULL,
  room_id INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  UNIQUE (user_id, room_id, seq)
) STRICT;
CREATE INDEX stars_of_user ON stars (user_id, position);
CREATE INDEX stars_of_entry ON stars (room_id, seq);
`,
};
