/** Identical files of one person share their bytes on the disk and count once. */
import type {Migration} from '../../../../../shared/sqlite/migration.ts';

export const m0025: Migration = {
  version: 25,
  sql: `
-- The first file of the same person with these bytes, which counts for all of them; NULL for that one and for whatever is alone.
ALTER TABLE files ADD COLUMN same_as TEXT;
CREATE INDEX files_same ON files (same_as) WHERE same_as IS NOT NULL;
CREATE INDEX files_by_hash ON files (sender_id, sha256) WHERE state = 'complete' AND same_as IS NULL;
DROP TRIGGER files_settled;
CREATE TRIGGER files_settled AFTER UPDATE OF state, direct_bytes, same_as ON files BEGIN
  UPDATE file_usage SET
    bytes = bytes + (NEW.state <> 'cancelled' AND NEW.same_as IS NULL) * (NEW.size_bytes - NEW.direct_bytes)
      - (OLD.state <> 'cancelled' AND OLD.same_as IS NULL) * (OLD.size_bytes - OLD.direct_bytes),
    unfinished = unfinished + (NEW.state = 'uploading') - (OLD.state = 'uploading')
    WHERE user_id IN (0, OLD.sender_id);
END;
-- When the first goes, the next counts for those that are left.
CREATE TRIGGER files_left AFTER UPDATE OF state ON files WHEN NEW.state = 'cancelled' AND OLD.state <> 'cancelled' BEGIN
  UPDATE files SET same_as = NULL WHERE file_id = NEW.file_id;
  UPDATE files SET same_as = (SELECT min(file_id) FROM files AS next WHERE next.same_as = NEW.file_id)
    WHERE same_as = NEW.file_id
      AND file_id <> (SELECT min(file_id) FROM files AS next WHERE next.same_as = NEW.file_id);
  UPDATE files SET same_as = NULL WHERE same_as = NEW.file_id;
END;
`,
};
