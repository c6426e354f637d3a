/** Devices of sessions, password resets, second factors, SSH keys. */
import type {Migration} from '../../../../../shared/sqlite/migration.ts';

export const m0021: Migration = {
  version: 21,
  sql: `
-- Within the account, as its person calls it; and from where it was used last.
ALTER TABLE sessions ADD COLUMN number INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN address TEXT NOT NULL DEFAULT '';
UPDATE sessions SET number = (SELECT count(*) FROM sessions AS other
  WHERE other.user_id = sessions.user_id AND other.token_hash <= sessions.token_hash);

CREATE TABLE password_resets (
  user_id INTEGER PRIMARY KEY REFERENCES accounts (user_id),
  code_hash BLOB NOT NULL UNIQUE,
  expires_at_ms INTEGER NOT NULL
) STRICT;

-- last_step: of the code that was taken last; none of it or before is taken again.
CREATE TABLE second_factors (
  user_id INTEGER PRIMARY KEY REFERENCES accounts (user_id),
  secret BLOB NOT NULL,
  last_step INTEGER NOT NULL,
  since_ms INTEGER NOT NULL
) STRICT;
CREATE TABLE recovery_codes (
  user_id INTEGER NOT NULL REFERENCES accounts (user_id),
  code_hash BLOB NOT NULL,
  PRIMARY KEY (user_id, code_hash)
) STRICT, WITHOUT ROWID;

-- key_blob: as authorized_keys has it, decoded.
CREATE TABLE ssh_keys (
  user_id INTEGER NOT NULL REFERENCES accounts (user_id),
  fingerprint TEXT NOT NULL,
  key_blob BLOB NOT NULL,
  comment TEXT NOT NULL,
  added_at_ms INTEGER NOT NULL,
  last_used_at_ms INTEGER,
  PRIMARY KEY (user_id, fingerprint)
) STRICT, WITHOUT ROWID;
`,
};
