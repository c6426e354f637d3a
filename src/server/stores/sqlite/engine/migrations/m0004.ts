/** Rooms record who made them; names are unique among those who see the room; abandoned rooms free their name. */
import type {Migration} from '../../../../../shared/sqlite/migration.ts';

export const m0004: Migration = {
  version: 4,
  sql: `
-- User id of the maker; 0 for the server.
ALTER TABLE rooms ADD COLUMN made_by INTEGER NOT NULL DEFAULT 0;
UPDATE rooms SET made_by = ifnull((SELECT sender_id FROM entries WHERE entries.room_id = rooms.room_id AND seq = 1), 0);
CREATE INDEX rooms_by_maker ON rooms (made_by);

-- A private name must not be betrayed by a refusal: only public names are given once.
DROP INDEX rooms_by_name;
CREATE UNIQUE INDEX rooms_by_public_name ON rooms (name) WHERE kind = 'public';
CREATE INDEX rooms_by_name ON rooms (name) WHERE kind <> 'direct';
-- Names that are drawn alike; the expression of lookOf in rooms.ts.
CREATE INDEX rooms_by_look ON rooms (replace(replace(replace(replace(replace(replace(name, '0', 'o'), '1', 'l'), 'rn', 'm'), 'vv', 'w'), '_', '-'), '.', '-'))
  WHERE kind = 'public';
CREATE INDEX invites_of_inviter ON invites (room_id, by_user_id);

-- A name that nobody can ask for stands where the room's name was.
UPDATE rooms SET name = '~' || room_id, kind = 'private' WHERE member_count = 0 AND kind <> 'direct' AND room_id <> 1;
-- Who was never written to has no conversation.
DELETE FROM members WHERE EXISTS (SELECT 1 FROM rooms WHERE rooms.room_id = members.room_id
  AND kind = 'direct' AND last_seq = 1 AND made_by <> members.user_id);
UPDATE rooms SET member_count = (SELECT count(*) FROM members WHERE members.room_id = rooms.room_id) WHERE kind = 'direct';
-- An invitation is as good as the place of whoever gave it.
DELETE FROM invites WHERE NOT EXISTS (SELECT 1 FROM members
  WHERE members.room_id = invites.room_id AND members.user_id = invites.by_user_id);
`,
};
