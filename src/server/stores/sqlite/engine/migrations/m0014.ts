/** The audit: append-only records of accounts, rights and files, each with the hash of the one before. */
import type {Migration} from '../../../../../shared/sqlite/migration.ts';

export const m0014: Migration = {
  version: 14,
  sql: `
CREATE TABLE audit (
  id INTEGER PRIMARY KEY,
  at_ms INTEGER NOT NULL,
  name TEXT NOT NULL,
  address TEXT NOT NULL,
  method TEXT NOT NULL,
  is_success INTEGER NOT NULL,
  about TEXT NOT NULL,
  -- SHA-256 of the hash of the record before and of this one.
  hash BLOB NOT NULL
) STRICT;

-- The last record that was old enough to go: the first one that is left goes on from it.
CREATE TABLE audit_anchor (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  id INTEGER NOT NULL,
  hash BLOB NOT NULL
) STRICT;
INSERT INTO audit_anchor VALUES (1, 0, zeroblob(32));

CREATE TRIGGER audit_stays BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
CREATE TRIGGER audit_goes BEFORE DELETE ON audit WHEN OLD.id > (SELECT id FROM audit_anchor)
BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;

CREATE INDEX files_by_age ON files (offered_at_ms) WHERE state <> 'cancelled';
`,
};
