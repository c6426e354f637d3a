/** Rooms: creating, finding, joining, leaving, listing, topics. */
import {requireTopic} from '../../../../shared/rules.ts';
import {ChatError} from '../../../../shared/errors.ts';
import {FIXED_LIMITS} from '../../../../shared/limits.ts';
import type {RoomKind} from '../../../../shared/model.ts';
import {mayInRoom, mayOnServer} from '../../../../shared/access/roles.ts';
import type {Store} from '../../../storeContract/store.ts';
import {query} from '../engine/database.ts';
import {openGovernance} from './governance.ts';
import {openDirectRooms} from './conversations/directs.ts';
import {requireNotLobby} from './lobby.ts';
import {openMembers, type MemberParts} from './members.ts';
import {openNaming} from './naming.ts';
import {openRoomVisibility, type RoomRow} from './roomVisibility.ts';
import type {Rights} from '../access/rights.ts';
import type {Sqlite} from '../sqlite.ts';

type Rooms = Pick<
  Store,
  | 'roomCreate'
  | 'roomFind'
  | 'roomJoin'
  | 'roomLeave'
  | 'roomList'
  | 'topicSet'
  | 'directOpen'
  | 'directRequire'
  | 'roomRulesSet'
  | 'roomRoleSet'
  | 'memberRemove'
>;

export function openRooms(sqlite: Sqlite & MemberParts & {rights: Rights}): Rooms {
  const {database, commits, roomLog, rights, writePermission} = sqlite;
  const members = openMembers(sqlite);
  const visibility = openRoomVisibility(database, rights);
  const naming = openNaming(database, (userId, name) => visibility.byName(userId, name)?.room_id);
  const kindOf = query<{kind: RoomKind; name: string}, [number]>(
    database,
    'SELECT kind, name FROM rooms WHERE room_id = ?',
  );
  const gateOf = query<{is_locked: number; is_removed: number}, [number, number]>(
    database,
    `SELECT is_locked, EXISTS (SELECT 1 FROM removals WHERE removals.room_id = rooms.room_id AND user_id = ?) AS is_removed
      FROM rooms WHERE room_id = ?`,
  );
  const countMade = query<{count: number}, [number, number]>(
    database,
    `SELECT (SELECT count(*) FROM rooms WHERE made_by = ? AND kind <> 'direct' AND member_count > 0)
      + (SELECT count(*) FROM rooms WHERE made_by = ? AND member_count = 0 AND archived_at_ms IS NOT NULL) AS count`,
  );
  const insert = database.statement(
    'INSERT INTO rooms (kind, name, topic, created_at_ms, made_by) VALUES (?, ?, ?, ?, ?)',
  );
  const setTopic = database.statement('UPDATE rooms SET topic = ? WHERE room_id = ?');

  function requireTopicRight(roomId: number, userId: number): void {
    const standing = rights.standingOf(roomId, userId);
    const action = standing?.kind === 'public' ? 'topicSet' : 'topicSetPrivate';
    if (standing === undefined || !mayInRoom(standing.role, action)) throw new ChatError('topic-not-yours');
  }

  /** @throws room-locked, removed-from-room */
  function requireOpen({room_id: roomId, name, is_invited: isInvited}: RoomRow, userId: number): void {
    const state = gateOf.one(userId, roomId);
    if (isInvited !== 1 && state?.is_removed === 1) throw new ChatError('removed-from-room', `#${name}`);
    if (state?.is_locked === 1 && !mayOnServer(rights.roleOf(userId), 'roomModerate'))
      throw new ChatError('room-locked', `#${name}`);
  }

  return {
    roomCreate: ({name, kind, topic, userId, entryId, atMs}) =>
      commits.writeWhole(() => {
        rights.requireServer(userId, 'roomCreate');
        // Refused for muted people, because creating a room announces its name.
        writePermission.requireNotMuted(userId, atMs);
        naming.requireFree(userId, name);
        requireTopic(topic);
        if ((countMade.one(userId, userId)?.count ?? 0) >= FIXED_LIMITS.roomsMadeMax)
          throw new ChatError('too-many-rooms-made', String(FIXED_LIMITS.roomsMadeMax));
        const roomId = Number(insert.run(kind, name, topic, atMs, userId).lastInsertRowid);
        roomLog.append({roomId, userId, body: {kind: 'created', id: entryId}, atMs});
        members.add(roomId, userId);
        return roomId;
      }),
    async roomFind(name, userId) {
      const called = visibility.byName(userId, name);
      const row =
        called !== undefined && visibility.maySee(called, userId) ? called : visibility.byFormerName(userId, name);
      if (row === undefined) return undefined;
      return {roomId: row.room_id, kind: row.kind, isMember: row.is_member === 1, isInvited: row.is_invited === 1};
    },
    roomJoin: join =>
      commits.writeWhole(() => {
        const row = visibility.byId(join.roomId, join.userId);
        if (row === undefined || !visibility.maySee(row, join.userId))
          throw new ChatError('room-not-found', 'with this number');
        if (row.is_member !== 1) requireOpen(row, join.userId);
        if (row.is_member !== 1) members.join(join);
      }),
    roomLeave: leave =>
      commits.writeWhole(() => {
        roomLog.requireMember(leave.roomId, leave.userId);
        requireNotLobby(leave.roomId, 'lobby-stays');
        if (kindOf.one(leave.roomId)?.kind === 'direct') members.hide(leave);
        else members.leave(leave);
      }),
    roomList: async ({userId, roomIds, afterName = '', limit}) =>
      (roomIds === undefined
        ? visibility.page(userId, afterName, limit)
        : visibility.among(roomIds, userId, afterName).slice(0, limit)
      ).map(row => ({
        roomId: row.room_id,
        kind: row.kind,
        name: row.name,
        topic: row.topic,
        memberCount: row.member_count,
        isMember: row.is_member === 1,
        ...(row.archived_at_ms !== null && {isArchived: true}),
      })),
    topicSet: ({roomId, userId, topic, entryId, atMs}) =>
      commits.writeWhole(() => {
        roomLog.requireMember(roomId, userId);
        requireTopic(topic);
        requireTopicRight(roomId, userId);
        const silenced = writePermission.refusal({roomId, userId, atMs, isCounted: false});
        if (silenced !== undefined) throw silenced;
        setTopic.run(topic, roomId);
        roomLog.append({roomId, userId, body: {kind: 'topic', id: entryId, text: topic}, atMs});
      }),
    ...openDirectRooms(sqlite),
    ...openGovernance(sqlite),
  };
}
