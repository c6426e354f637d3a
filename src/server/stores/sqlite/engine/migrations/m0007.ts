/** Constant cost of frequent queries: sums of files are kept by triggers, and rooms are counted without abandoned ones. */
import type {Migration} from '../../../../../shared/sqlite/migration.ts';

export const m0007: Migration = {
  version: 7,
  sql: `
-- Files that are not cancelled, by sender; 0 stands for all together.
CREATE TABLE file_usage (
  user_id INTEGER PRIMARY KEY,
  bytes INTEGER NOT NULL,
  unfinished INTEGER NOT NULL
) STRICT;
INSERT INTO file_usage SELECT sender_id, sum(size_bytes), sum(state = 'uploading') FROM files WHERE state <> 'cancelled' GROUP BY sender_id;
INSERT INTO file_usage SELECT 0, ifnull(sum(bytes), 0), ifnull(sum(unfinished), 0) FROM file_usage;
CREATE TRIGGER files_offered AFTER INSERT ON files BEGIN
  INSERT INTO file_usage VALUES
    (NEW.sender_id, (NEW.state <> 'cancelled') * NEW.size_bytes, NEW.state = 'uploading'),
    (0, (NEW.state <> 'cancelled') * NEW.size_bytes, NEW.state = 'uploading')
    ON CONFLICT (user_id) DO UPDATE SET bytes = bytes + excluded.bytes, unfinished = unfinished + excluded.unfinished;
END;
CREATE TRIGGER files_settled AFTER UPDATE OF state ON files BEGIN
  UPDATE file_usage SET
    bytes = bytes + ((NEW.state <> 'cancelled') - (OLD.state <> 'cancelled')) * OLD.size_bytes,
    unfinished = unfinished + (NEW.state = 'uploading') - (OLD.state = 'uploading')
    WHERE user_id IN (0, OLD.sender_id);
END;
DROP INDEX files_of_sender;
DROP INDEX rooms_by_maker;
CREATE INDEX owners ON accounts (role) WHERE role = 'owner';
CREATE INDEX rooms_in_use ON rooms (made_by) WHERE kind <> 'direct' AND member_count > 0;
`,
};
