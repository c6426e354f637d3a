/** Limits conversations started by others; hides the one idle longest to admit a new one. */
import {FIXED_LIMITS} from '../../../../shared/limits.ts';
import {query, type Database} from '../engine/database.ts';

/** Hides the conversation idle longest if others have started too many; it reappears with its next message. */
export function openMakingRoom(database: Database): (userId: number, roomId: number) => number | undefined {
  const ofOthers = query<{count: number}, [number, number]>(
    database,
    `SELECT count(*) AS count FROM members JOIN rooms USING (room_id)
      WHERE user_id = ? AND kind = 'direct' AND made_by <> ?`,
  );
  const oldest = query<{room_id: number}, [number, number, number]>(
    database,
    `SELECT room_id FROM members JOIN rooms USING (room_id)
      JOIN entries USING (room_id) WHERE entries.seq = rooms.last_seq
      AND user_id = ? AND rooms.kind = 'direct' AND made_by <> ? AND room_id <> ? ORDER BY sent_at_ms, room_id LIMIT 1`,
  );
  const remove = database.statement('DELETE FROM members WHERE room_id = ? AND user_id = ?');
  const count = database.statement('UPDATE rooms SET member_count = member_count + ? WHERE room_id = ?');

  return (userId, roomId) => {
    if ((ofOthers.one(userId, userId)?.count ?? 0) <= FIXED_LIMITS.directsOfOthersMax) return undefined;
    const hidden = oldest.one(userId, userId, roomId)?.room_id;
    if (hidden === undefined) return undefined;
    remove.run(hidden, userId);
    count.run(-1, hidden);
    return hidden;
  };
}
