/**
 * A table for unencrypted rooms that the person has accepted; separate from m0011, because a development version had an
 * eleventh schema without it.
 */
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
