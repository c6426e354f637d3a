/** Finds places in a room's log: by time, and the next or previous mention. */
import type {Store} from '../../storeContract/store.ts';
import {query} from './engine/database.ts';
import type {RoomLog} from './roomLog.ts';
import type {Sqlite} from './sqlite.ts';

export function openLogPlaces({database, roomLog}: Sqlite & {roomLog: RoomLog}): Pick<Store, 'entryFind'> {
  const findEnds = query<{first_seq: number; last_seq: number}, [number]>(
    database,
    'SELECT first_seq, last_seq FROM rooms WHERE room_id = ?',
  );
  const timeOf = query<{seq: number; sent_at_ms: number}, [number, number]>(
    database,
    'SELECT seq, sent_at_ms FROM entries WHERE room_id = ? AND seq >= ? ORDER BY seq LIMIT 1',
  );
  const mentionBefore = query<{seq: number}, [number, number, number]>(
    database,
    'SELECT seq FROM mentions WHERE user_id = ? AND room_id = ? AND seq < ? ORDER BY seq DESC LIMIT 1',
  );
  const mentionAfter = query<{seq: number}, [number, number, number]>(
    database,
    'SELECT seq FROM mentions WHERE user_id = ? AND room_id = ? AND seq > ? ORDER BY seq LIMIT 1',
  );

  /** Binary search for the first entry at this time or later; times never decrease in a log. */
  function seqAt(roomId: number, atMs: number): number | undefined {
    const ends = findEnds.one(roomId);
    let low = ends?.first_seq ?? 1;
    let high = (ends?.last_seq ?? 0) + 1;
    const endSeq = high;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((timeOf.one(roomId, middle)?.sent_at_ms ?? Number.POSITIVE_INFINITY) < atMs) low = middle + 1;
      else high = middle;
    }
    return low < endSeq ? low : undefined;
  }

  return {
    async entryFind({roomId, userId, place}) {
      roomLog.requireMember(roomId, userId);
      if ('atMs' in place) return seqAt(roomId, place.atMs);
      const found =
        'mentionBeforeSeq' in place
          ? mentionBefore.one(userId, roomId, place.mentionBeforeSeq)
          : mentionAfter.one(userId, roomId, place.mentionAfterSeq);
      return found?.seq;
    },
  };
}
