/** Retention: first entry and size of each room's log, and how long its owner wants it kept. */
import type {Migration} from '../../../../../shared/sqlite/migration.ts';

export const m0016: Migration = {
  version: 16,
  sql: `
-- Entries before it have been removed.
ALTER TABLE rooms ADD COLUMN first_seq INTEGER NOT NULL DEFAULT 1;
-- With ENTRY_BYTES for each entry.
ALTER TABLE rooms ADD COLUMN log_bytes INTEGER NOT NULL DEFAULT 0;
-- NULL: as long as the server keeps messages.
ALTER TABLE rooms ADD COLUMN keep_days INTEGER;
UPDATE rooms SET log_bytes = (SELECT ifnull(sum(128 + ifnull(length(CAST(text AS BLOB)), 0)), 0) FROM entries
  WHERE entries.room_id = rooms.room_id);
`,
};
