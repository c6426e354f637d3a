/** Encryption: chains of devices, epochs of conversations, boxes with their keys. */
import type {Migration} from '../../../../../shared/sqlite/migration.ts';

export const m0020: Migration = {
  version: 20,
  sql: `
-- Encrypted: by which its people know it; it never becomes NULL again.
ALTER TABLE rooms ADD COLUMN conv BLOB;
CREATE TRIGGER rooms_stay_encrypted BEFORE UPDATE OF conv ON rooms WHEN OLD.conv IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'an encrypted conversation stays so'); END;

CREATE TABLE sealed_server (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  server_id BLOB NOT NULL
) STRICT;
INSERT INTO sealed_server VALUES (1, randomblob(16));

CREATE TABLE account_links (
  user_id INTEGER NOT NULL,
  n INTEGER NOT NULL,
  type INTEGER NOT NULL,
  link BLOB NOT NULL,
  PRIMARY KEY (user_id, n)
) STRICT, WITHOUT ROWID;

-- seq: of the entry that tells it.
CREATE TABLE epochs (
  room_id INTEGER NOT NULL,
  n INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  statement BLOB NOT NULL,
  PRIMARY KEY (room_id, n)
) STRICT, WITHOUT ROWID;

-- recipient: of a device, or of the recovery key of an account.
CREATE TABLE boxes (
  recipient TEXT NOT NULL,
  room_id INTEGER NOT NULL,
  n INTEGER NOT NULL,
  box BLOB NOT NULL,
  PRIMARY KEY (recipient, room_id, n)
) STRICT, WITHOUT ROWID;
`,
};
