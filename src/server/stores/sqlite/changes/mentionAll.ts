/** `@room` and `@here`: who may use them, how often, up to which room size, and whom `@here` reaches. */
import {hasWords} from '../../../../shared/entries/entry.ts';
import {mayInRoom} from '../../../../shared/access/roles.ts';
import {FIXED_LIMITS} from '../../../../shared/limits.ts';
import {nameOfAllIn} from '../../../../shared/words/mention.ts';
import type {StoreOptions} from '../../../storeContract/store.ts';
import type {Rights} from '../access/rights.ts';
import {query, type Database} from '../engine/database.ts';
import type {Append} from '../roomLog.ts';

/** Called inside a transaction. Returns the append, marked if it mentions all, and with `@here` the people reached. */
export type MentionAll = (append: Append) => Append;

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
  /** Time of the last mention of all, by room. */
  const lastMs = new Map<number, number>();
  return append => {
    const {roomId, userId, body, atMs} = append;
    if (!hasWords(body)) return append;
    const nameOfAll = nameOfAllIn(body.text);
    if (nameOfAll === undefined) return append;
    // Who may not, too often, or too many people: it is a text like any other.
    const standing = rights.standingOf(roomId, userId);
    if (standing === undefined || !mayInRoom(standing.role, 'mentionAll', standing.rules)) return append;
    if ((countMembers.one(roomId)?.member_count ?? 0) > FIXED_LIMITS.mentionAllMax) return append;
    if (Math.abs(atMs - (lastMs.get(roomId) ?? Number.NEGATIVE_INFINITY)) < FIXED_LIMITS.mentionAllMs) return append;
    if (lastMs.size >= REMEMBERED_MAX) lastMs.clear();
    lastMs.set(roomId, atMs);
    if (nameOfAll === 'room') return {...append, body: {...body, mentionsAll: true}};
    const here = othersIn.all(roomId, userId).filter(other => isHere(other.user_id));
    return {...append, body: {...body, mentionsAll: true, here: here.map(({name}) => name)}};
  };
}
