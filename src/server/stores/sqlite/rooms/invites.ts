/** Invitations to rooms that were not answered yet. */
import {ChatError} from '../../../../shared/errors.ts';
import {FIXED_LIMITS} from '../../../../shared/limits.ts';
import type {RoomKind} from '../../../../shared/model.ts';
import type {Store} from '../../../store.ts';
import {query} from '../engine/database.ts';
import {openMembers} from './members.ts';
import type {Sqlite} from '../sqlite.ts';

interface InviteRow {
  room_id: number;
  room_name: string;
  by_user_id: number;
  sent_at_ms: number;
}

type Invites = Pick<Store, 'inviteCreate' | 'inviteList'>;

export function openInvites(sqlite: Sqlite): Invites {
  const {database, commits, log, names} = sqlite;
  const members = openMembers(sqlite);
  const findRoom = query<{kind: RoomKind; name: string}, [number]>(
    database,
    'SELECT kind, name FROM rooms WHERE room_id = ?',
  );
  const insert = database.statement(
    'INSERT OR REPLACE INTO invites (user_id, room_id, by_user_id, sent_at_ms) VALUES (?, ?, ?, ?)',
  );
  // The newest: whoever is invited without end must still be able to log in.
  const list = query<InviteRow, [number]>(
    database,
    `SELECT * FROM (SELECT room_id, rooms.name AS room_name, by_user_id, sent_at_ms FROM invites JOIN rooms USING (room_id)
      WHERE user_id = ? ORDER BY sent_at_ms DESC, room_id DESC LIMIT ${FIXED_LIMITS.pageSizeMax}) ORDER BY sent_at_ms, room_id`,
  );

  return {
    inviteCreate: ({roomId, byUserId, userIds, atMs}) =>
      commits.write(() => {
        log.requireMember(roomId, byUserId);
        const room = findRoom.one(roomId);
        if (room === undefined || room.kind === 'direct') throw new ChatError('not-allowed');
        const inside = userIds.find(userId => members.has(roomId, userId));
        if (inside !== undefined) throw new ChatError('already-member', names.nameOf(inside));
        for (const userId of userIds) insert.run(userId, roomId, byUserId, atMs);
        return {roomId, roomName: room.name, by: names.nameOf(byUserId), sentAtMs: atMs};
      }),
    inviteList: async userId =>
      list.all(userId).map(row => ({
        roomId: row.room_id,
        roomName: row.room_name,
        by: names.nameOf(row.by_user_id),
        sentAtMs: row.sent_at_ms,
      })),
  };
}
