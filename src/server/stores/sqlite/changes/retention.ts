/** Removes the oldest entries of a room in small steps, with their index terms, mentions and everything else about them. */
import {WRITTEN_KINDS} from '../../../../shared/entries/entry.ts';
import type {LogStore, Trimmed} from '../../../storeContract/log.ts';
import {SERVER_SENDER} from '../../../storeContract/store.ts';
import {query} from '../engine/database.ts';
import {ENTRY_COLUMNS, type EntryRow} from '../entryRow.ts';
import type {RoomLog} from '../roomLog.ts';
import type {SearchIndex} from '../search/searchIndex.ts';
import {bytesOf, FIRST_TEXT, type Usage} from '../usage.ts';
import type {Sqlite} from '../sqlite.ts';

/** Rows per step, which take about 5 ms. */
const ROWS_MAX = 200;
const TEXT_MAX = 256 * 1024;

interface RoomRow {
  room_id: number;
  first_seq: number;
  last_seq: number;
  log_bytes: number;
  keep_days: number | null;
}

const ROOM = 'SELECT room_id, first_seq, last_seq, log_bytes, keep_days FROM rooms';

/** Rooms whose import is not complete. */
const COMING = 'SELECT room_id FROM imports WHERE opens_as IS NOT NULL';

/** Excludes deleted rooms, which are erased separately, and rooms with an unfinished import. */
const IS_THERE = `room_id NOT IN (SELECT room_id FROM erased_rooms UNION ALL ${COMING})`;

const HAS_TEXT: ReadonlySet<string> = new Set([...WRITTEN_KINDS, 'edited']);

interface OldRow extends EntryRow {
  first_text: string | null;
}

export function openRetention({
  database,
  commits,
  heads,
  roomLog,
  usage,
  search,
}: Sqlite & {roomLog: RoomLog; usage: Usage; search: SearchIndex}): Pick<
  LogStore,
  'roomKeptList' | 'roomTrim' | 'roomOldest' | 'fileOldest'
> {
  const list = query<RoomRow, [number, number]>(
    database,
    `${ROOM} WHERE room_id > ? AND last_seq > 0 AND ${IS_THERE} ORDER BY room_id LIMIT +?`,
  );
  const find = query<RoomRow, [number]>(database, `${ROOM} WHERE room_id = ?`);
  const upwards = query<OldRow, [number, number, number]>(
    database,
    `SELECT ${ENTRY_COLUMNS}, ${FIRST_TEXT} FROM entries WHERE room_id = ? AND seq >= ? ORDER BY seq LIMIT +?`,
  );
  const offered = query<{file_id: string}, [number, number, number]>(
    database,
    "SELECT file_id FROM files WHERE room_id = ? AND seq >= ? AND seq < ? AND state <> 'cancelled'",
  );
  const oldest = query<{room_id: number}, []>(
    database,
    `SELECT rooms.room_id FROM rooms JOIN entries ON entries.room_id = rooms.room_id AND entries.seq = first_seq
      WHERE first_seq < last_seq AND rooms.${IS_THERE} ORDER BY sent_at_ms LIMIT 1`,
  );
  const oldestFile = query<{file_id: string}, []>(
    database,
    `SELECT file_id FROM files WHERE state <> 'cancelled' AND room_id NOT IN (${COMING}) ORDER BY offered_at_ms LIMIT 1`,
  );
  const fileBytes = query<{bytes: number}, []>(
    database,
    `SELECT bytes - (SELECT ifnull(sum(size_bytes), 0) FROM files WHERE state <> 'cancelled' AND room_id IN (${COMING}))
      AS bytes FROM file_usage WHERE user_id = 0`,
  );
  const comingBytes = query<{bytes: number}, []>(
    database,
    `SELECT ifnull(sum(log_bytes), 0) AS bytes FROM rooms WHERE room_id IN (${COMING})`,
  );
  const range = 'room_id = ? AND seq >= ? AND seq < ?';
  // Mentions are deleted before entries, because their triggers look up the entry.
  const drops = [
    `DELETE FROM mentions WHERE ${range} AND user_id IN (SELECT user_id FROM members WHERE members.room_id = mentions.room_id)`,
    `DELETE FROM became WHERE ${range}`,
    `DELETE FROM reactions WHERE ${range}`,
    `DELETE FROM pins WHERE ${range}`,
    `DELETE FROM stars WHERE ${range}`,
    `UPDATE files SET state = 'cancelled' WHERE ${range} AND state <> 'cancelled'`,
    `DELETE FROM entries WHERE ${range}`,
  ].map(sql => database.statement(sql));
  const begin = database.statement('UPDATE rooms SET first_seq = ? WHERE room_id = ?');

  /** The oldest entries that are too old or exceed the size. */
  function goingOf(room: RoomRow, beforeMs: number, bytesMax: number): OldRow[] {
    let bytes = room.log_bytes;
    let length = 0;
    return upwards.while(
      row => {
        const isTooMuch = bytes > bytesMax && row.seq < room.last_seq;
        if ((row.sent_at_ms >= beforeMs && !isTooMuch) || length > TEXT_MAX) return false;
        bytes -= bytesOf(row);
        length += row.text?.length ?? 0;
        return true;
      },
      room.room_id,
      room.first_seq,
      ROWS_MAX,
    );
  }

  /** Keeps the newest entry's seq, so that clients that have read it do not take the log for a different one. */
  function withoutNewest(rows: OldRow[], room: RoomRow, entryId: string, atMs: number): OldRow[] {
    const newest = rows.at(-1);
    if (newest?.seq !== room.last_seq) return rows;
    if (!HAS_TEXT.has(newest.kind)) return rows.slice(0, -1);
    const body = {kind: 'deleted' as const, id: entryId, of: newest.seq};
    roomLog.append({roomId: room.room_id, userId: SERVER_SENDER.userId, body, atMs});
    return rows;
  }

  function remove(rows: readonly OldRow[], {room_id: roomId, first_seq: firstSeq}: RoomRow): Trimmed {
    const end = (rows.at(-1)?.seq ?? 0) + 1;
    for (const row of rows) {
      search.removed(row);
      usage.add(row.sender_id, -Math.min(usage.of(row.sender_id), bytesOf(row)));
      heads.grew(roomId, -bytesOf(row));
    }
    const fileIds = offered.all(roomId, firstSeq, end).map(({file_id: fileId}) => fileId);
    for (const drop of drops) drop.run(roomId, firstSeq, end);
    begin.run(end, roomId);
    commits.scrubSoon();
    return {firstSeq: end, entries: rows.length, fileIds};
  }

  return {
    roomKeptList: async ({afterRoomId, limit}) =>
      list
        .all(afterRoomId, limit)
        .map(row => ({roomId: row.room_id, keepDays: row.keep_days ?? undefined, bytes: row.log_bytes})),
    roomTrim: ({roomId, beforeMs = Number.NEGATIVE_INFINITY, bytesMax = Number.POSITIVE_INFINITY, entryId, atMs}) =>
      commits.writeWhole(() => {
        const room = find.one(roomId);
        if (room === undefined) return undefined;
        const rows = withoutNewest(goingOf(room, beforeMs, bytesMax), room, entryId, atMs);
        return rows.length === 0 ? undefined : remove(rows, room);
      }),
    roomOldest: async () => ({roomId: oldest.one()?.room_id, bytes: usage.total() - (comingBytes.one()?.bytes ?? 0)}),
    fileOldest: async () => ({fileId: oldestFile.one()?.file_id, bytes: fileBytes.one()?.bytes ?? 0}),
  };
}
