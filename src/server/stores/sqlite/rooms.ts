/** Rooms: making, finding, joining, leaving, listing, their topics, and the conversations of two people. */
import {ChatError} from '../../../shared/errors.ts';
import {FIXED_LIMITS} from '../../../shared/limits.ts';
import type {RoomKind} from '../../../shared/model.ts';
import {LOBBY, SERVER_SENDER, type Store} from '../../store.ts';
import {query} from './database.ts';
import {openMembers} from './members.ts';
import type {Sqlite} from './sqlite.ts';

interface RoomRow {
  room_id: number;
  kind: RoomKind;
  name: string;
  topic: string;
  member_count: number;
  is_member: number;
  is_invited: number;
}

const ROOM_SEEN_BY = `SELECT rooms.room_id, rooms.kind, rooms.name, rooms.topic, rooms.member_count,
  EXISTS (SELECT 1 FROM members WHERE members.room_id = rooms.room_id AND members.user_id = ?) AS is_member,
  EXISTS (SELECT 1 FROM invites WHERE invites.room_id = rooms.room_id AND invites.user_id = ?) AS is_invited
  FROM rooms WHERE rooms.kind <> 'direct'`;

type Rooms = Pick<Store, 'roomCreate' | 'roomFind' | 'roomJoin' | 'roomLeave' | 'roomList' | 'topicSet' | 'directOpen'>;

export function openRooms(sqlite: Sqlite): Rooms {
  const {database, commits, log} = sqlite;
  const members = openMembers(sqlite);
  const byName = query<RoomRow, [number, number, string]>(database, `${ROOM_SEEN_BY} AND rooms.name = ?`);
  const byId = query<RoomRow, [number, number, number]>(database, `${ROOM_SEEN_BY} AND rooms.room_id = ?`);
  const kindOf = query<{kind: RoomKind; name: string}, [number]>(
    database,
    'SELECT kind, name FROM rooms WHERE room_id = ?',
  );
  const page = query<RoomRow, [number, number, string, number]>(
    database,
    `${ROOM_SEEN_BY} AND rooms.name > ? AND (rooms.kind = 'public' OR is_member) ORDER BY rooms.name LIMIT ?`,
  );
  const insert = database.statement('INSERT INTO rooms (kind, name, topic, created_at_ms) VALUES (?, ?, ?, ?)');
  const setTopic = database.statement('UPDATE rooms SET topic = ? WHERE room_id = ?');

  return {
    roomCreate: ({name, kind, topic, userId, entryId, atMs}) =>
      commits.writeWhole(() => {
        if (byName.one(userId, userId, name) !== undefined) throw new ChatError('room-exists', `#${name}`);
        requireTopic(topic);
        const roomId = Number(insert.run(kind, name, topic, atMs).lastInsertRowid);
        log.append({roomId, userId, body: {kind: 'created', id: entryId}, atMs});
        members.add(roomId, userId);
        return roomId;
      }),
    async roomFind(name, userId) {
      const row = byName.one(userId, userId, name);
      if (row === undefined || !maySee(row)) return undefined;
      return {roomId: row.room_id, kind: row.kind, isMember: row.is_member === 1, isInvited: row.is_invited === 1};
    },
    roomJoin: join =>
      commits.writeWhole(() => {
        const row = byId.one(join.userId, join.userId, join.roomId);
        if (row === undefined || !maySee(row)) throw new ChatError('room-not-found', 'with this number');
        if (row.is_member !== 1) members.join(join);
      }),
    roomLeave: leave =>
      commits.writeWhole(() => {
        log.requireMember(leave.roomId, leave.userId);
        if (leave.roomId === LOBBY.roomId) throw new ChatError('lobby-stays');
        if (kindOf.one(leave.roomId)?.kind === 'direct') throw new ChatError('direct-stays');
        members.leave(leave);
      }),
    roomList: async ({userId, afterName = '', limit}) =>
      page.all(userId, userId, afterName, limit).map(row => ({
        roomId: row.room_id,
        kind: row.kind,
        name: row.name,
        topic: row.topic,
        memberCount: row.member_count,
        isMember: row.is_member === 1,
      })),
    topicSet: ({roomId, userId, topic, entryId, atMs}) =>
      commits.writeWhole(() => {
        log.requireMember(roomId, userId);
        requireTopic(topic);
        setTopic.run(topic, roomId);
        log.append({roomId, userId, body: {kind: 'topic', id: entryId, text: topic}, atMs});
      }),
    directOpen: openDirects(sqlite, members),
  };
}

const maySee = (row: RoomRow) => row.kind === 'public' || row.is_member === 1 || row.is_invited === 1;

function requireTopic(topic: string): void {
  if (topic.length > FIXED_LIMITS.topicLengthMax) throw new ChatError('topic-too-long');
}

function openDirects({database, commits, log}: Sqlite, members: ReturnType<typeof openMembers>): Store['directOpen'] {
  const find = query<{room_id: number}, [number, number]>(
    database,
    'SELECT room_id FROM directs WHERE low_user_id = ? AND high_user_id = ?',
  );
  const insertRoom = database.statement(
    "INSERT INTO rooms (kind, name, topic, created_at_ms) VALUES ('direct', '', '', ?)",
  );
  const insertPair = database.statement('INSERT INTO directs (low_user_id, high_user_id, room_id) VALUES (?, ?, ?)');

  return async ({userId, partnerId, entryId, atMs}) => {
    if (userId === partnerId) throw new ChatError('direct-self');
    const pair = [Math.min(userId, partnerId), Math.max(userId, partnerId)] as const;
    const known = find.one(...pair);
    if (known !== undefined) return {roomId: known.room_id, isNew: false};
    return commits.writeWhole(() => {
      const made = find.one(...pair);
      if (made !== undefined) return {roomId: made.room_id, isNew: false};
      const roomId = Number(insertRoom.run(atMs).lastInsertRowid);
      insertPair.run(...pair, roomId);
      log.append({roomId, userId, body: {kind: 'created', id: entryId}, atMs});
      members.add(roomId, userId);
      members.add(roomId, partnerId);
      return {roomId, isNew: true};
    });
  };
}

/** Called once at the first start. */
export function makeLobby({database, log, newId, now}: Omit<Sqlite, 'commits'>): void {
  const {exists} = query<{exists: number}, []>(
    database,
    `SELECT EXISTS (SELECT 1 FROM rooms WHERE room_id = ${LOBBY.roomId}) AS "exists"`,
  ).one() ?? {exists: 0};
  if (exists === 1) return;
  const atMs = now();
  database.exec('BEGIN IMMEDIATE');
  database
    .statement("INSERT INTO rooms (room_id, kind, name, topic, created_at_ms) VALUES (?, 'public', ?, '', ?)")
    .run(LOBBY.roomId, LOBBY.name, atMs);
  log.append({
    roomId: LOBBY.roomId,
    userId: SERVER_SENDER.userId,
    body: {kind: 'created', id: newId()},
    atMs,
  });
  database.exec('COMMIT');
}
