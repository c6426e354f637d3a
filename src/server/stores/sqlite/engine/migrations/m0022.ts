/** Program tokens: sessions with rights, rooms and expiry. Which account used which invitation. An index by role. */
import type {Migration} from '../../../../../shared/sqlite/migration.ts';

export const m0022: Migration = {
  version: 22,
  sql: `
-- A token has all of its rights, separated by spaces, and an end; a login has neither. token_rooms: JSON of room ids, NULL: all.
ALTER TABLE sessions ADD COLUMN token_rights TEXT;
ALTER TABLE sessions ADD COLUMN token_rooms TEXT;
ALTER TABLE sessions ADD COLUMN expires_at_ms INTEGER;
-- The number of a login is never given to another one, so that ending it again ends no other.
ALTER TABLE accounts ADD COLUMN sessions_numbered INTEGER NOT NULL DEFAULT 0;
UPDATE accounts SET sessions_numbered = coalesce((SELECT max(number) FROM sessions WHERE sessions.user_id = accounts.user_id), 0);
CREATE INDEX sessions_by_number ON sessions (user_id, number);
CREATE INDEX accounts_by_role ON accounts (role, user_id);

CREATE TABLE invitation_people (
  invitation_id INTEGER NOT NULL REFERENCES invitations (invitation_id) ON DELETE CASCADE,
  user_id INTEGER NOT NULL REFERENCES accounts (user_id) ON DELETE CASCADE,
  PRIMARY KEY (invitation_id, user_id)
) STRICT, WITHOUT ROWID;
`,
};
