/** There is exactly one owner; members have roles in their rooms, and rooms have rules. */
import type {Migration} from '../../../../../shared/sqlite/migration.ts';

export const m0009: Migration = {
  version: 9,
  sql: `
UPDATE accounts SET role = 'admin' WHERE role = 'owner'
  AND user_id > (SELECT min(user_id) FROM accounts WHERE role = 'owner');
DROP INDEX owners;
CREATE UNIQUE INDEX one_owner ON accounts (role) WHERE role = 'owner';

ALTER TABLE members ADD COLUMN role TEXT NOT NULL DEFAULT 'member';
-- Kept only where a room is in slow mode.
ALTER TABLE members ADD COLUMN last_wrote_ms INTEGER;
UPDATE members SET role = 'owner' WHERE EXISTS (SELECT 1 FROM rooms
  WHERE rooms.room_id = members.room_id AND kind <> 'direct' AND made_by = members.user_id);
CREATE INDEX members_with_role ON members (room_id, role) WHERE role <> 'member';

-- The least role for something; NULL is as in the table of roles.
ALTER TABLE rooms ADD COLUMN write_least TEXT;
ALTER TABLE rooms ADD COLUMN invite_least TEXT;
ALTER TABLE rooms ADD COLUMN mention_all_least TEXT;
ALTER TABLE rooms ADD COLUMN slow_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE rooms ADD COLUMN is_locked INTEGER NOT NULL DEFAULT 0;
`,
};
