/** `@room` and `@here`: who may mention everybody, how often, and in how large a room. */
import {FIXED_LIMITS} from '../../../../shared/limits.ts';
import {mentionsAllIn} from '../../../../shared/words/mention.ts';
import {mayInRoom} from '../../../../shared/access/roles.ts';
import {query} from '../engine/database.ts';
import type {Append} from '../log.ts';
import type {Sqlite} from '../sqlite.ts';

/** Called by running work. The same append, or one whose body says that it mentions all. */
export type MentionAll = (append: Append) => Append;

/** Rooms of which it is remembered when everybody was mentioned. */
const REMEMBERED_MAX = 10_000;

export function openMentionAll({database, rights}: Sqlite): MentionAll {
  const countMembers = query<{member_count: number}, [number]>(
    database,
    'SELECT member_count FROM rooms WHERE room_id = ?',
  );
  /** By room: when everybody was mentioned last. */
  const lastMs = new Map<number, number>();
  return append => {
    const {roomId, userId, body, atMs} = append;
    if ((body.kind !== 'message' && body.kind !== 'action') || !mentionsAllIn(body.text)) return append;
    // Who may not, too often, or too many people: it is a text like any other.
    const standing = rights.standingOf(roomId, userId);
    if (standing === undefined || !mayInRoom(standing.role, 'mentionAll', standing.rules)) return append;
    if ((countMembers.one(roomId)?.member_count ?? 0) > FIXED_LIMITS.mentionAllMax) return append;
    if (Math.abs(atMs - (lastMs.get(roomId) ?? Number.NEGATIVE_INFINITY)) < FIXED_LIMITS.mentionAllMs) return append;
    if (lastMs.size >= REMEMBERED_MAX) lastMs.clear();
    lastMs.set(roomId, atMs);
    return {...append, body: {...body, mentionsAll: true}};
  };
}
