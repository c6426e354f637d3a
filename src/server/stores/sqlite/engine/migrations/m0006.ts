/** Kicks are stored, so that they survive a restart. */
import type {Migration} from '../../../../../shared/sqlite/migration.ts';

export const m0006: Migration = {
  version: 6,
  sql: `
ALTER TABLE accounts ADD COLUMN kicked_until_ms INTEGER;
-- By whom and why, as the person is told.
ALTER TABLE accounts ADD COLUMN kick_words TEXT NOT NULL DEFAULT '';
`,
};
