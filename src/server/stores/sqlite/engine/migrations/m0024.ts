/** Which sessions began with an SSH key: where one is required, older sessions begun with a password do not count. */
import type {Migration} from '../../../../../shared/sqlite/migration.ts';

export const m0024: Migration = {
  version: 24,
  sql: `
-- Whoever asks for an SSH key lets in those logins alone that were made by one.
ALTER TABLE sessions ADD COLUMN by_ssh_key INTEGER NOT NULL DEFAULT 0;
`,
};
