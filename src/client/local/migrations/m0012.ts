/** Rooms that are written to in the clear: a development version had an eleventh schema without this table. */
import type {Migration} from '../../../shared/sqlite/migration.ts';

export const m0012: Migration = {
  version: 12,
  sql: `
CREATE TABLE IF NOT EXISTS sealed_accepted (
  label TEXT NOT NULL,
  room_id INTEGER NOT NULL,
  PRIMARY KEY (label, room_id)
) STRICT, WITHOUT ROWID;
`,
};
