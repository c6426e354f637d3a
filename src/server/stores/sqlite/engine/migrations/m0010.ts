/** Removals from rooms, mutes, bans of accounts and networks, disabled and deleted accounts, reports. */
import type {Migration} from '../../../../../shared/sqlite/migration.ts';

export const m0010: Migration = {
  version: 10,
  sql: `
-- They come back by invitation only.
CREATE TABLE removals (
  room_id INTEGER NOT NULL,
  user_id INTEGER NOT NULL,
  PRIMARY KEY (room_id, user_id)
) STRICT, WITHOUT ROWID;

-- Of both: by whom and why, as the person is told; 9007199254740991 is for good.
ALTER TABLE accounts ADD COLUMN muted_until_ms INTEGER;
ALTER TABLE accounts ADD COLUMN mute_words TEXT NOT NULL DEFAULT '';
ALTER TABLE accounts ADD COLUMN banned_until_ms INTEGER;
ALTER TABLE accounts ADD COLUMN ban_words TEXT NOT NULL DEFAULT '';
-- NULL where the account may be used.
ALTER TABLE accounts ADD COLUMN disabled_words TEXT;
ALTER TABLE accounts ADD COLUMN deleted_at_ms INTEGER;
CREATE INDEX accounts_muted ON accounts (user_id) WHERE muted_until_ms IS NOT NULL;
CREATE INDEX accounts_kept_out ON accounts (name) WHERE banned_until_ms IS NOT NULL OR disabled_words IS NOT NULL;

CREATE TABLE network_bans (
  -- As \`network.ts\` writes it: an address, or an address and a number of bits.
  network TEXT PRIMARY KEY,
  words TEXT NOT NULL,
  since_ms INTEGER NOT NULL,
  until_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE reports (
  report_id INTEGER PRIMARY KEY,
  by_user_id INTEGER NOT NULL,
  about_user_id INTEGER NOT NULL,
  -- The message it is about; NULL where it is about the person.
  room_id INTEGER,
  seq INTEGER,
  reason TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  -- NULL while nobody has looked after it.
  settled_by INTEGER,
  settled_at_ms INTEGER
) STRICT;
CREATE INDEX reports_open ON reports (report_id) WHERE settled_at_ms IS NULL;
CREATE INDEX reports_by ON reports (by_user_id, report_id) WHERE settled_at_ms IS NULL;
`,
};
