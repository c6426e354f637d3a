/** Former names of rooms, and deleted rooms that are erased in small steps. */
import type {Migration} from '../../../../../shared/sqlite/migration.ts';

export const m0017: Migration = {
  version: 17,
  sql: `
CREATE TABLE former_names (
  name TEXT NOT NULL,
  room_id INTEGER NOT NULL REFERENCES rooms (room_id),
  -- When it got another one.
  at_ms INTEGER NOT NULL,
  PRIMARY KEY (name, room_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX former_names_of_room ON former_names (room_id, at_ms);

-- Of rooms that are no more: whose entries are not all gone, and who was in them.
CREATE TABLE erased_rooms (
  room_id INTEGER PRIMARY KEY
) STRICT;
CREATE TABLE erased_members (
  room_id INTEGER NOT NULL,
  user_id INTEGER NOT NULL,
  PRIMARY KEY (room_id, user_id)
) STRICT, WITHOUT ROWID;
INSERT INTO erased_rooms SELECT room_id FROM rooms WHERE kind = 'private' AND member_count = 0 AND name = '~' || room_id
  AND EXISTS (SELECT 1 FROM entries WHERE entries.room_id = rooms.room_id);

CREATE INDEX rooms_left ON rooms (made_by) WHERE member_count = 0 AND archived_at_ms IS NOT NULL;
`,
};
