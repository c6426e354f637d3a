/** The index against duplicates is ordered by message id, so that a commit changes few of its pages. */
import type {Migration} from '../../../../../shared/sqlite/migration.ts';

export const m0003: Migration = {
  version: 3,
  sql: `
CREATE TABLE entries_by_id (
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
  UNIQUE (entry_id, room_id, sender_id)
) STRICT, WITHOUT ROWID;
INSERT INTO entries_by_id SELECT * FROM entries;
DROP TABLE entries;
ALTER TABLE entries_by_id RENAME TO entries;
-- As in the schema before.
CREATE INDEX entries_counted ON entries (room_id, seq, sender_id) WHERE kind IN ('message', 'action', 'file');
`,
};
