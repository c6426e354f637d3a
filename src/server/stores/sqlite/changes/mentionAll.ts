/** `@room` and `@here`: who may use them, how often, up to which room size, and whom `@here` reaches. */
import {hasWords} from '../../../../shared/entries/entry.ts';
import {mayInRoom} from '../../../../shared/access/roles.ts';
import {FIXED_LIMITS} from '../../../../shared/limits.ts';
import {nameOfAllIn} from '../../../../shared/words/mention.ts';
import type {StoreOptions} from '../../../storeContract/store.ts';
import type {Rights} from '../access/rights.ts';
import {query, type Database} from '../engine/database.ts';
import type {Append} from '../roomLog.ts';

/** Called inside a transaction. */
export interface MentionAll {
  /** The append, marked if it mentions all, and with `@here` the people reached. It may still be refused. */
  marked(append: Append): Append;
  /** A marked entry was stored: further ones have to wait. */
  stored(append: Append): void;
}

/** The last entry that mentioned all; it counts only if it is in the log, because its commit may have been rolled back. */
interface Said {
  userId: number;
  entryId: string;
  atMs: number;
}

interface Parts extends Pick<StoreOptions, 'isHere'> {
  database: Database;
  rights: Rights;
}

/** Rooms whose last mention of all is remembered. */
const REMEMBERED_MAX = 10_000;

export function openMentionAll({database, rights, isHere = () => false}: Parts): MentionAll {
  const countMembers = query<{member_count: number}, [number]>(
    database,
    'SELECT member_count FROM rooms WHERE room_id = ?',
  );
  const othersIn = query<{user_id: number; name: string}, [number, number]>(
    database,
    `SELECT user_id, name FROM members WHERE room_id = ? AND user_id <> ?
      ORDER BY name LIMIT ${FIXED_LIMITS.mentionAllMax}`,
  );
  const findEntry = query<{seq: number}, [number, number, string]>(
    database,
    'SELECT seq FROM entries WHERE room_id = ? AND sender_id = ? AND entry_id = ?',
  );
  const lastIn = new Map<number, Said>();

  function isTooEarly(roomId: number, atMs: number): boolean {
    const last = lastIn.get(roomId);
    if (last === undefined || Math.abs(atMs - last.atMs) >= FIXED_LIMITS.mentionAllMs) return false;
    return findEntry.one(roomId, last.userId, last.entryId) !== undefined;
  }

  return {
    marked(append) {
      const {roomId, userId, body, atMs} = append;
      if (!hasWords(body)) return append;
      const nameOfAll = nameOfAllIn(body.text);
      if (nameOfAll === undefined) return append;
      // If the sender has no right, the room is too large or it is too early, the text is treated as ordinary.
      const standing = rights.standingOf(roomId, userId);
      if (standing === undefined || !mayInRoom(standing.role, 'mentionAll', standing.rules)) return append;
      if ((countMembers.one(roomId)?.member_count ?? 0) > FIXED_LIMITS.mentionAllMax) return append;
      if (isTooEarly(roomId, atMs)) return append;
      if (nameOfAll === 'room') return {...append, body: {...body, mentionsAll: true}};
      const here = othersIn.all(roomId, userId).filter(other => isHere(other.user_id));
      return {...append, body: {...body, mentionsAll: true, here: here.map(({name}) => name)}};
    },
    stored({roomId, userId, body, atMs}) {
      if (lastIn.size >= REMEMBERED_MAX) lastIn.clear();
      lastIn.set(roomId, {userId, entryId: body.id, atMs});
    },
  };
}
