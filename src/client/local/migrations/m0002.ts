/** Unsent messages can refer to another message, or be an action on one. */
import type {Migration} from '../../../shared/sqlite/migration.ts';

export const m0002: Migration = {
  version: 2,
  sql: `
-- JSON: what a message answers or passes on, or the deed in place of a message.
ALTER TABLE message ADD COLUMN data TEXT;
`,
};
