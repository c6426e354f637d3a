/** Rooms as their members see them: counts, cursors, members. */
import {type RoomKind} from '../../../../shared/model.ts';
import {readRoomPreferences} from '../../../../shared/preferences.ts';
import {roleInRoom, type RoomRole, type ServerRole} from '../../../../shared/access/roles.ts';
import type {Membership, Store} from '../../../storeContract/store.ts';
import {ACCOUNT_COLUMNS, toAccount, type AccountRow} from '../accountRow.ts';
import {query} from '../engine/database.ts';
import {rulesOf, RULES_COLUMNS, type RulesRow} from '../access/rights.ts';
import type {RoomLog} from '../roomLog.ts';
import type {Sqlite} from '../sqlite.ts';
import {openGroupPeople} from './conversations/groups.ts';
import {countBudget, openCounts} from './counts.ts';
import {openCursors} from './cursors.ts';

interface MembershipRow extends RulesRow {
  room_id: number;
  kind: RoomKind;
  name: string;
  topic: string;
  first_seq: number;
  conv: Uint8Array | null;
  last_seq: number;
  member_count: number;
  read_seq: number;
  resets: number;
  room_role: RoomRole;
  server_role: ServerRole;
  number: number;
  preferences: string | null;
  description: string;
  archived_at_ms: number | null;
  /** JSON of names. */
  former_names: string;
}

const MEMBERSHIPS = `SELECT room_id, kind, rooms.name, topic, conv, first_seq, last_seq, member_count, read_seq, resets, number,
  description, archived_at_ms, ${RULES_COLUMNS},
  members.role AS room_role, accounts.role AS server_role,
  (SELECT data FROM room_preferences AS mine
    WHERE mine.user_id = members.user_id AND mine.room_id = members.room_id) AS preferences,
  (SELECT json_group_array(name) FROM (SELECT name FROM former_names
    WHERE former_names.room_id = members.room_id ORDER BY at_ms DESC))
    AS former_names
  FROM members JOIN rooms USING (room_id) JOIN accounts USING (user_id) WHERE user_id = ?`;

type Memberships = Pick<
  Store,
  'membershipList' | 'membershipFind' | 'roomIdsOf' | 'memberList' | 'cursorMove' | 'cursorReset'
>;

export function openMemberships({database, commits, roomLog}: Sqlite & {roomLog: RoomLog}): Memberships {
  const list = query<MembershipRow, [number]>(database, `${MEMBERSHIPS} ORDER BY room_id`);
  const find = query<MembershipRow, [number, number]>(database, `${MEMBERSHIPS} AND room_id = ?`);
  const roomIds = query<{room_id: number}, [number]>(database, 'SELECT room_id FROM members WHERE user_id = ?');
  const counts = openCounts(database);
  const findPartner = query<AccountRow, [number, number]>(
    database,
    `SELECT ${ACCOUNT_COLUMNS} FROM directs JOIN accounts ON user_id IN (low_user_id, high_user_id) WHERE ` +
      'room_id = ? AND user_id <> ?',
  );
  const peopleOf = openGroupPeople(database);
  const countMembers = query<{kind: RoomKind; member_count: number}, [number]>(
    database,
    'SELECT kind, member_count FROM rooms WHERE room_id = ?',
  );
  const pageOfMembers = query<AccountRow & {room_role: RoomRole}, [number, string, number]>(
    database,
    `SELECT ${ACCOUNT_COLUMNS}, members.role AS room_role FROM members INDEXED BY members_by_name JOIN accounts USING (user_id)
      WHERE members.room_id = ? AND members.name > ? ORDER BY members.name LIMIT +?`,
  );
  // Both people belong to the conversation, even before the first message and after one has left.
  const pair = query<AccountRow, [number, string, number]>(
    database,
    `SELECT ${ACCOUNT_COLUMNS} FROM directs JOIN accounts ON user_id IN (low_user_id, high_user_id)
      WHERE room_id = ? AND accounts.name > ? ORDER BY accounts.name LIMIT +?`,
  );

  function toMembership(row: MembershipRow, userId: number, budget = countBudget()): Membership {
    const {room_id: roomId, first_seq: firstSeq, last_seq: lastSeq, read_seq: readSeq, resets} = row;
    const partner = row.kind === 'direct' ? findPartner.one(roomId, userId) : undefined;
    const people = row.kind === 'direct' && partner === undefined ? peopleOf(roomId) : undefined;
    return {
      roomId,
      kind: people === undefined ? row.kind : 'group',
      name: row.name,
      topic: row.topic,
      ...(row.conv !== null && {conv: Buffer.from(row.conv).toString('base64url')}),
      lastSeq,
      firstSeq,
      memberCount: row.kind === 'direct' ? (people?.length ?? 2) : row.member_count,
      readSeq,
      number: row.number,
      ...(row.preferences !== null && {mine: readRoomPreferences(row.preferences)}),
      resets,
      ...counts.of({roomId, userId, readSeq: Math.max(readSeq, firstSeq - 1), lastSeq}, budget),
      ...(partner === undefined ? {} : {partner: toAccount(partner)}),
      ...(people !== undefined && {people}),
      ...(row.description !== '' && {description: row.description}),
      ...(row.archived_at_ms !== null && {isArchived: true}),
      ...(row.former_names !== '[]' && {formerNames: JSON.parse(row.former_names) as string[]}),
      ...(row.kind !== 'direct' && {myRole: roleInRoom(row.room_role, row.server_role), rules: rulesOf(row)}),
    };
  }

  return {
    async membershipList(userId) {
      const budget = countBudget();
      return list.all(userId).map(row => toMembership(row, userId, budget));
    },
    async membershipFind(roomId, userId) {
      const row = find.one(userId, roomId);
      return row === undefined ? undefined : toMembership(row, userId);
    },
    roomIdsOf: async userId => roomIds.all(userId).map(row => row.room_id),
    async memberList({roomId, userId, afterName = '', limit}) {
      roomLog.requireMember(roomId, userId);
      const room = countMembers.one(roomId);
      const people = room?.kind === 'direct' ? peopleOf(roomId) : [];
      if (people.length > 0)
        return {members: people.filter(({name}) => name > afterName).slice(0, limit), total: people.length};
      if (room?.kind === 'direct') return {members: pair.all(roomId, afterName, limit).map(toAccount), total: 2};
      const members = pageOfMembers
        .all(roomId, afterName, limit)
        .map(row => ({...toAccount(row), ...(row.room_role !== 'member' && {roleHere: row.room_role})}));
      return {members, total: room?.member_count ?? 0};
    },
    ...openCursors({database, commits}),
  };
}
