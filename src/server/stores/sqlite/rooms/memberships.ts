/** Rooms as their members have them: counts, cursors, the list of members, invites. */
import {ChatError} from '../../../../shared/errors.ts';
import {type RoomKind} from '../../../../shared/model.ts';
import {FIXED_LIMITS} from '../../../../shared/limits.ts';
import {roleInRoom, type RoomRole, type ServerRole} from '../../../../shared/roles.ts';
import type {Membership, Store} from '../../../store.ts';
import {ACCOUNT_COLUMNS, toAccount, type AccountRow} from '../accounts.ts';
import {countedKindsOf} from '../engine/counted.ts';
import {query} from '../engine/database.ts';
import {rulesOf, RULES_COLUMNS, type RulesRow} from '../rights.ts';
import {openMentionDrop} from '../mentions.ts';
import type {Sqlite} from '../sqlite.ts';

interface MembershipRow extends RulesRow {
  room_id: number;
  kind: RoomKind;
  name: string;
  topic: string;
  last_seq: number;
  member_count: number;
  read_seq: number;
  room_role: RoomRole;
  server_role: ServerRole;
  number: number;
}

const MEMBERSHIPS = `SELECT room_id, kind, rooms.name, topic, last_seq, member_count, read_seq, number, ${RULES_COLUMNS},
  members.role AS room_role, accounts.role AS server_role
  FROM members JOIN rooms USING (room_id) JOIN accounts USING (user_id) WHERE user_id = ?`;

/**
 * Entries that are looked at to count what is unread, in all rooms together; beyond, everything since counts, also what is no
 * message.
 */
const COUNTED_MAX = 100_000;

type Memberships = Pick<Store, 'membershipList' | 'membershipFind' | 'roomIdsOf' | 'memberList' | 'cursorMove'>;

export function openMemberships({database, commits, log}: Sqlite): Memberships {
  const list = query<MembershipRow, [number]>(database, `${MEMBERSHIPS} ORDER BY room_id`);
  const find = query<MembershipRow, [number, number]>(database, `${MEMBERSHIPS} AND room_id = ?`);
  const roomIds = query<{room_id: number}, [number]>(database, 'SELECT room_id FROM members WHERE user_id = ?');
  const counted = countedKindsOf(database);
  const countUnread = query<{count: number}, [number, number, number, number, number]>(
    database,
    `SELECT count(*) AS count FROM (SELECT 1 FROM entries INDEXED BY entries_counted
      WHERE room_id = ? AND seq > ? AND sender_id <> ? AND kind IN (${counted})
        AND sender_id NOT IN (SELECT other_id FROM blocks WHERE user_id = ?) LIMIT ?)`,
  );
  const countMentions = query<{count: number}, [number, number, number, number]>(
    database,
    'SELECT count(*) AS count FROM (SELECT 1 FROM mentions WHERE user_id = ? AND room_id = ? AND seq > ? LIMIT ?)',
  );
  const findPartner = query<AccountRow, [number, number]>(
    database,
    `SELECT ${ACCOUNT_COLUMNS} FROM directs JOIN accounts ON user_id IN (low_user_id, high_user_id) WHERE room_id = ? AND user_id <> ?`,
  );
  const countMembers = query<{kind: RoomKind; member_count: number}, [number]>(
    database,
    'SELECT kind, member_count FROM rooms WHERE room_id = ?',
  );
  const pageOfMembers = query<AccountRow & {room_role: RoomRole}, [number, string, number]>(
    database,
    `SELECT ${ACCOUNT_COLUMNS}, members.role AS room_role FROM members INDEXED BY members_by_name JOIN accounts USING (user_id)
      WHERE members.room_id = ? AND members.name > ? ORDER BY members.name LIMIT ?`,
  );
  // Both belong to a conversation, also before anything is said and after one has left.
  const pair = query<AccountRow, [number, string, number]>(
    database,
    `SELECT ${ACCOUNT_COLUMNS} FROM directs JOIN accounts ON user_id IN (low_user_id, high_user_id)
      WHERE room_id = ? AND accounts.name > ? ORDER BY accounts.name LIMIT ?`,
  );
  const moveCursor = query<{read_seq: number}, [number, number, number]>(
    database,
    `UPDATE members SET read_seq = max(read_seq, min(?, (SELECT last_seq FROM rooms WHERE rooms.room_id = members.room_id)))
      WHERE room_id = ? AND user_id = ? RETURNING read_seq`,
  );
  const dropMentions = openMentionDrop(database);

  const countOf = (roomId: number, readSeq: number, userId: number, max: number) =>
    countUnread.one(roomId, readSeq, userId, userId, max)?.count ?? 0;

  function toMembership(row: MembershipRow, userId: number, budget = {left: COUNTED_MAX}): Membership {
    const {room_id: roomId, last_seq: lastSeq, read_seq: readSeq} = row;
    const max = FIXED_LIMITS.unreadCountMax;
    const since = Math.min(lastSeq - readSeq, max);
    budget.left -= since;
    const unread = since <= 0 || budget.left < 0 ? Math.max(0, since) : countOf(roomId, readSeq, userId, max);
    const partner = row.kind === 'direct' ? findPartner.one(roomId, userId) : undefined;
    return {
      roomId,
      kind: row.kind,
      name: row.name,
      topic: row.topic,
      lastSeq,
      memberCount: row.kind === 'direct' ? 2 : row.member_count,
      readSeq,
      number: row.number,
      unread,
      mentions: unread === 0 ? 0 : (countMentions.one(userId, roomId, readSeq, max)?.count ?? 0),
      ...(partner === undefined ? {} : {partner: toAccount(partner)}),
      ...(row.kind !== 'direct' && {myRole: roleInRoom(row.room_role, row.server_role), rules: rulesOf(row)}),
    };
  }

  return {
    async membershipList(userId) {
      const budget = {left: COUNTED_MAX};
      return list.all(userId).map(row => toMembership(row, userId, budget));
    },
    async membershipFind(roomId, userId) {
      const row = find.one(userId, roomId);
      return row === undefined ? undefined : toMembership(row, userId);
    },
    roomIdsOf: async userId => roomIds.all(userId).map(row => row.room_id),
    async memberList({roomId, userId, afterName = '', limit}) {
      log.requireMember(roomId, userId);
      const room = countMembers.one(roomId);
      if (room?.kind === 'direct') return {members: pair.all(roomId, afterName, limit).map(toAccount), total: 2};
      const members = pageOfMembers
        .all(roomId, afterName, limit)
        .map(row => ({...toAccount(row), ...(row.room_role !== 'member' && {roleHere: row.room_role})}));
      return {members, total: room?.member_count ?? 0};
    },
    cursorMove: ({roomId, userId, seq}) =>
      commits.write(() => {
        const moved = moveCursor.one(seq, roomId, userId);
        if (moved === undefined) throw new ChatError('not-in-room', 'this room');
        dropMentions(userId, roomId, moved.read_seq);
        return moved.read_seq;
      }),
  };
}
