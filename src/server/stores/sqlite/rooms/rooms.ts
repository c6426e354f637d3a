/** Rooms: making, finding, joining, leaving, listing, and their topics. */
import {ChatError} from '../../../../shared/errors.ts';
import {FIXED_LIMITS} from '../../../../shared/limits.ts';
import type {RoomKind} from '../../../../shared/model.ts';
import {mayInRoom, mayOnServer} from '../../../../shared/roles.ts';
import {LOBBY, SERVER_SENDER, type Store} from '../../../store.ts';
import {query} from '../engine/database.ts';
import {openGovernance} from './governance.ts';
import {openDirectRooms} from './directRooms.ts';
import {openMembers} from './members.ts';
import type {Sqlite} from '../sqlite.ts';

interface RoomRow {
  room_id: number;
  kind: RoomKind;
  name: string;
  topic: string;
  member_count: number;
  is_member: number;
  is_invited: number;
}

const ROOM_COLUMNS = `rooms.room_id, rooms.kind, rooms.name, rooms.topic, rooms.member_count,
  EXISTS (SELECT 1 FROM members WHERE members.room_id = rooms.room_id AND members.user_id = ?) AS is_member,
  EXISTS (SELECT 1 FROM invites WHERE invites.room_id = rooms.room_id AND invites.user_id = ?) AS is_invited`;
const ROOM_SEEN_BY = `SELECT ${ROOM_COLUMNS} FROM rooms WHERE rooms.kind <> 'direct'`;
/**
 * Starting from what is public, and from one's own: rooms that others keep to themselves are not even read, however many
 * there are.
 */
const PUBLIC = `SELECT ${ROOM_COLUMNS} FROM rooms INDEXED BY rooms_by_public_name WHERE kind = 'public'`;
const OWN = `SELECT ${ROOM_COLUMNS} FROM members CROSS JOIN rooms USING (room_id) WHERE members.user_id = ? AND kind = 'private'`;
const INVITED = `SELECT ${ROOM_COLUMNS} FROM invites CROSS JOIN rooms USING (room_id) WHERE invites.user_id = ?`;
/** One's own first, then what everybody can see: no private room stands in the place of a public one. */
const NEAREST = "is_member DESC, kind = 'public' DESC, is_invited DESC, room_id";

/** The same for names that are drawn alike: `l0bby`, `1obby`. The index over it is made of this very text. */
const lookOf = (name: string) =>
  `replace(replace(replace(replace(replace(replace(${name}, '0', 'o'), '1', 'l'), 'rn', 'm'), 'vv', 'w'), '_', '-'), '.', '-')`;

/** The one room that everybody is in: not with signs in between or around it either. No other word is reserved for rooms: they say nothing themselves. */
const isLikeLobby = (name: string): boolean =>
  name.replaceAll(/[._-]/g, '').replaceAll('0', 'o').replaceAll('1', 'l') === LOBBY.name;

type Rooms = Pick<
  Store,
  | 'roomCreate'
  | 'roomFind'
  | 'roomJoin'
  | 'roomLeave'
  | 'roomList'
  | 'topicSet'
  | 'directOpen'
  | 'roomRulesSet'
  | 'roomRoleSet'
  | 'memberRemove'
>;

export function openRooms(sqlite: Sqlite): Rooms {
  const {database, commits, log, rights, voice} = sqlite;
  const members = openMembers(sqlite);
  const nearest = query<RoomRow, (number | string)[]>(
    database,
    `SELECT * FROM (SELECT * FROM (${PUBLIC} AND name = ?)
      UNION ALL SELECT * FROM (${OWN} AND rooms.name = ? ORDER BY room_id LIMIT 1)
      UNION ALL SELECT * FROM (${INVITED} AND rooms.name = ? ORDER BY room_id LIMIT 1)) ORDER BY ${NEAREST} LIMIT 1`,
  );
  const byName = (me: number, name: string) => nearest.one(me, me, name, me, me, me, name, me, me, me, name);
  const byId = query<RoomRow, [number, number, number]>(database, `${ROOM_SEEN_BY} AND rooms.room_id = ?`);
  const kindOf = query<{kind: RoomKind; name: string}, [number]>(
    database,
    'SELECT kind, name FROM rooms WHERE room_id = ?',
  );
  const page = query<RoomRow, (number | string)[]>(
    database,
    `SELECT * FROM (SELECT * FROM (${PUBLIC} AND name > ? ORDER BY name LIMIT ?)
      UNION ALL SELECT * FROM (${OWN} AND rooms.name > ? ORDER BY rooms.name LIMIT ?)) ORDER BY name LIMIT ?`,
  );
  const pageOfGuest = query<RoomRow, (number | string)[]>(
    database,
    `SELECT ${ROOM_COLUMNS} FROM members CROSS JOIN rooms USING (room_id)
      WHERE members.user_id = ? AND kind <> 'direct' AND rooms.name > ? ORDER BY rooms.name LIMIT ?`,
  );
  const gateOf = query<{is_locked: number; is_removed: number}, [number, number]>(
    database,
    `SELECT is_locked, EXISTS (SELECT 1 FROM removals WHERE removals.room_id = rooms.room_id AND user_id = ?) AS is_removed
      FROM rooms WHERE room_id = ?`,
  );
  const alike = query<{name: string}, [string]>(
    database,
    `SELECT name FROM rooms INDEXED BY rooms_by_look WHERE kind = 'public' AND ${lookOf('name')} = ${lookOf('?')} LIMIT 1`,
  );
  const alikeOwn = query<{name: string}, [number, string]>(
    database,
    `SELECT rooms.name FROM members CROSS JOIN rooms USING (room_id)
      WHERE members.user_id = ? AND kind = 'private' AND ${lookOf('rooms.name')} = ${lookOf('?')} LIMIT 1`,
  );
  const countMade = query<{count: number}, [number]>(
    database,
    "SELECT count(*) AS count FROM rooms WHERE made_by = ? AND kind <> 'direct' AND member_count > 0",
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

  /** To a guest a public room is as any other: only who was invited sees it. */
  const seesPublic = (userId: number) => mayOnServer(rights.roleOf(userId), 'roomJoin');
  const maySee = (row: RoomRow, userId: number) =>
    row.is_member === 1 || row.is_invited === 1 || (row.kind === 'public' && seesPublic(userId));

  const pageOf = (userId: number, afterName: string, limit: number): RoomRow[] =>
    seesPublic(userId)
      ? page.all(userId, userId, afterName, limit, userId, userId, userId, afterName, limit, limit)
      : pageOfGuest.all(userId, userId, userId, afterName, limit);

  return {
    roomCreate: ({name, kind, topic, userId, entryId, atMs}) =>
      commits.writeWhole(() => {
        rights.requireServer(userId, 'roomCreate');
        if (byName(userId, name) !== undefined) throw new ChatError('room-exists', `#${name}`);
        const isAlike = isLikeLobby(name) || alike.one(name) !== undefined || alikeOwn.one(userId, name) !== undefined;
        if (isAlike) throw new ChatError('room-name-alike', `#${name}`);
        requireTopic(topic);
        if ((countMade.one(userId)?.count ?? 0) >= FIXED_LIMITS.roomsMadeMax)
          throw new ChatError('too-many-rooms-made', String(FIXED_LIMITS.roomsMadeMax));
        const roomId = Number(insert.run(kind, name, topic, atMs, userId).lastInsertRowid);
        log.append({roomId, userId, body: {kind: 'created', id: entryId}, atMs});
        members.add(roomId, userId);
        return roomId;
      }),
    async roomFind(name, userId) {
      const row = byName(userId, name);
      if (row === undefined || !maySee(row, userId)) return undefined;
      return {roomId: row.room_id, kind: row.kind, isMember: row.is_member === 1, isInvited: row.is_invited === 1};
    },
    roomJoin: join =>
      commits.writeWhole(() => {
        const row = byId.one(join.userId, join.userId, join.roomId);
        if (row === undefined || !maySee(row, join.userId)) throw new ChatError('room-not-found', 'with this number');
        if (row.is_member !== 1) requireOpen(row, join.userId);
        if (row.is_member !== 1) members.join(join);
      }),
    roomLeave: leave =>
      commits.writeWhole(() => {
        log.requireMember(leave.roomId, leave.userId);
        if (leave.roomId === LOBBY.roomId) throw new ChatError('lobby-stays');
        if (kindOf.one(leave.roomId)?.kind === 'direct') members.hide(leave);
        else members.leave(leave);
      }),
    roomList: async ({userId, afterName = '', limit}) =>
      pageOf(userId, afterName, limit).map(row => ({
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
        requireTopicRight(roomId, userId);
        const silenced = voice.refusal({roomId, userId, atMs, isCounted: false});
        if (silenced !== undefined) throw silenced;
        setTopic.run(topic, roomId);
        log.append({roomId, userId, body: {kind: 'topic', id: entryId, text: topic}, atMs});
      }),
    ...openDirectRooms(sqlite),
    ...openGovernance(sqlite),
  };
}

function requireTopic(topic: string): void {
  if (topic.length > FIXED_LIMITS.topicLengthMax) throw new ChatError('topic-too-long');
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
