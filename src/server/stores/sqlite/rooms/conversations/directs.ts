/**
 * Conversations of two people: made by one of them, there for the other from the first thing that is said, gone again for whoever
 * leaves.
 */
import type {Revealed} from '../../../../storeContract/store.ts';
import {query} from '../../engine/database.ts';
import type {RevealParts, Said} from './groupReveal.ts';
import {openMakingRoom} from '../makingRoom.ts';
import {openNumbers} from '../numbers.ts';

export interface Partner {
  userId: number;
  name: string;
  /** Of the conversation now; else they left it, or have not come. */
  isIn: boolean;
}

/** Called by running work. */
export interface Directs {
  partnerOf(roomId: number, userId: number): Partner | undefined;
  /** Not in it, and wants nothing of the one who asks; blocks do not count, they are silent. */
  isUnwilling(partner: Partner, from: number): boolean;
  /**
   * Something was said: the other person, who was not in it or had left, is in it now; nobody when they were, or have blocked
   * who said it.
   */
  reveal(said: Said, partner: Partner): readonly Revealed[];
}

export function openDirects({database, names, acceptance}: RevealParts): Directs {
  const other = query<{user_id: number; is_in: number}, [number, number]>(
    database,
    `SELECT pair.user_id, members.user_id IS NOT NULL AS is_in
      FROM (SELECT room_id, CASE WHEN low_user_id = ? THEN high_user_id ELSE low_user_id END AS user_id
        FROM directs WHERE room_id = ?) AS pair LEFT JOIN members USING (room_id, user_id)`,
  );
  const insert = database.statement(
    'INSERT INTO members (room_id, user_id, name, read_seq, number) VALUES (?, ?, ?, ?, ?)',
  );
  const freeNumber = openNumbers(database);
  const makeRoom = openMakingRoom(database);
  const count = database.statement('UPDATE rooms SET member_count = member_count + ? WHERE room_id = ?');

  return {
    partnerOf(roomId, userId) {
      const row = other.one(userId, roomId);
      return row && {userId: row.user_id, name: names.nameOf(row.user_id), isIn: row.is_in === 1};
    },
    isUnwilling: ({userId, isIn}, from) => !isIn && !acceptance.accepts(userId, from),
    reveal({roomId, seq, senderId}, {userId, name, isIn}) {
      if (isIn || acceptance.isBlocked(userId, senderId)) return [];
      insert.run(roomId, userId, name, seq - 1, freeNumber(userId));
      count.run(1, roomId);
      const hiddenRoomId = makeRoom(userId, roomId);
      return [{userId, ...(hiddenRoomId !== undefined && {hiddenRoomId})}];
    },
  };
}
