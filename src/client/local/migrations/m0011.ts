/** What encrypted conversations are called, readable without any key. */
import type {Migration} from '../../../shared/machine/migration.ts';

export const m0011: Migration = {
  version: 11,
  sql: `
-- label: #room, @name, or all of several people. accepted_id: the room of that label that is written to in the clear.
CREATE TABLE sealed_label (
  label TEXT PRIMARY KEY,
  accepted_id INTEGER
) STRICT, WITHOUT ROWID;
INSERT OR IGNORE INTO sealed_label (label) SELECT '@' || partner FROM sealed_room WHERE partner IS NOT NULL;
`,
};
