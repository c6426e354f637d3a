/** Rooms and disk usage for administration. */
import type {RoomKind} from '../../../../shared/model.ts';
import type {Oversight} from '../../../storeContract/oversight.ts';
import {query} from '../engine/database.ts';
import type {Usage} from '../usage.ts';
import type {Sqlite} from '../sqlite.ts';

interface RoomRow {
  room_id: number;
  kind: RoomKind;
  name: string;
  topic: string;
  member_count: number;
  last_seq: number;
  log_bytes: number;
}

interface UsageRow {
  /** 0 is the row of the total. */
  user_id: number;
  name: string;
  file_bytes: number;
  unfinished: number;
}

type Overview = Pick<Oversight, 'roomOverview' | 'usageOverview'>;

export function openOverview({database, usage: shares}: Sqlite & {usage: Usage}): Overview {
  // User 0 is the server itself, which sees all rooms.
  const rooms = query<RoomRow, [number, number, string, string, number, number]>(
    database,
    `SELECT room_id, kind, name, topic, member_count, last_seq, log_bytes FROM rooms
      WHERE kind <> 'direct' AND (kind = 'public' OR ? = 0
        OR EXISTS (SELECT 1 FROM members WHERE members.room_id = rooms.room_id AND user_id = ?))
        AND (name > ? OR (name = ? AND room_id > ?)) AND (member_count > 0 OR archived_at_ms IS NOT NULL)
      ORDER BY name, room_id LIMIT +?`,
  );
  const usage = query<UsageRow, [number, number]>(
    database,
    `SELECT user_id, name, file_bytes, unfinished FROM (
      SELECT 0 AS at, 0 AS user_id, '' AS name, ifnull((SELECT bytes FROM file_usage WHERE user_id = 0), 0) AS file_bytes,
        ifnull((SELECT unfinished FROM file_usage WHERE user_id = 0), 0) AS unfinished,
        (SELECT ifnull(sum(bytes), 0) FROM log_usage) AS message_bytes
      UNION ALL SELECT 1, user_id, accounts.name, ifnull(file_usage.bytes, 0), ifnull(file_usage.unfinished, 0),
        ifnull(log_usage.bytes, 0)
        FROM accounts LEFT JOIN file_usage USING (user_id) LEFT JOIN log_usage USING (user_id))
      ORDER BY at, file_bytes + message_bytes DESC, name LIMIT +? OFFSET ?`,
  );
  return {
    async roomOverview({userId, after, limit}) {
      const {name, roomId} = after ?? {name: '', roomId: 0};
      return rooms.all(userId, userId, name, name, roomId, limit).map(row => ({
        roomId: row.room_id,
        kind: row.kind,
        name: row.name,
        topic: row.topic,
        memberCount: row.member_count,
        lastSeq: row.last_seq,
        messageBytes: row.log_bytes,
      }));
    },
    usageOverview: async ({from, limit}) =>
      usage.all(limit, from).map(row => ({
        name: row.name,
        fileBytes: row.file_bytes,
        unfinishedFiles: row.unfinished,
        // The cached value, which is newer than the stored one.
        messageBytes: row.user_id === 0 ? shares.total() : shares.of(row.user_id),
      })),
  };
}
