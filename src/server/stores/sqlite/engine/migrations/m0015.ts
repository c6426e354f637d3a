/** State of the search index; the index itself is created at the start, where the runtime supports it. */
import type {Migration} from '../../../../../shared/sqlite/migration.ts';

export const m0015: Migration = {
  version: 15,
  sql: `
-- Entries in the index. docid: the time in milliseconds and a number within it, so that its order is the order of time over all rooms.
CREATE TABLE search_docs (
  docid INTEGER PRIMARY KEY,
  room_id INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  sender_id INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX search_docs_of_room ON search_docs (room_id, seq);

-- How far it is: entries of a room from first_seq to last_seq.
CREATE TABLE search_rooms (
  room_id INTEGER PRIMARY KEY,
  first_seq INTEGER NOT NULL,
  last_seq INTEGER NOT NULL
) STRICT;
CREATE INDEX search_rooms_begun ON search_rooms (room_id) WHERE first_seq > 1;

-- version: of the words that are in it; 0 where it is to be made anew.
CREATE TABLE search_state (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  version INTEGER NOT NULL
) STRICT;
INSERT INTO search_state VALUES (1, 0);
`,
};
