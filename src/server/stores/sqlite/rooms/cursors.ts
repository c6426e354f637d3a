/** Read cursors of people in rooms: forward, and back to mark as unread. */
import {ChatError} from '../../../../shared/errors.ts';
import type {Store} from '../../../storeContract/store.ts';
import {query} from '../engine/database.ts';
import type {Sqlite} from '../sqlite.ts';
import {openCounts} from './counts.ts';

interface CursorRow {
  read_seq: number;
  resets: number;
}

type Cursors = Pick<Store, 'cursorMove' | 'cursorReset'>;

export function openCursors({database, commits}: Pick<Sqlite, 'database' | 'commits'>): Cursors {
  const counts = openCounts(database);
  const findLastSeq = query<{last_seq: number}, [number]>(database, 'SELECT last_seq FROM rooms WHERE room_id = ?');
  // Ignores a move from before the cursor was set back.
  const move = query<CursorRow, [number | null, number, number, number]>(
    database,
    `UPDATE members SET read_seq = CASE WHEN ifnull(?, resets) < resets THEN read_seq
        ELSE max(read_seq, min(?, (SELECT last_seq FROM rooms WHERE rooms.room_id = members.room_id))) END
      WHERE room_id = ? AND user_id = ? RETURNING read_seq, resets`,
  );
  const reset = query<CursorRow, [number, number, number, number]>(
    database,
    `UPDATE members SET resets = resets + (read_seq >= ?), read_seq = min(read_seq, ? - 1)
      WHERE room_id = ? AND user_id = ? RETURNING read_seq, resets`,
  );

  function positionOf(row: CursorRow | undefined, roomId: number, userId: number) {
    if (row === undefined) throw new ChatError('not-in-room', 'this room');
    const {read_seq: readSeq, resets} = row;
    const lastSeq = findLastSeq.one(roomId)?.last_seq ?? readSeq;
    return {readSeq, resets, lastSeq, ...counts.of({roomId, userId, readSeq, lastSeq})};
  }

  return {
    cursorMove: async ({roomId, userId, seq, resets}) =>
      positionOf(await commits.write(() => move.one(resets ?? null, seq, roomId, userId)), roomId, userId),
    cursorReset: async ({roomId, userId, seq}) => {
      const from = Math.max(1, seq);
      return positionOf(await commits.write(() => reset.one(from, from, roomId, userId)), roomId, userId);
    },
  };
}
