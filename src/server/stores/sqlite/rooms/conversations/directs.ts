/**
 * Conversations of two people: made by one of them, there for the other from the first thing that is said, gone again for whoever
 * leaves.
 */
import type {Revealed} from '../../../../store/store.ts';
import {query} from '../../engine/database.ts';
import type {RevealParts, Said} from './groupReveal.ts';
import {openMakingRoom} from '../makingRoom.ts';
import {openNumbers} from '../numbers.ts';

export interface Partner {
  userId: number;
  name: string;
}

/** Called by running work. */
export interface Directs {
  partnerOf(roomId: number, userId: number): Partner | undefined;
  /** The other person, where they are not in it and want nothing of the one who asks; blocks do not count, they are silent. */
  unwilling(roomId: number, userId: number): Partner | undefined;
  /**
   * Something was said: the other person, who was not in it or had left, is in it now; nobody when they were, or have blocked
   * who said it.
   */
  reveal(said: Said, partner: Partner): readonly Revealed[];
}

export function openDirects({database, names, acceptance}: RevealParts): Directs {
  const pairOf = query<{low_user_id: number; high_user_id: number}, [number]>(
    database,
    'SELECT low_user_id, high_user_id FROM directs WHERE room_id = ?',
  );
  const find = query<{user_id: number}, [number, number]>(
    database,
    'SELECT user_id FROM members WHERE room_id = ? AND user_id = ?',
  );
  const insert = database.statement(
    'INSERT INTO members (room_id, user_id, name, read_seq, number) VALUES (?, ?, ?, ?, ?)',
  );
  const freeNumber = openNumbers(database);
  const makeRoom = openMakingRoom(database);
  const count = database.statement('UPDATE rooms SET member_count = member_count + ? WHERE room_id = ?');

  function partnerOf(roomId: number, userId: number): Partner | undefined {
    const pair = pairOf.one(roomId);
    if (pair === undefined) return undefined;
    const other = pair.low_user_id === userId ? pair.high_user_id : pair.low_user_id;
    return {userId: other, name: names.nameOf(other)};
  }

  return {
    partnerOf,
    unwilling(roomId, userId) {
      const partner = partnerOf(roomId, userId);
      if (partner === undefined || find.one(roomId, partner.userId) !== undefined) return undefined;
      return acceptance.accepts(partner.userId, userId) ? undefined : partner;
    },
    reveal({roomId, seq, senderId}, {userId, name}) {
      if (find.one(roomId, userId) !== undefined || acceptance.isBlocked(userId, senderId)) return [];
      insert.run(roomId, userId, name, seq - 1, freeNumber(userId));
      count.run(1, roomId);
      const hiddenRoomId = makeRoom(userId, roomId);
      return [{userId, ...(hiddenRoomId !== undefined && {hiddenRoomId})}];
    },
  };
}
