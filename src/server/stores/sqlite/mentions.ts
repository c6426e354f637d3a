/** Who is meant by `@name` in a text; recorded when it is appended, so that counting at login is cheap. */
import {namesMentioned} from '../../../shared/mention.ts';
import {query, type Database} from './engine/database.ts';

export interface Mentions {
  /** Called by running work. Only members count, and nobody mentions oneself. */
  record(message: {roomId: number; seq: number; senderId: number; text: string}): void;
}

/** More names in one text than this are not looked up. */
const NAMES_MAX = 50;

export function openMentions(database: Database): Mentions {
  const findMember = query<{user_id: number}, [number, string]>(
    database,
    'SELECT user_id FROM members WHERE room_id = ? AND name = ?',
  );
  const insert = database.statement('INSERT OR IGNORE INTO mentions (user_id, room_id, seq) VALUES (?, ?, ?)');
  return {
    record({roomId, seq, senderId, text}) {
      for (const name of namesMentioned(text, NAMES_MAX)) {
        const member = findMember.one(roomId, name);
        if (member !== undefined && member.user_id !== senderId) insert.run(member.user_id, roomId, seq);
      }
    },
  };
}
