/** Who made a link to set a password; invitations into rooms by somebody whom the person had blocked. */
import type {Migration} from '../../../../../shared/sqlite/migration.ts';

export const m0028: Migration = {
  version: 28,
  sql: `
-- Links from before end: whether who made them still may is not known. by_user_id: 0 is the server itself.
DROP TABLE password_resets;
CREATE TABLE password_resets (
  user_id INTEGER PRIMARY KEY REFERENCES accounts (user_id),
  code_hash BLOB NOT NULL UNIQUE,
  expires_at_ms INTEGER NOT NULL,
  by_user_id INTEGER NOT NULL
) STRICT;
CREATE INDEX password_resets_by ON password_resets (by_user_id);

-- 1: came from somebody blocked, and is told to nobody, also later.
ALTER TABLE invites ADD COLUMN is_hidden INTEGER NOT NULL DEFAULT 0;
`,
};
