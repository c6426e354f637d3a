/** Unread and mention counts of a person in a room, both capped at `unreadCountMax`. */
import {FIXED_LIMITS} from '../../../../shared/limits.ts';
import {countedKindsOf} from '../engine/counted.ts';
import {query, type Database} from '../engine/database.ts';

/** Maximum entries read to count unread messages over all rooms; beyond it, all newer entries are counted, of any kind. */
const COUNTED_MAX = 100_000;

export interface Range {
  roomId: number;
  userId: number;
  readSeq: number;
  lastSeq: number;
}

export interface Budget {
  left: number;
}

export interface Counts {
  of(range: Range, budget?: Budget): {unread: number; mentions: number};
}

export const countBudget = (): Budget => ({left: COUNTED_MAX});

export function openCounts(database: Database): Counts {
  const counted = countedKindsOf(database);
  const countUnread = query<{count: number}, [number, number, number, number, number]>(
    database,
    `SELECT count(*) AS count FROM (SELECT 1 FROM entries INDEXED BY entries_counted
      WHERE room_id = ? AND seq > ? AND sender_id <> ? AND kind IN (${counted})
        AND sender_id NOT IN (SELECT other_id FROM blocks WHERE user_id = ?) LIMIT +?)`,
  );
  const countMentions = query<{count: number}, [number, number, number, number]>(
    database,
    'SELECT count(*) AS count FROM (SELECT 1 FROM mentions WHERE user_id = ? AND room_id = ? AND seq > ? LIMIT +?)',
  );
  return {
    of({roomId, userId, readSeq, lastSeq}, budget = countBudget()) {
      const max = FIXED_LIMITS.unreadCountMax;
      const since = Math.min(lastSeq - readSeq, max);
      budget.left -= since;
      const isEstimated = since <= 0 || budget.left < 0;
      const unread = isEstimated
        ? Math.max(0, since)
        : (countUnread.one(roomId, readSeq, userId, userId, max)?.count ?? 0);
      // An edit can mention somebody in a message that was already read.
      return {unread, mentions: since <= 0 ? 0 : (countMentions.one(userId, roomId, readSeq, max)?.count ?? 0)};
    },
  };
}
