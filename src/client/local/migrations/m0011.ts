/** A table for the labels of encrypted conversations, readable without any key. */
import type {Migration} from '../../../shared/sqlite/migration.ts';

export const m0011: Migration = {
  version: 11,
  sql: `
-- #room, @name, or all of several people.
CREATE TABLE sealed_label (
  label TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
-- Rooms of such a label that are written to in the clear.
CREATE TABLE sealed_accepted (
  label TEXT NOT NULL,
  room_id INTEGER NOT NULL,
  PRIMARY KEY (label, room_id)
) STRICT, WITHOUT ROWID;
INSERT OR IGNORE INTO sealed_label (label) SELECT '@' || partner FROM sealed_room WHERE partner IS NOT NULL;
`,
};
