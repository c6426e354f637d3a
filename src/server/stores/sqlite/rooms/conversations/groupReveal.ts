/** Makes a group conversation visible to all of its people with the first message. */
import type {Revealed} from '../../../../storeContract/store.ts';
import {query, type Database} from '../../engine/database.ts';
import type {Names} from '../../names.ts';
import type {Acceptance} from '../acceptance.ts';
import {openMakingRoom} from '../makingRoom.ts';
import {openNumbers} from '../members.ts';

/** A message in a conversation. */
export interface StoredMessage {
  roomId: number;
  seq: number;
  senderId: number;
}

export interface RevealParts {
  database: Database;
  names: Names;
  acceptance: Acceptance;
}

/**
 * Called inside a transaction after a message: makes the group visible to those who do not see it and have not blocked the
 * sender.
 */
export function openGroupReveal({database, names, acceptance}: RevealParts): (said: StoredMessage) => Revealed[] {
  const absent = query<{user_id: number}, [number]>(
    database,
    `SELECT user_id FROM group_people WHERE room_id = ? AND NOT EXISTS
      (SELECT 1 FROM members WHERE members.room_id = group_people.room_id AND members.user_id = group_people.user_id)`,
  );
  const insert = database.statement(
    'INSERT INTO members (room_id, user_id, name, read_seq, number) VALUES (?, ?, ?, ?, ?)',
  );
  const count = database.statement('UPDATE rooms SET member_count = member_count + 1 WHERE room_id = ?');
  const freeNumber = openNumbers(database);
  const makeRoom = openMakingRoom(database);
  return ({roomId, seq, senderId}) => {
    const hearing = absent.all(roomId).filter(({user_id: id}) => !acceptance.isBlocked(id, senderId));
    for (const {user_id: userId} of hearing) {
      insert.run(roomId, userId, names.nameOf(userId), seq - 1, freeNumber(userId));
      count.run(roomId);
    }
    return hearing.map(({user_id: userId}) => {
      const hiddenRoomId = makeRoom(userId, roomId);
      return {userId, ...(hiddenRoomId !== undefined && {hiddenRoomId})};
    });
  };
}
