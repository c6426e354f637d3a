/** What was said to the person once is not said at each start. */
import type {Migration} from '../../../shared/sqlite/migration.ts';

export const m0009: Migration = {
  version: 9,
  sql: `
CREATE TABLE told (
  place INTEGER PRIMARY KEY AUTOINCREMENT,
  what TEXT NOT NULL UNIQUE
) STRICT;
`,
};
