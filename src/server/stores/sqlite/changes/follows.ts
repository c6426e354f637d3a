/** Threads that people follow, and how far they have read them. */
import {ChatError} from '../../../../shared/errors.ts';
import {FIXED_LIMITS} from '../../../../shared/limits.ts';
import {readableTextOf, type Entry} from '../../../../shared/entries/entry.ts';
import {THREAD_TEXT_MAX, type FollowedThread} from '../../../../shared/protocol/threads.ts';
import {SERVER_SENDER, type Store} from '../../../storeContract/store.ts';
import {query} from '../engine/database.ts';
import type {RoomLog} from '../roomLog.ts';
import type {Sqlite} from '../sqlite.ts';
import type {Targets} from './targets.ts';

/** A person's follow of a thread, identified by its first message. */
interface Follow {
  userId: number;
  roomId: number;
  seq: number;
}

interface FollowRow {
  room_id: number;
  seq: number;
  is_on: number;
  read_seq: number;
  /** Read position in the room. */
  room_read_seq: number;
}

export interface Follows {
  /**
   * Called inside a transaction. Author and addressees of a reply follow the thread, unless they have unfollowed it. @returns new
   * followers
   */
  answered(answer: {roomId: number; seq: number; entry: Entry; senderId: number; forIds: readonly number[]}): number[];
}

/** Maximum rows read per list to exclude one's own replies; beyond it, all replies are counted. */
const ROWS_MAX = 4_000;

type FollowStore = Pick<Store, 'followSet' | 'followList' | 'followShow' | 'threadRead'>;

export function openFollows(
  {database, commits, roomLog, names}: Sqlite & {roomLog: RoomLog},
  targets: Targets,
): Follows & {store: FollowStore} {
  const find = query<{is_on: number}, [number, number, number]>(
    database,
    'SELECT is_on FROM follows WHERE user_id = ? AND room_id = ? AND seq = ?',
  );
  const put = database.statement(
    `INSERT INTO follows (user_id, room_id, seq, is_on, read_seq, touched_at_ms) VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (user_id, room_id, seq) DO UPDATE
      SET is_on = excluded.is_on, read_seq = max(read_seq, excluded.read_seq), touched_at_ms = excluded.touched_at_ms`,
  );
  const count = query<{count: number}, [number]>(database, 'SELECT count(*) AS count FROM follows WHERE user_id = ?');
  const dropOldest = database.statement(
    `DELETE FROM follows WHERE user_id = ? AND (room_id, seq) IN
      (SELECT room_id, seq FROM follows WHERE user_id = ? ORDER BY is_on, touched_at_ms LIMIT +?)`,
  );
  const read = database.statement(
    `UPDATE follows SET read_seq = max(read_seq, ?), touched_at_ms = ?
      WHERE user_id = ? AND room_id = ? AND seq = ? AND is_on = 1`,
  );
  const columns = `follows.room_id, follows.seq, is_on, follows.read_seq, members.read_seq AS room_read_seq
    FROM follows JOIN members ON members.user_id = follows.user_id AND members.room_id = follows.room_id`;
  // Threads in rooms that the person has left are not included.
  const list = query<FollowRow, [number]>(database, `SELECT ${columns} WHERE follows.user_id = ? AND is_on = 1`);
  const one = query<FollowRow, [number, number, number]>(
    database,
    `SELECT ${columns} WHERE follows.user_id = ? AND follows.room_id = ? AND follows.seq = ?`,
  );
  const isMember = query<{user_id: number}, [number, number]>(
    database,
    'SELECT user_id FROM members WHERE room_id = ? AND user_id = ?',
  );
  /** Replies by others who are not blocked; hidden ones are not counted. */
  const heard = query<{kind: string}, [number, number, number, number]>(
    database,
    `SELECT kind FROM entries WHERE room_id = ? AND seq = ? AND sender_id <> ?
      AND sender_id NOT IN (SELECT other_id FROM blocks WHERE user_id = ?)`,
  );

  /** @returns whether the thread is newly followed */
  function follow({userId, roomId, seq}: Follow, isOn: boolean, readSeq: number, atMs: number): boolean {
    const before = find.one(userId, roomId, seq);
    if (before === undefined) {
      const over = (count.one(userId)?.count ?? 0) + 1 - FIXED_LIMITS.followsMax;
      if (over > 0) dropOldest.run(userId, userId, over);
    }
    put.run(userId, roomId, seq, isOn ? 1 : 0, readSeq, atMs);
    return isOn && before?.is_on !== 1;
  }

  /** Remaining rows to read. */
  interface Left {
    rows: number;
  }

  function factOf(userId: number, row: FollowRow, left: Left): FollowedThread[] {
    const {room_id: roomId, seq} = row;
    const [root] = targets.entriesAt(roomId, [seq]);
    if (root === undefined) return [];
    const answers = targets.answersOf(roomId, seq);
    const readSeq = Math.max(row.read_seq, row.room_read_seq);
    const isOfAnother = (answer: number) => {
      if (left.rows-- <= 0) return true;
      return heard.one(roomId, answer, userId, userId)?.kind === 'message';
    };
    const unread = answers
      .filter(answer => answer > readSeq)
      .slice(-FIXED_LIMITS.threadUnreadMax)
      .filter(isOfAnother);
    const [last = root] = targets.entriesAt(roomId, answers.slice(-1));
    const fact = {
      roomId,
      seq,
      isFollowed: row.is_on === 1,
      readSeq,
      lastSeq: last.seq,
      lastAtMs: last.sentAtMs,
      unread,
    };
    return [{...fact, sender: root.sender, text: firstWords(root)}];
  }

  const show = ({userId, roomId, seq}: Follow): FollowedThread | undefined => {
    const row = one.one(userId, roomId, seq);
    return row === undefined ? undefined : factOf(userId, row, {rows: ROWS_MAX})[0];
  };

  return {
    answered({roomId, seq, entry, senderId, forIds}) {
      const fresh: number[] = [];
      const atMs = entry.sentAtMs;
      if (senderId !== SERVER_SENDER.userId && follow({userId: senderId, roomId, seq}, true, entry.seq, atMs))
        fresh.push(senderId);
      for (const userId of new Set(forIds)) {
        const isNew = userId !== senderId && find.one(userId, roomId, seq) === undefined;
        if (!isNew || isMember.one(roomId, userId) === undefined) continue;
        follow({userId, roomId, seq}, true, entry.seq - 1, atMs);
        fresh.push(userId);
      }
      return fresh;
    },
    store: {
      followSet: ({userId, roomId, seq, isOn, atMs}) =>
        commits.write(() => {
          roomLog.requireMember(roomId, userId);
          const rootSeq = isOn ? targets.rootOf(roomId, seq).row.seq : seq;
          if (!isOn && find.one(userId, roomId, seq) === undefined) throw new ChatError('message-not-found');
          // Existing replies do not count as unread.
          const lastSeq = targets.answersOf(roomId, rootSeq).at(-1) ?? rootSeq;
          const before = find.one(userId, roomId, rootSeq);
          follow({userId, roomId, seq: rootSeq}, isOn, before?.is_on === 1 ? 0 : lastSeq, atMs);
          const shown = show({userId, roomId, seq: rootSeq});
          if (shown === undefined) throw new ChatError('message-not-found', names.nameOf(userId));
          return shown;
        }),
      async followList({userId}) {
        const left = {rows: ROWS_MAX};
        const threads = list.all(userId).flatMap(row => factOf(userId, row, left));
        return threads.toSorted(
          (first, second) =>
            Number(second.unread.length > 0) - Number(first.unread.length > 0) || second.lastAtMs - first.lastAtMs,
        );
      },
      followShow: async follow => show(follow),
      threadRead: ({userId, roomId, seq, readSeq, atMs}) =>
        commits.write(() => {
          roomLog.requireMember(roomId, userId);
          const lastSeq = targets.answersOf(roomId, seq).at(-1) ?? seq;
          read.run(Math.min(readSeq, lastSeq), atMs, userId, roomId, seq);
          return show({userId, roomId, seq});
        }),
    },
  };
}

function firstWords(root: Entry): string {
  return readableTextOf(root).slice(0, THREAD_TEXT_MAX).toWellFormed();
}
