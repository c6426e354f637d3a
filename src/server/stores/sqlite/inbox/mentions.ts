/** Mentions by `@name`, recorded when a message is appended, so that counting at login is cheap. */
import {namesMentioned} from '../../../../shared/words/mention.ts';
import {query, type Database} from '../engine/database.ts';
import type {HighlightWords} from './highlights.ts';

export interface Mentions {
  /**
   * All methods are called inside a transaction. Only other members are mentioned, and nobody who has blocked the sender.
   * @param answered author of the message replied to
   */
  record(message: {roomId: number; seq: number; senderId: number; text: string; answered?: string | undefined}): void;
  /** As `record`, but returns the ids. */
  idsOf(message: {roomId: number; senderId: number; text: string; answered?: string | undefined}): number[];
  /** Login names mentioned in a text. */
  named(message: {roomId: number; senderId: number; text: string}): string[];
  add(roomId: number, name: string, seq: number): void;
  remove(roomId: number, name: string, seq: number): void;
  /** Records people whose highlight words occur in the text. */
  highlight(message: {roomId: number; seq: number; senderId: number; text: string}): void;
  /** Records all members, or only those with these names. */
  addAll(roomId: number, senderId: number, seq: number, names?: readonly string[]): void;
  removeAll(roomId: number, seq: number): void;
}

/** Maximum number of names looked up per text. */
const NAMES_MAX = 50;

export function openMentions(database: Database, words: HighlightWords): Mentions {
  const findMember = query<{user_id: number}, [number, string, number]>(
    database,
    `SELECT user_id FROM members WHERE room_id = ? AND name = ?
      AND NOT EXISTS (SELECT 1 FROM blocks WHERE blocks.user_id = members.user_id AND other_id = ?)`,
  );
  const insert = database.statement('INSERT OR IGNORE INTO mentions (user_id, room_id, seq) VALUES (?, ?, ?)');
  const drop = database.statement('DELETE FROM mentions WHERE user_id = ? AND room_id = ? AND seq = ?');
  const insertAll = database.statement(
    `INSERT OR IGNORE INTO mentions (user_id, room_id, seq) SELECT user_id, ?, ? FROM members WHERE room_id = ? AND user_id <> ?
      AND NOT EXISTS (SELECT 1 FROM blocks WHERE blocks.user_id = members.user_id AND other_id = ?)`,
  );
  const insertMember = database.statement(
    `INSERT OR IGNORE INTO mentions (user_id, room_id, seq) SELECT user_id, ?, ? FROM members WHERE room_id = ? AND user_id = ?
      AND NOT EXISTS (SELECT 1 FROM blocks WHERE blocks.user_id = members.user_id AND other_id = ?)`,
  );
  const dropAll = database.statement(
    'DELETE FROM mentions WHERE room_id = ? AND seq = ? AND user_id IN (SELECT user_id FROM members WHERE room_id = ?)',
  );
  /** Other members with these names. */
  const membersIn = (roomId: number, senderId: number, names: readonly string[]) =>
    names.flatMap(name => {
      const member = findMember.one(roomId, name, senderId);
      return member === undefined || member.user_id === senderId ? [] : [{name, userId: member.user_id}];
    });
  const idsOf: Mentions['idsOf'] = ({roomId, senderId, text, answered}) => {
    const names = namesMentioned(text, NAMES_MAX);
    return membersIn(roomId, senderId, answered === undefined ? names : [...names, answered]).map(({userId}) => userId);
  };
  return {
    record({seq, ...message}) {
      for (const userId of idsOf(message)) insert.run(userId, message.roomId, seq);
    },
    idsOf,
    named: ({roomId, senderId, text}) =>
      membersIn(roomId, senderId, namesMentioned(text, NAMES_MAX)).map(({name}) => name),
    add(roomId, name, seq) {
      for (const {userId} of membersIn(roomId, 0, [name])) insert.run(userId, roomId, seq);
    },
    highlight({roomId, seq, senderId, text}) {
      if (!words.isInUse()) return;
      for (const userId of words.peopleIn(text))
        if (userId !== senderId) insertMember.run(roomId, seq, roomId, userId, senderId);
    },
    addAll(roomId, senderId, seq, names) {
      if (names === undefined) insertAll.run(roomId, seq, roomId, senderId, senderId);
      else for (const {userId} of membersIn(roomId, senderId, names)) insert.run(userId, roomId, seq);
    },
    removeAll: (roomId, seq) => void dropAll.run(roomId, seq, roomId),
    remove(roomId, name, seq) {
      for (const {userId} of membersIn(roomId, 0, [name])) drop.run(userId, roomId, seq);
    },
  };
}

/** Maximum number of mentions deleted at once when somebody leaves a room; the rest is just not shown any more. */
const DROPPED_MAX = 2_000;

export function openMentionDrop(database: Database): (userId: number, roomId: number) => void {
  const drop = database.statement(
    `DELETE FROM mentions WHERE user_id = ? AND room_id = ? AND seq IN
      (SELECT seq FROM mentions WHERE user_id = ? AND room_id = ? ORDER BY seq LIMIT ${DROPPED_MAX})`,
  );
  return (userId, roomId) => void drop.run(userId, roomId, userId, roomId);
}
