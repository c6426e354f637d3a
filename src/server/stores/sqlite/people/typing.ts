/** Finds who receives somebody's typing notifications, which are not stored. */
import {FIXED_LIMITS} from '../../../../shared/limits.ts';
import type {PeopleStore} from '../../../storeContract/people.ts';
import {query} from '../engine/database.ts';
import type {RoomLog} from '../roomLog.ts';
import type {Sqlite} from '../sqlite.ts';

export function openTyping({database, roomLog}: Sqlite & {roomLog: RoomLog}): Pick<PeopleStore, 'typingSeenBy'> {
  // In a large room nobody is notified, because somebody is always typing; one row more than the limit shows that the room is
  // large.
  const others = query<{user_id: number}, [number]>(
    database,
    `SELECT user_id FROM members WHERE room_id = ? LIMIT ${FIXED_LIMITS.typingMembersMax + 1}`,
  );
  const isBlocked = query<{user_id: number}, [number, number, number, number]>(
    database,
    'SELECT user_id FROM blocks WHERE (user_id = ? AND other_id = ?) OR (user_id = ? AND other_id = ?)',
  );
  const archivedAt = query<{archived_at_ms: number | null}, [number]>(
    database,
    'SELECT archived_at_ms FROM rooms WHERE room_id = ?',
  );
  return {
    async typingSeenBy({roomId, userId}) {
      roomLog.requireMember(roomId, userId);
      const people = others.all(roomId).map(row => row.user_id);
      if (people.length > FIXED_LIMITS.typingMembersMax || archivedAt.one(roomId)?.archived_at_ms !== null) return [];
      return people.filter(one => one !== userId && isBlocked.one(one, userId, userId, one) === undefined);
    },
  };
}
