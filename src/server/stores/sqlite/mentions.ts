/** Who is meant by `@name` in a text; recorded when it is appended, so that counting at login is cheap. */
import {namesMentioned} from '../../../shared/mention.ts';
import {query, type Database} from './engine/database.ts';

export interface Mentions {
  /** Called by running work. Only members count, nobody mentions oneself, nor who has blocked them. */
  record(message: {roomId: number; seq: number; senderId: number; text: string}): void;
}

/** More names in one text than this are not looked up. */
const NAMES_MAX = 50;

export function openMentions(database: Database): Mentions {
  const findMember = query<{user_id: number}, [number, string, number]>(
    database,
    `SELECT user_id FROM members WHERE room_id = ? AND name = ?
      AND NOT EXISTS (SELECT 1 FROM blocks WHERE blocks.user_id = members.user_id AND other_id = ?)`,
  );
  const insert = database.statement('INSERT OR IGNORE INTO mentions (user_id, room_id, seq) VALUES (?, ?, ?)');
  return {
    record({roomId, seq, senderId, text}) {
      for (const name of namesMentioned(text, NAMES_MAX)) {
        const member = findMember.one(roomId, name, senderId);
        if (member !== undefined && member.user_id !== senderId) insert.run(member.user_id, roomId, seq);
      }
    },
  };
}

/** What is dropped at once of somebody's mentions in a room that they leave; what is left behind there is not shown any more. */
const DROPPED_MAX = 2_000;

export function openMentionDrop(database: Database): (userId: number, roomId: number) => void {
  const drop = database.statement(
    `DELETE FROM mentions WHERE user_id = ? AND room_id = ? AND seq IN
      (SELECT seq FROM mentions WHERE user_id = ? AND room_id = ? ORDER BY seq LIMIT ${DROPPED_MAX})`,
  );
  return (userId, roomId) => void drop.run(userId, roomId, userId, roomId);
}
