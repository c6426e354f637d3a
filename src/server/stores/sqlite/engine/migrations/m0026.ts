/** Imported rooms: by what they are known again, and whether they are whole. */
import type {Migration} from '../../../../../shared/sqlite/migration.ts';

export const m0026: Migration = {
  version: 26,
  sql: `
-- first_id: of the first entry of the log, which may be removed later. opens_as: the kind that the room gets when it is whole;
-- until then nobody sees it. NULL afterwards.
CREATE TABLE imports (
  room_id INTEGER PRIMARY KEY REFERENCES rooms (room_id),
  first_id TEXT NOT NULL,
  opens_as TEXT
) STRICT;
`,
};
