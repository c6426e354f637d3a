-- The first schema with inboxes, frozen: data of it must always be opened and brought up to date.

CREATE TABLE accounts (
  user_id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  display_name TEXT NOT NULL,
  role TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  last_seen_at_ms INTEGER
, kicked_until_ms INTEGER, kick_words TEXT NOT NULL DEFAULT '', muted_until_ms INTEGER, mute_words TEXT NOT NULL DEFAULT '', banned_until_ms INTEGER, ban_words TEXT NOT NULL DEFAULT '', disabled_words TEXT, deleted_at_ms INTEGER, sessions_numbered INTEGER NOT NULL DEFAULT 0) STRICT;

CREATE TABLE sessions (
  token_hash BLOB PRIMARY KEY,
  user_id INTEGER NOT NULL REFERENCES accounts (user_id),
  device_name TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  last_used_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_of_user ON sessions (user_id);

CREATE TABLE rooms (
  room_id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  topic TEXT NOT NULL,
  last_seq INTEGER NOT NULL DEFAULT 0,
  member_count INTEGER NOT NULL DEFAULT 0,
  created_at_ms INTEGER NOT NULL
, made_by INTEGER NOT NULL DEFAULT 0, write_least TEXT, invite_least TEXT, mention_all_least TEXT, slow_ms INTEGER NOT NULL DEFAULT 0, is_locked INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE UNIQUE INDEX rooms_by_public_name ON rooms (name) WHERE kind = 'public';
CREATE INDEX rooms_by_name ON rooms (name) WHERE kind <> 'direct';

CREATE TABLE directs (
  low_user_id INTEGER NOT NULL,
  high_user_id INTEGER NOT NULL,
  room_id INTEGER NOT NULL UNIQUE REFERENCES rooms (room_id),
  PRIMARY KEY (low_user_id, high_user_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE members (
  room_id INTEGER NOT NULL REFERENCES rooms (room_id),
  user_id INTEGER NOT NULL REFERENCES accounts (user_id),
  name TEXT NOT NULL,
  read_seq INTEGER NOT NULL, role TEXT NOT NULL DEFAULT 'member', last_wrote_ms INTEGER,
  PRIMARY KEY (room_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX members_with_role ON members (room_id, role) WHERE role <> 'member';
CREATE INDEX members_by_name ON members (room_id, name);
CREATE INDEX rooms_of_member ON members (user_id);

-- What is looked at while counting stands before the text, so that long texts are not read then.
CREATE TABLE "entries" (
  room_id INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  sender_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  sent_at_ms INTEGER NOT NULL,
  entry_id TEXT NOT NULL,
  checksum INTEGER NOT NULL,
  data TEXT,
  text TEXT,
  PRIMARY KEY (room_id, seq),
  UNIQUE (entry_id, room_id, sender_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX entries_counted ON entries (room_id, seq, sender_id) WHERE kind IN ('message', 'action', 'file');
CREATE TABLE mentions (
  user_id INTEGER NOT NULL,
  room_id INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (user_id, room_id, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE invites (
  user_id INTEGER NOT NULL REFERENCES accounts (user_id),
  room_id INTEGER NOT NULL REFERENCES rooms (room_id),
  by_user_id INTEGER NOT NULL,
  sent_at_ms INTEGER NOT NULL,
  PRIMARY KEY (user_id, room_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX rooms_by_look ON rooms (replace(replace(replace(replace(replace(replace(name, '0', 'o'), '1', 'l'), 'rn', 'm'), 'vv', 'w'), '_', '-'), '.', '-'))
  WHERE kind = 'public';
CREATE INDEX invites_of_inviter ON invites (room_id, by_user_id);

CREATE TABLE files (
  file_id TEXT PRIMARY KEY,
  room_id INTEGER NOT NULL REFERENCES rooms (room_id),
  seq INTEGER NOT NULL,
  sender_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  offered_at_ms INTEGER NOT NULL,
  state TEXT NOT NULL,
  sha256 TEXT
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX files_of_room ON files (room_id, seq);

CREATE TABLE logins (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  address TEXT NOT NULL,
  port INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  is_success INTEGER NOT NULL,
  method TEXT NOT NULL
, about TEXT NOT NULL DEFAULT '', count INTEGER NOT NULL DEFAULT 1, last_at_ms INTEGER, day INTEGER, owner TEXT NOT NULL DEFAULT '') STRICT;
CREATE INDEX logins_of_owner ON logins (owner, id);
CREATE UNIQUE INDEX logins_of_day ON logins (name, address, method, day) WHERE day IS NOT NULL;
CREATE TABLE login_shares (
  owner TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  count INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX login_shares_by_size ON login_shares (kind, count);

CREATE TABLE log_usage (
  user_id INTEGER PRIMARY KEY,
  bytes INTEGER NOT NULL
) STRICT;
CREATE INDEX files_unfinished ON files (offered_at_ms) WHERE state = 'uploading';
CREATE INDEX files_by_size ON files (size_bytes, file_id) WHERE state <> 'cancelled';
CREATE TABLE file_usage (
  user_id INTEGER PRIMARY KEY,
  bytes INTEGER NOT NULL,
  unfinished INTEGER NOT NULL
) STRICT;
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
CREATE UNIQUE INDEX one_owner ON accounts (role) WHERE role = 'owner';
CREATE INDEX rooms_in_use ON rooms (made_by) WHERE kind <> 'direct' AND member_count > 0;

CREATE TABLE removals (
  room_id INTEGER NOT NULL,
  user_id INTEGER NOT NULL,
  PRIMARY KEY (room_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX accounts_muted ON accounts (user_id) WHERE muted_until_ms IS NOT NULL;
CREATE INDEX accounts_kept_out ON accounts (name) WHERE banned_until_ms IS NOT NULL OR disabled_words IS NOT NULL;

CREATE TABLE network_bans (
  -- As `network.ts` writes it: an address, or an address and a number of bits.
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
ALTER TABLE members ADD COLUMN resets INTEGER NOT NULL DEFAULT 0;

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

CREATE TABLE inbox (
  user_id INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  room_id INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (user_id, at_ms, room_id, seq)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER mentioned AFTER INSERT ON mentions BEGIN
  INSERT OR IGNORE INTO inbox SELECT NEW.user_id, sent_at_ms, room_id, seq FROM entries
    WHERE room_id = NEW.room_id AND seq = NEW.seq;
END;
CREATE TRIGGER mentioned_no_more AFTER DELETE ON mentions BEGIN
  DELETE FROM inbox WHERE user_id = OLD.user_id AND room_id = OLD.room_id AND seq = OLD.seq
    AND at_ms = (SELECT sent_at_ms FROM entries WHERE room_id = OLD.room_id AND seq = OLD.seq);
END;

-- data: JSON of what readers are told, and of what the server needs to change it again. first_text: what an edited message said at first.
CREATE TABLE became (
  room_id INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  data TEXT NOT NULL,
  first_text TEXT,
  PRIMARY KEY (room_id, seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE reactions (
  user_id INTEGER NOT NULL,
  room_id INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  emoji TEXT NOT NULL,
  PRIMARY KEY (user_id, room_id, seq, emoji)
) STRICT, WITHOUT ROWID;
CREATE INDEX reactions_to_entry ON reactions (room_id, seq, emoji, user_id);
CREATE TABLE pins (
  room_id INTEGER NOT NULL,
  pinned_seq INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (room_id, seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE stars (
  position INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id INTEGER NOT NULL,
  room_id INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  UNIQUE (user_id, room_id, seq)
) STRICT;
CREATE INDEX stars_of_user ON stars (user_id, position);
CREATE INDEX stars_of_entry ON stars (room_id, seq);

CREATE TABLE audit (
  id INTEGER PRIMARY KEY,
  at_ms INTEGER NOT NULL,
  name TEXT NOT NULL,
  address TEXT NOT NULL,
  method TEXT NOT NULL,
  is_success INTEGER NOT NULL,
  about TEXT NOT NULL,
  -- SHA-256 of the hash of the record before and of this one.
  hash BLOB NOT NULL
) STRICT;

-- The last record that was old enough to go: the first one that is left goes on from it.
CREATE TABLE audit_anchor (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  id INTEGER NOT NULL,
  hash BLOB NOT NULL
) STRICT;
INSERT INTO audit_anchor VALUES (1, 0, zeroblob(32));

CREATE TRIGGER audit_stays BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
CREATE TRIGGER audit_goes BEFORE DELETE ON audit WHEN OLD.id > (SELECT id FROM audit_anchor)
BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;

CREATE INDEX files_by_age ON files (offered_at_ms) WHERE state <> 'cancelled';

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

CREATE TABLE invitations (
  -- 1 is the server's own link.
  invitation_id INTEGER PRIMARY KEY AUTOINCREMENT,
  code_hash BLOB NOT NULL UNIQUE,
  by_user_id INTEGER NOT NULL,
  role TEXT NOT NULL,
  note TEXT NOT NULL,
  made_at_ms INTEGER NOT NULL,
  expires_at_ms INTEGER,
  uses_max INTEGER,
  uses INTEGER NOT NULL DEFAULT 0,
  revoked_at_ms INTEGER
) STRICT;
CREATE INDEX invitations_of_maker ON invitations (by_user_id);

CREATE TABLE invitation_rooms (
  invitation_id INTEGER NOT NULL REFERENCES invitations ON DELETE CASCADE,
  room_id INTEGER NOT NULL,
  PRIMARY KEY (invitation_id, room_id)
) STRICT, WITHOUT ROWID;

-- Within the account, as its person calls it; and from where it was used last.
ALTER TABLE sessions ADD COLUMN number INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN address TEXT NOT NULL DEFAULT '';
UPDATE sessions SET number = (SELECT count(*) FROM sessions AS other
  WHERE other.user_id = sessions.user_id AND other.token_hash <= sessions.token_hash);

CREATE TABLE password_resets (
  user_id INTEGER PRIMARY KEY REFERENCES accounts (user_id),
  code_hash BLOB NOT NULL UNIQUE,
  expires_at_ms INTEGER NOT NULL
) STRICT;

-- last_step: of the code that was taken last; none of it or before is taken again.
CREATE TABLE second_factors (
  user_id INTEGER PRIMARY KEY REFERENCES accounts (user_id),
  secret BLOB NOT NULL,
  last_step INTEGER NOT NULL,
  since_ms INTEGER NOT NULL
) STRICT;
CREATE TABLE recovery_codes (
  user_id INTEGER NOT NULL REFERENCES accounts (user_id),
  code_hash BLOB NOT NULL,
  PRIMARY KEY (user_id, code_hash)
) STRICT, WITHOUT ROWID;

-- key_blob: as authorized_keys has it, decoded.
CREATE TABLE ssh_keys (
  user_id INTEGER NOT NULL REFERENCES accounts (user_id),
  fingerprint TEXT NOT NULL,
  key_blob BLOB NOT NULL,
  comment TEXT NOT NULL,
  added_at_ms INTEGER NOT NULL,
  last_used_at_ms INTEGER,
  PRIMARY KEY (user_id, fingerprint)
) STRICT, WITHOUT ROWID;

-- What a small server holds.
INSERT INTO accounts (user_id, name, display_name, role, password_hash, created_at_ms, last_seen_at_ms) VALUES (1, 'ann', 'Ann', 'owner', 'hash', 1, 2), (2, 'bob', '', 'member', 'hash', 1, NULL);
INSERT INTO sessions VALUES (x'00', 1, 'laptop', 1, 1893456000000, 1, '');
INSERT INTO rooms VALUES (1, 'public', 'lobby', 'Welcome', 5, 2, 1, 0, NULL, NULL, NULL, 0, 0, '', NULL), (2, 'direct', '', '', 2, 2, 1, 1, NULL, NULL, NULL, 0, 0, '', NULL);
INSERT INTO directs VALUES (1, 2, 2);
INSERT INTO members (room_id, user_id, name, read_seq) VALUES (1, 1, 'ann', 5), (1, 2, 'bob', 3), (2, 1, 'ann', 2), (2, 2, 'bob', 1);
INSERT INTO entries (room_id, seq, sender_id, kind, sent_at_ms, entry_id, data, text, checksum) VALUES
  (1, 1, 0, 'created', 1, 'aaaaaaaaaaaaaaaaaaaaaa', NULL, NULL, 1781719991),
  (1, 2, 1, 'joined', 1, 'bbbbbbbbbbbbbbbbbbbbbb', NULL, NULL, 1451133765),
  (1, 3, 2, 'joined', 1, 'cccccccccccccccccccccc', NULL, NULL, 3314511463),
  (1, 4, 1, 'message', 1, 'dddddddddddddddddddddd', NULL, 'it''s 語 for @bob', 926840616),
  (1, 5, 1, 'file', 1, 'eeeeeeeeeeeeeeeeeeeeee', '{"fileId":"ffffffffffffffffffffff","name":"a.txt","sizeBytes":3}', NULL, 3149864664),
  (2, 1, 1, 'created', 1, 'gggggggggggggggggggggg', NULL, NULL, 837952496),
  (2, 2, 1, 'action', 1, 'hhhhhhhhhhhhhhhhhhhhhh', NULL, 'waves', 1980293835);
INSERT INTO mentions VALUES (2, 1, 4);
INSERT INTO files VALUES ('ffffffffffffffffffffff', 1, 5, 1, 'a.txt', 3, 1, 'uploading', NULL);
INSERT INTO logins (name, address, port, at_ms, is_success, method, owner) VALUES ('ann', '127.0.0.1', 1, 1, 1, 'password', 'a:ann');
INSERT INTO login_shares VALUES ('a:ann', 'a', 1), ('total:a', 'total', 1);
INSERT INTO log_usage VALUES (0, 128), (1, 661), (2, 128);
-- Entries before it have been removed.
ALTER TABLE rooms ADD COLUMN first_seq INTEGER NOT NULL DEFAULT 1;
-- With ENTRY_BYTES for each entry.
ALTER TABLE rooms ADD COLUMN log_bytes INTEGER NOT NULL DEFAULT 0;
-- NULL: as long as the server keeps messages.
ALTER TABLE rooms ADD COLUMN keep_days INTEGER;
UPDATE rooms SET log_bytes = (SELECT ifnull(sum(128 + ifnull(length(CAST(text AS BLOB)), 0)), 0) FROM entries
  WHERE entries.room_id = rooms.room_id);

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
-- Encrypted: by which its people know it; it never becomes NULL again.
ALTER TABLE rooms ADD COLUMN conv BLOB;
CREATE TRIGGER rooms_stay_encrypted BEFORE UPDATE OF conv ON rooms WHEN OLD.conv IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'an encrypted conversation stays so'); END;

CREATE TABLE sealed_server (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  server_id BLOB NOT NULL
) STRICT;
INSERT INTO sealed_server VALUES (1, randomblob(16));

CREATE TABLE account_links (
  user_id INTEGER NOT NULL,
  n INTEGER NOT NULL,
  type INTEGER NOT NULL,
  link BLOB NOT NULL,
  PRIMARY KEY (user_id, n)
) STRICT, WITHOUT ROWID;

-- seq: of the entry that tells it.
CREATE TABLE epochs (
  room_id INTEGER NOT NULL,
  n INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  statement BLOB NOT NULL,
  PRIMARY KEY (room_id, n)
) STRICT, WITHOUT ROWID;

-- recipient: of a device, or of the recovery key of an account.
CREATE TABLE boxes (
  recipient TEXT NOT NULL,
  room_id INTEGER NOT NULL,
  n INTEGER NOT NULL,
  box BLOB NOT NULL,
  PRIMARY KEY (recipient, room_id, n)
) STRICT, WITHOUT ROWID;
-- A token has all of its rights, separated by spaces, and an end; a login has neither. token_rooms: JSON of room ids, NULL: all.
ALTER TABLE sessions ADD COLUMN token_rights TEXT;
ALTER TABLE sessions ADD COLUMN token_rooms TEXT;
ALTER TABLE sessions ADD COLUMN expires_at_ms INTEGER;
CREATE INDEX sessions_by_number ON sessions (user_id, number);
CREATE INDEX accounts_by_role ON accounts (role, user_id);

CREATE TABLE invitation_people (
  invitation_id INTEGER NOT NULL REFERENCES invitations (invitation_id) ON DELETE CASCADE,
  user_id INTEGER NOT NULL REFERENCES accounts (user_id) ON DELETE CASCADE,
  PRIMARY KEY (invitation_id, user_id)
) STRICT, WITHOUT ROWID;
-- So many bytes at the beginning never come to the server; all of them where the file goes directly and nothing fell back.
ALTER TABLE files ADD COLUMN direct_bytes INTEGER NOT NULL DEFAULT 0;
DROP TRIGGER files_offered;
DROP TRIGGER files_settled;
CREATE TRIGGER files_offered AFTER INSERT ON files BEGIN
  INSERT INTO file_usage VALUES
    (NEW.sender_id, (NEW.state <> 'cancelled') * (NEW.size_bytes - NEW.direct_bytes), NEW.state = 'uploading'),
    (0, (NEW.state <> 'cancelled') * (NEW.size_bytes - NEW.direct_bytes), NEW.state = 'uploading')
    ON CONFLICT (user_id) DO UPDATE SET bytes = bytes + excluded.bytes, unfinished = unfinished + excluded.unfinished;
END;
CREATE TRIGGER files_settled AFTER UPDATE OF state, direct_bytes ON files BEGIN
  UPDATE file_usage SET
    bytes = bytes + (NEW.state <> 'cancelled') * (NEW.size_bytes - NEW.direct_bytes)
      - (OLD.state <> 'cancelled') * (OLD.size_bytes - OLD.direct_bytes),
    unfinished = unfinished + (NEW.state = 'uploading') - (OLD.state = 'uploading')
    WHERE user_id IN (0, OLD.sender_id);
END;
-- Whoever asks for an SSH key lets in those logins alone that were made by one.
ALTER TABLE sessions ADD COLUMN by_ssh_key INTEGER NOT NULL DEFAULT 0;
-- The first file of the same person with these bytes, which counts for all of them; NULL for that one and for whatever is alone.
ALTER TABLE files ADD COLUMN same_as TEXT;
CREATE INDEX files_same ON files (same_as) WHERE same_as IS NOT NULL;
CREATE INDEX files_by_hash ON files (sender_id, sha256) WHERE state = 'complete' AND same_as IS NULL;
DROP TRIGGER files_settled;
CREATE TRIGGER files_settled AFTER UPDATE OF state, direct_bytes, same_as ON files BEGIN
  UPDATE file_usage SET
    bytes = bytes + (NEW.state <> 'cancelled' AND NEW.same_as IS NULL) * (NEW.size_bytes - NEW.direct_bytes)
      - (OLD.state <> 'cancelled' AND OLD.same_as IS NULL) * (OLD.size_bytes - OLD.direct_bytes),
    unfinished = unfinished + (NEW.state = 'uploading') - (OLD.state = 'uploading')
    WHERE user_id IN (0, OLD.sender_id);
END;
-- When the first goes, the next counts for those that are left.
CREATE TRIGGER files_left AFTER UPDATE OF state ON files WHEN NEW.state = 'cancelled' AND OLD.state <> 'cancelled' BEGIN
  UPDATE files SET same_as = NULL WHERE file_id = NEW.file_id;
  UPDATE files SET same_as = (SELECT min(file_id) FROM files AS next WHERE next.same_as = NEW.file_id)
    WHERE same_as = NEW.file_id
      AND file_id <> (SELECT min(file_id) FROM files AS next WHERE next.same_as = NEW.file_id);
  UPDATE files SET same_as = NULL WHERE same_as = NEW.file_id;
END;
-- first_id: of the first entry of the log, which may be removed later. opens_as: the kind that the room gets when it is whole;
-- until then nobody sees it. NULL afterwards.
CREATE TABLE imports (
  room_id INTEGER PRIMARY KEY REFERENCES rooms (room_id),
  first_id TEXT NOT NULL,
  opens_as TEXT
) STRICT;
-- As `bytesOf` counts: ENTRY_BYTES for each entry, its text, and the first text of an edited one.
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
-- Links from before end: whether who made them still may is not known. by_user_id: 0 is the server itself.
DROP TABLE password_resets;
CREATE TABLE password_resets (
  user_id INTEGER PRIMARY KEY REFERENCES accounts (user_id),
  code_hash BLOB NOT NULL UNIQUE,
  expires_at_ms INTEGER NOT NULL,
  by_user_id INTEGER NOT NULL
) STRICT;
CREATE INDEX password_resets_by ON password_resets (by_user_id);

-- 1: came from somebody blocked, and is told to nobody, also later.
ALTER TABLE invites ADD COLUMN is_hidden INTEGER NOT NULL DEFAULT 0;
PRAGMA user_version = 28;
