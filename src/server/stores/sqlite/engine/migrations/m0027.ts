/**
 * Bytes of the log counted anew, as what edited messages had said first was never taken off; keys of deleted rooms, which
 * were left.
 */
import type {Migration} from '../../../../../shared/sqlite/migration.ts';

export const m0027: Migration = {
  version: 27,
  sql: `
-- As \`bytesOf\` counts: ENTRY_BYTES for each entry, its text, and the first text of an edited one.
UPDATE rooms SET log_bytes =
  (SELECT ifnull(sum(128 + ifnull(length(CAST(text AS BLOB)), 0)), 0) FROM entries WHERE entries.room_id = rooms.room_id)
  + (SELECT ifnull(sum(length(CAST(first_text AS BLOB))), 0) FROM became WHERE became.room_id = rooms.room_id);
DELETE FROM log_usage;
INSERT INTO log_usage SELECT sender_id, sum(bytes) FROM (
  SELECT sender_id, 128 + ifnull(length(CAST(text AS BLOB)), 0) AS bytes FROM entries
  UNION ALL SELECT sender_id, length(CAST(first_text AS BLOB)) FROM became JOIN entries USING (room_id, seq)
    WHERE first_text IS NOT NULL) GROUP BY sender_id;
-- Recipients up to this one have no box of the room any more.
ALTER TABLE erased_rooms ADD COLUMN after_recipient TEXT NOT NULL DEFAULT '';
INSERT OR IGNORE INTO erased_rooms (room_id) SELECT room_id FROM rooms
  WHERE conv IS NOT NULL AND name = '~' || room_id AND member_count = 0;
`,
};
