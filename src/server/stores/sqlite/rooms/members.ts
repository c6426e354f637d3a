/** Membership rows: joining, leaving, removal; shared by accounts, rooms and conversations. */
import {ChatError} from '../../../../shared/errors.ts';
import {FIXED_LIMITS} from '../../../../shared/limits.ts';
import {isLobby} from '../../../../shared/model.ts';
import {countedKindsOf} from '../engine/counted.ts';
import {query, type Database} from '../engine/database.ts';
import {openMentionDrop} from '../inbox/mentions.ts';
import type {RoomLog} from '../roomLog.ts';
import type {Sqlite} from '../sqlite.ts';
import type {WritePermission} from './writePermission.ts';

interface Change {
  roomId: number;
  userId: number;
  entryId: string;
  atMs: number;
  /** Signed statement of leaving an encrypted room. */
  leave?: string | undefined;
}

export type MemberParts = Pick<Sqlite, 'database' | 'names' | 'newId'> & {
  roomLog: RoomLog;
  writePermission: WritePermission;
};

/** All methods are called inside a transaction. */
export interface Members {
  /** Adds a member; existing messages do not count as unread. @throws too-many-rooms */
  join(change: Change): void;
  /** As `join`, without an entry of its own. */
  add(roomId: number, userId: number): void;
  /** An abandoned public room with messages is archived; any other is erased and frees its name. */
  leave(change: Change): void;
  /** Removal by somebody else, already recorded in the log; they can return by invitation only. */
  remove(place: Pick<Change, 'roomId' | 'userId'>): void;
  /** Hides a conversation without an entry, until its next message. */
  hide(place: Pick<Change, 'roomId' | 'userId'>): void;
  has(roomId: number, userId: number): boolean;
}

export function openMembers({database, roomLog, names, newId, writePermission}: MemberParts): Members {
  const find = query<{user_id: number}, [number, number]>(
    database,
    'SELECT user_id FROM members WHERE room_id = ? AND user_id = ?',
  );
  const countRooms = query<{count: number}, [number]>(
    database,
    // Conversations started by others do not count for the limit.
    `SELECT count(*) AS count FROM members JOIN rooms USING (room_id)
      WHERE user_id = ? AND (kind <> 'direct' OR made_by = user_id)`,
  );
  const insert = database.statement(
    // The creator of a room becomes its owner again on return, if nobody else is.
    `INSERT INTO members (room_id, user_id, name, read_seq, number, role)
      SELECT room_id, ?, ?, last_seq, ?, CASE WHEN kind <> 'direct' AND made_by = ? AND NOT EXISTS
        (SELECT 1 FROM members WHERE members.room_id = rooms.room_id AND role = 'owner') THEN 'owner' ELSE 'member' END
      FROM rooms WHERE room_id = ?`,
  );
  const remove = database.statement('DELETE FROM members WHERE room_id = ? AND user_id = ?');
  const count = database.statement('UPDATE rooms SET member_count = member_count + ? WHERE room_id = ?');
  const dropInvitesBy = database.statement('DELETE FROM invites WHERE room_id = ? AND by_user_id = ?');
  const dropInvites = database.statement('DELETE FROM invites WHERE room_id = ?');
  const countMembers = query<{member_count: number; kind: string}, [number]>(
    database,
    'SELECT member_count, kind FROM rooms WHERE room_id = ?',
  );
  const hasWords = query<{seq: number}, [number]>(
    database,
    `SELECT seq FROM entries INDEXED BY entries_counted WHERE room_id = ? AND kind IN (${countedKindsOf(database)}) LIMIT 1`,
  );
  const archive = database.statement(
    'UPDATE rooms SET archived_at_ms = ? WHERE room_id = ? AND archived_at_ms IS NULL',
  );
  // The row stays, so that its id is never reused for another room.
  const close = database.statement(
    "UPDATE rooms SET kind = 'private', name = '~' || room_id, topic = '', description = '' WHERE room_id = ?",
  );
  const erase = database.statement('INSERT OR IGNORE INTO erased_rooms (room_id) VALUES (?)');
  const dropInvite = database.statement('DELETE FROM invites WHERE user_id = ? AND room_id = ?');
  const dropMentions = openMentionDrop(database);
  const bar = database.statement('INSERT OR IGNORE INTO removals (room_id, user_id) VALUES (?, ?)');
  const unbar = database.statement('DELETE FROM removals WHERE room_id = ? AND user_id = ?');
  const findHeir = query<{user_id: number}, [number, number]>(
    database,
    `SELECT user_id FROM members WHERE room_id = ? AND role = 'moderator'
      AND NOT EXISTS (SELECT 1 FROM members WHERE room_id = ? AND role = 'owner') ORDER BY name LIMIT 1`,
  );
  const setRole = database.statement('UPDATE members SET role = ? WHERE room_id = ? AND user_id = ?');
  const freeNumber = openNumbers(database);

  function add(roomId: number, userId: number): void {
    if ((countRooms.one(userId)?.count ?? 0) >= FIXED_LIMITS.roomsPerUserMax) {
      throw new ChatError('too-many-rooms', String(FIXED_LIMITS.roomsPerUserMax));
    }
    insert.run(userId, names.nameOf(userId), freeNumber(userId), userId, roomId);
    count.run(1, roomId);
    dropInvite.run(userId, roomId);
    unbar.run(roomId, userId);
  }

  /** Archives an abandoned public room with messages, which stays readable; erases any other. */
  function closeIfEmpty({roomId, userId, atMs}: Change): void {
    const room = countMembers.one(roomId);
    if (room === undefined || room.member_count > 0 || isLobby({roomId})) return;
    dropInvites.run(roomId);
    if (room.kind === 'public' && hasWords.one(roomId) !== undefined) {
      if (archive.run(atMs, roomId).changes === 0) return;
      writePermission.ruled(roomId);
      roomLog.append({roomId, userId, body: {kind: 'archived', id: newId(), isArchived: true, text: ''}, atMs});
      return;
    }
    close.run(roomId);
    erase.run(roomId);
  }

  function forget(roomId: number, userId: number): void {
    remove.run(roomId, userId);
    count.run(-1, roomId);
    dropMentions(userId, roomId);
    dropInvitesBy.run(roomId, userId);
  }

  /** Makes a moderator the owner after the owner has left. */
  function passOn(roomId: number, userId: number, atMs: number): void {
    const heir = findHeir.one(roomId, roomId);
    if (heir === undefined) return;
    setRole.run('owner', roomId, heir.user_id);
    const body = {kind: 'roleGiven' as const, id: newId(), target: names.nameOf(heir.user_id), role: 'owner' as const};
    roomLog.append({roomId, userId, body, atMs});
  }

  return {
    add,
    has: (roomId, userId) => find.one(roomId, userId) !== undefined,
    join({roomId, userId, entryId, atMs}) {
      roomLog.append({roomId, userId, body: {kind: 'joined', id: entryId}, atMs});
      add(roomId, userId);
    },
    leave(change) {
      const {roomId, userId, entryId, atMs, leave} = change;
      roomLog.append({roomId, userId, body: {kind: 'left', id: entryId, ...(leave !== undefined && {leave})}, atMs});
      forget(roomId, userId);
      passOn(roomId, userId, atMs);
      closeIfEmpty(change);
    },
    remove({roomId, userId}) {
      forget(roomId, userId);
      bar.run(roomId, userId);
    },
    hide({roomId, userId}) {
      remove.run(roomId, userId);
      count.run(-1, roomId);
      dropMentions(userId, roomId);
    },
  };
}

/** Returns the lowest free number in a person's list; a room keeps its number there. */
export function openNumbers(database: Database): (userId: number) => number {
  const taken = query<{number: number}, [number]>(database, 'SELECT number FROM members WHERE user_id = ?');
  return userId => {
    const numbers = new Set(taken.all(userId).map(({number}) => number));
    let free = 1;
    while (numbers.has(free)) free++;
    return free;
  };
}
