/** Which threads people follow, and how far each is read. */
import type {Migration} from '../../../../../shared/sqlite/migration.ts';

export const m0018: Migration = {
  version: 18,
  sql: `
-- seq: of the first message. is_on: 0 where a person has stopped following it, so that nobody else makes them follow it again.
CREATE TABLE follows (
  user_id INTEGER NOT NULL,
  room_id INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  is_on INTEGER NOT NULL,
  read_seq INTEGER NOT NULL,
  touched_at_ms INTEGER NOT NULL,
  PRIMARY KEY (user_id, room_id, seq)
) STRICT, WITHOUT ROWID;
`,
};
