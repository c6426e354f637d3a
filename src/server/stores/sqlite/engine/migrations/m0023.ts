/** Direct file transfers: how many bytes of a file bypass the server and are not counted. */
import type {Migration} from '../../../../../shared/sqlite/migration.ts';

export const m0023: Migration = {
  version: 23,
  sql: `
-- So many bytes at the beginning never come to the server; all of them where the file goes directly and nothing fell back.
ALTER TABLE files ADD COLUMN direct_bytes INTEGER NOT NULL DEFAULT 0;
DROP TRIGGER files_offered;
DROP TRIGGER files_settled;
CREATE TRIGGER files_offered AFTER INSERT ON files BEGIN
  INSERT INTO file_usage VALUES
    (NEW.sender_id, (NEW.state <> 'cancelled') * (NEW.size_bytes - NEW.direct_bytes), NEW.state = 'uploading'),
    (0, (NEW.state <> 'cancelled') * (NEW.size_bytes - NEW.direct_bytes), NEW.state = 'uploading')
    ON CONFLICT (user_id) DO UPDATE SET bytes = bytes + excluded.bytes, unfinished = unfinished + excluded.unfinished;
END;
CREATE TRIGGER files_settled AFTER UPDATE OF state, direct_bytes ON files BEGIN
  UPDATE file_usage SET
    bytes = bytes + (NEW.state <> 'cancelled') * (NEW.size_bytes - NEW.direct_bytes)
      - (OLD.state <> 'cancelled') * (OLD.size_bytes - OLD.direct_bytes),
    unfinished = unfinished + (NEW.state = 'uploading') - (OLD.state = 'uploading')
    WHERE user_id IN (0, OLD.sender_id);
END;
`,
};
