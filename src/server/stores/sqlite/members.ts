/** Who is in which room: the rows behind joining and leaving, shared by accounts, rooms and direct conversations. */
import {ChatError} from '../../../shared/errors.ts';
import {FIXED_LIMITS} from '../../../shared/limits.ts';
import {query} from './database.ts';
import type {Sqlite} from './sqlite.ts';

interface Change {
  roomId: number;
  userId: number;
  entryId: string;
  atMs: number;
}

/** All of these are called by running work. */
export interface Members {
  /** What was said before is not unread. @throws too-many-rooms */
  join(change: Change): void;
  /** As `join`, without an entry of its own. */
  add(roomId: number, userId: number): void;
  leave(change: Change): void;
  has(roomId: number, userId: number): boolean;
}

export function openMembers({database, log, names}: Pick<Sqlite, 'database' | 'log' | 'names'>): Members {
  const find = query<{user_id: number}, [number, number]>(
    database,
    'SELECT user_id FROM members WHERE room_id = ? AND user_id = ?',
  );
  const countRooms = query<{count: number}, [number]>(
    database,
    'SELECT count(*) AS count FROM members WHERE user_id = ?',
  );
  const insert = database.statement(
    `INSERT INTO members (room_id, user_id, name, read_seq)
      SELECT room_id, ?, ?, last_seq FROM rooms WHERE room_id = ?`,
  );
  const remove = database.statement('DELETE FROM members WHERE room_id = ? AND user_id = ?');
  const count = database.statement('UPDATE rooms SET member_count = member_count + ? WHERE room_id = ?');
  const dropInvite = database.statement('DELETE FROM invites WHERE user_id = ? AND room_id = ?');
  const dropMentions = database.statement('DELETE FROM mentions WHERE user_id = ? AND room_id = ?');

  function add(roomId: number, userId: number): void {
    if ((countRooms.one(userId)?.count ?? 0) >= FIXED_LIMITS.roomsPerUserMax) {
      throw new ChatError('too-many-rooms', String(FIXED_LIMITS.roomsPerUserMax));
    }
    insert.run(userId, names.nameOf(userId), roomId);
    count.run(1, roomId);
    dropInvite.run(userId, roomId);
  }

  return {
    add,
    has: (roomId, userId) => find.one(roomId, userId) !== undefined,
    join({roomId, userId, entryId, atMs}) {
      log.append({roomId, userId, body: {kind: 'joined', id: entryId}, atMs});
      add(roomId, userId);
    },
    leave({roomId, userId, entryId, atMs}) {
      log.append({roomId, userId, body: {kind: 'left', id: entryId}, atMs});
      remove.run(roomId, userId);
      count.run(-1, roomId);
      dropMentions.run(userId, roomId);
    },
  };
}
