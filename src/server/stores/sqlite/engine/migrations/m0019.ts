/** Invitation links: creator, purpose, uses and expiry. Only the hash of a code is stored. */
import type {Migration} from '../../../../../shared/sqlite/migration.ts';

export const m0019: Migration = {
  version: 19,
  sql: `
CREATE TABLE invitations (
  -- 1 is the server's own link.
  invitation_id INTEGER PRIMARY KEY AUTOINCREMENT,
  code_hash BLOB NOT NULL UNIQUE,
  by_user_id INTEGER NOT NULL,
  role TEXT NOT NULL,
  note TEXT NOT NULL,
  made_at_ms INTEGER NOT NULL,
  expires_at_ms INTEGER,
  uses_max INTEGER,
  uses INTEGER NOT NULL DEFAULT 0,
  revoked_at_ms INTEGER
) STRICT;
CREATE INDEX invitations_of_maker ON invitations (by_user_id);

CREATE TABLE invitation_rooms (
  invitation_id INTEGER NOT NULL REFERENCES invitations ON DELETE CASCADE,
  room_id INTEGER NOT NULL,
  PRIMARY KEY (invitation_id, room_id)
) STRICT, WITHOUT ROWID;
`,
};
