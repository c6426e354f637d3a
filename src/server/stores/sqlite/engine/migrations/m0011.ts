/** Friends, blocks, group conversations, preferences, planned messages. */
import type {Migration} from '../../../../../shared/sqlite/migration.ts';

export const m0011: Migration = {
  version: 11,
  sql: `
-- Who wants whom as a friend; they are friends where both do.
CREATE TABLE contacts (
  user_id INTEGER NOT NULL REFERENCES accounts (user_id),
  other_id INTEGER NOT NULL REFERENCES accounts (user_id),
  at_ms INTEGER NOT NULL,
  -- The other one does not see it: declined, or asked while blocked.
  is_hidden INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (user_id, other_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX contacts_of_other ON contacts (other_id, at_ms);

CREATE TABLE blocks (
  user_id INTEGER NOT NULL REFERENCES accounts (user_id),
  other_id INTEGER NOT NULL REFERENCES accounts (user_id),
  at_ms INTEGER NOT NULL,
  PRIMARY KEY (user_id, other_id)
) STRICT, WITHOUT ROWID;

-- JSON, as the protocol has it; only what differs from the defaults.
CREATE TABLE preferences (
  user_id INTEGER PRIMARY KEY REFERENCES accounts (user_id),
  data TEXT NOT NULL
) STRICT;

-- Also of rooms that one is not in at the moment: a conversation that is hidden stays muted.
CREATE TABLE room_preferences (
  user_id INTEGER NOT NULL REFERENCES accounts (user_id),
  room_id INTEGER NOT NULL REFERENCES rooms (room_id),
  data TEXT NOT NULL,
  PRIMARY KEY (user_id, room_id)
) STRICT, WITHOUT ROWID;

-- Conversations of several people, whom one finds by who they are: user ids, in order, with commas.
CREATE TABLE groups (
  people TEXT PRIMARY KEY,
  room_id INTEGER NOT NULL UNIQUE REFERENCES rooms (room_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE group_people (
  room_id INTEGER NOT NULL REFERENCES rooms (room_id),
  user_id INTEGER NOT NULL REFERENCES accounts (user_id),
  PRIMARY KEY (room_id, user_id)
) STRICT, WITHOUT ROWID;

-- The number of a room in the list of its member; 0 where it has none yet.
ALTER TABLE members ADD COLUMN number INTEGER NOT NULL DEFAULT 0;
UPDATE members SET number = places.place FROM (
  SELECT m.room_id, m.user_id, row_number() OVER (PARTITION BY m.user_id
    ORDER BY m.room_id <> 1, r.kind = 'direct', r.name, m.room_id) AS place
  FROM members AS m JOIN rooms AS r USING (room_id)) AS places
  WHERE places.room_id = members.room_id AND places.user_id = members.user_id;

ALTER TABLE rooms ADD COLUMN description TEXT NOT NULL DEFAULT '';
ALTER TABLE rooms ADD COLUMN archived_at_ms INTEGER;

-- What is to be said later: a message of somebody, or a reminder to them. Its id is that of the entry it becomes.
CREATE TABLE planned (
  planned_id TEXT PRIMARY KEY,
  user_id INTEGER NOT NULL REFERENCES accounts (user_id),
  room_id INTEGER NOT NULL REFERENCES rooms (room_id),
  kind TEXT NOT NULL,
  text TEXT NOT NULL,
  due_at_ms INTEGER NOT NULL,
  made_at_ms INTEGER NOT NULL,
  about_seq INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX planned_by_time ON planned (due_at_ms);
CREATE INDEX planned_of_user ON planned (user_id, due_at_ms);
`,
};
