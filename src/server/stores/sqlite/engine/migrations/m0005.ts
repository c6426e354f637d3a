/** Disk usage of each person without a full scan: bytes of the log, and files by sender and state. */
import type {Migration} from '../../../../../shared/sqlite/migration.ts';

export const m0005: Migration = {
  version: 5,
  sql: `
-- With ENTRY_BYTES for each entry; when that changes, so does this.
CREATE TABLE log_usage (
  user_id INTEGER PRIMARY KEY,
  bytes INTEGER NOT NULL
) STRICT;
INSERT INTO log_usage SELECT sender_id, sum(128 + ifnull(length(CAST(text AS BLOB)), 0)) FROM entries GROUP BY sender_id;
CREATE INDEX files_of_sender ON files (sender_id, state, size_bytes) WHERE state <> 'cancelled';
CREATE INDEX files_unfinished ON files (offered_at_ms) WHERE state = 'uploading';
CREATE INDEX files_by_size ON files (size_bytes, file_id) WHERE state <> 'cancelled';
`,
};
