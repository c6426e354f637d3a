/** The inbox: mentions are kept after reading, newest first; cursors can be set back. */
import type {Migration} from '../../../../../shared/sqlite/migration.ts';

export const m0012: Migration = {
  version: 12,
  sql: `
-- How often the cursor was set back: of two positions, the one after more of them counts.
ALTER TABLE members ADD COLUMN resets INTEGER NOT NULL DEFAULT 0;

-- Entries that are for one person, by time.
CREATE TABLE inbox (
  user_id INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  room_id INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (user_id, at_ms, room_id, seq)
) STRICT, WITHOUT ROWID;
INSERT INTO inbox SELECT user_id, sent_at_ms, room_id, seq FROM mentions JOIN entries USING (room_id, seq);
CREATE TRIGGER mentioned AFTER INSERT ON mentions BEGIN
  INSERT OR IGNORE INTO inbox SELECT NEW.user_id, sent_at_ms, room_id, seq FROM entries
    WHERE room_id = NEW.room_id AND seq = NEW.seq;
END;
CREATE TRIGGER mentioned_no_more AFTER DELETE ON mentions BEGIN
  DELETE FROM inbox WHERE user_id = OLD.user_id AND room_id = OLD.room_id AND seq = OLD.seq
    AND at_ms = (SELECT sent_at_ms FROM entries WHERE room_id = OLD.room_id AND seq = OLD.seq);
END;
`,
};
