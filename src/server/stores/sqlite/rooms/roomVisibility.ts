/** Which rooms a person can see, and which one a name refers to. */
import type {RoomKind} from '../../../../shared/model.ts';
import {mayOnServer} from '../../../../shared/access/roles.ts';
import {query, type Database} from '../engine/database.ts';
import {IS_SHOWN} from '../inbox/shownInvites.ts';
import type {Rights} from '../access/rights.ts';

export interface RoomRow {
  room_id: number;
  kind: RoomKind;
  name: string;
  topic: string;
  member_count: number;
  is_member: number;
  is_invited: number;
  archived_at_ms: number | null;
}

export interface RoomVisibility {
  /** Finds a room whether or not the person can see it. */
  byId(roomId: number, userId: number): RoomRow | undefined;
  /** Prefers the person's own rooms, then public ones, then those they are invited to. */
  byName(userId: number, name: string): RoomRow | undefined;
  /** A visible room that had this name before. */
  byFormerName(userId: number, name: string): RoomRow | undefined;
  maySee(row: RoomRow, userId: number): boolean;
  /** Visible rooms by name, after `afterName`. */
  page(userId: number, afterName: string, limit: number): RoomRow[];
  /** As `page`, but of these rooms only. */
  among(roomIds: readonly number[], userId: number, afterName: string): RoomRow[];
}

const ROOM_COLUMNS = `rooms.room_id, rooms.kind, rooms.name, rooms.topic, rooms.member_count, rooms.archived_at_ms,
  EXISTS (SELECT 1 FROM members WHERE members.room_id = rooms.room_id AND members.user_id = ?) AS is_member,
  EXISTS (SELECT 1 FROM invites WHERE invites.room_id = rooms.room_id AND invites.user_id = ? AND ${IS_SHOWN})
    AS is_invited`;
const ROOM_SEEN_BY = `SELECT ${ROOM_COLUMNS} FROM rooms WHERE rooms.kind <> 'direct'`;
/** Starts from public and own rooms, so that private rooms of others are not read. */
const PUBLIC = `SELECT ${ROOM_COLUMNS} FROM rooms INDEXED BY rooms_by_public_name WHERE kind = 'public'`;
const OWN = `SELECT ${ROOM_COLUMNS} FROM members CROSS JOIN rooms USING (room_id) WHERE members.user_id = ? AND kind = 'private'`;
const INVITED = `SELECT ${ROOM_COLUMNS} FROM invites CROSS JOIN rooms USING (room_id)
  WHERE invites.user_id = ? AND ${IS_SHOWN}`;
/** Own rooms first, then public ones: an invite to a private room must not hide a public room of the same name. */
const NEAREST = "is_member DESC, kind = 'public' DESC, is_invited DESC, room_id";
/** Rooms read per former name. */
const FORMER_MAX = 50;

export function openRoomVisibility(database: Database, rights: Rights): RoomVisibility {
  const nearest = query<RoomRow, (number | string)[]>(
    database,
    `SELECT * FROM (SELECT * FROM (${PUBLIC} AND name = ?)
      UNION ALL SELECT * FROM (${OWN} AND rooms.name = ? ORDER BY room_id LIMIT 1)
      UNION ALL SELECT * FROM (${INVITED} AND rooms.name = ? ORDER BY room_id LIMIT 1)) ORDER BY ${NEAREST} LIMIT 1`,
  );
  const former = query<RoomRow, [number, number, string]>(
    database,
    `SELECT ${ROOM_COLUMNS} FROM former_names CROSS JOIN rooms USING (room_id) WHERE former_names.name = ?
      ORDER BY is_member DESC, former_names.at_ms DESC LIMIT ${FORMER_MAX}`,
  );
  const byId = query<RoomRow, [number, number, number]>(database, `${ROOM_SEEN_BY} AND rooms.room_id = ?`);
  const page = query<RoomRow, (number | string)[]>(
    database,
    `SELECT * FROM (SELECT * FROM (${PUBLIC} AND name > ? ORDER BY name LIMIT +?)
      UNION ALL SELECT * FROM (${OWN} AND rooms.name > ? ORDER BY rooms.name LIMIT +?)) ORDER BY name LIMIT +?`,
  );
  const pageOfGuest = query<RoomRow, (number | string)[]>(
    database,
    `SELECT ${ROOM_COLUMNS} FROM members CROSS JOIN rooms USING (room_id)
      WHERE members.user_id = ? AND kind <> 'direct' AND rooms.name > ? ORDER BY rooms.name LIMIT +?`,
  );

  /** Guests see public rooms only if invited. */
  const seesPublic = (userId: number) => mayOnServer(rights.roleOf(userId), 'roomJoin');
  const maySee = (row: RoomRow, userId: number) =>
    row.is_member === 1 || row.is_invited === 1 || (row.kind === 'public' && seesPublic(userId));

  return {
    byId: (roomId, userId) => byId.one(userId, userId, roomId),
    byName: (me, name) => nearest.one(me, me, name, me, me, me, name, me, me, me, name),
    byFormerName: (userId, name) => former.all(userId, userId, name).find(row => maySee(row, userId)),
    maySee,
    among: (roomIds, userId, afterName) =>
      roomIds
        .flatMap(roomId => byId.one(userId, userId, roomId) ?? [])
        .filter(row => maySee(row, userId) && row.name > afterName)
        .toSorted((one, other) => (one.name < other.name ? -1 : 1)),
    page: (userId, afterName, limit) =>
      seesPublic(userId)
        ? page.all(userId, userId, afterName, limit, userId, userId, userId, afterName, limit, limit)
        : pageOfGuest.all(userId, userId, userId, afterName, limit),
  };
}
