/** A table for notices that are shown only once, not at each start. */
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
