/** Open invitations to rooms. */
import {ChatError} from '../../../../shared/errors.ts';
import {FIXED_LIMITS} from '../../../../shared/limits.ts';
import type {RoomKind} from '../../../../shared/model.ts';
import type {Store} from '../../../storeContract/store.ts';
import {query} from '../engine/database.ts';
import {IS_SHOWN} from '../inbox/shownInvites.ts';
import {openMembers, type MemberParts} from './members.ts';
import type {Rights} from '../access/rights.ts';
import type {Sqlite} from '../sqlite.ts';

interface InviteRow {
  room_id: number;
  room_name: string;
  by_user_id: number;
  sent_at_ms: number;
}

/** Maximum open invites per person, many more than are shown; then the oldest are removed. */
const KEPT_MAX = 1_000;
const DROPPED_AT_ONCE = 100;

type Invites = Pick<Store, 'inviteCreate' | 'inviteList'>;

export function openInvites(sqlite: Sqlite & MemberParts & {rights: Rights}): Invites {
  const {database, commits, names, rights} = sqlite;
  const members = openMembers(sqlite);
  const findRoom = query<{kind: RoomKind; name: string}, [number]>(
    database,
    'SELECT kind, name FROM rooms WHERE room_id = ?',
  );
  const insert = database.statement(
    'INSERT OR REPLACE INTO invites (user_id, room_id, by_user_id, sent_at_ms, is_hidden) VALUES (?, ?, ?, ?, ?)',
  );
  const find = query<{by_user_id: number}, [number, number]>(
    database,
    'SELECT by_user_id FROM invites WHERE user_id = ? AND room_id = ?',
  );
  const findBlock = query<{at_ms: number}, [number, number]>(
    database,
    'SELECT at_ms FROM blocks WHERE user_id = ? AND other_id = ?',
  );
  const count = query<{count: number}, [number]>(
    database,
    `SELECT count(*) AS count FROM (SELECT 1 FROM invites WHERE user_id = ? LIMIT ${KEPT_MAX + 1})`,
  );
  const dropOldest = database.statement(
    `DELETE FROM invites WHERE user_id = ? AND room_id IN
      (SELECT room_id FROM invites WHERE user_id = ? ORDER BY is_hidden DESC, sent_at_ms, room_id LIMIT ${DROPPED_AT_ONCE})`,
  );
  // Only the newest, because a flood of invites must not prevent a login.
  const list = query<InviteRow, [number]>(
    database,
    `SELECT * FROM (SELECT room_id, rooms.name AS room_name, by_user_id, sent_at_ms FROM invites JOIN rooms USING (room_id)
      WHERE user_id = ? AND ${IS_SHOWN} ORDER BY sent_at_ms DESC, room_id DESC LIMIT ${FIXED_LIMITS.pageSizeMax})
      ORDER BY sent_at_ms, room_id`,
  );

  const isListed = (userId: number, roomId: number) => list.all(userId).some(row => row.room_id === roomId);

  /** Invites one person. @returns whether to tell them */
  function invite(userId: number, {roomId, byUserId, atMs}: {roomId: number; byUserId: number; atMs: number}): boolean {
    const there = find.one(userId, roomId);
    const isHidden = findBlock.one(userId, byUserId) !== undefined;
    // An invite by a blocked person does not replace another one, and a listed one is not sent again.
    if (there !== undefined && (isHidden || (there.by_user_id === byUserId && isListed(userId, roomId)))) return false;
    insert.run(userId, roomId, byUserId, atMs, isHidden ? 1 : 0);
    if ((count.one(userId)?.count ?? 0) > KEPT_MAX) dropOldest.run(userId, userId);
    return !isHidden;
  }

  return {
    inviteCreate: ({roomId, byUserId, userIds, atMs}) =>
      commits.write(() => {
        rights.requireServer(byUserId, 'roomInvite');
        rights.requireRoom(roomId, byUserId, 'invite');
        const room = findRoom.one(roomId);
        const inside = userIds.find(userId => members.has(roomId, userId));
        if (inside !== undefined) throw new ChatError('already-member', names.nameOf(inside));
        if (room === undefined || room.kind === 'direct') throw new ChatError('not-allowed');
        const toldIds = userIds.filter(userId => invite(userId, {roomId, byUserId, atMs}));
        return {invite: {roomId, roomName: room.name, by: names.nameOf(byUserId), sentAtMs: atMs}, toldIds};
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
