/**
 * Conversations of two people: opened by one of them, visible to the other from the first message on, and hidden from a person
 * who leaves.
 */
import type {Revealed, Store} from '../../../../storeContract/store.ts';
import {query} from '../../engine/database.ts';
import type {RevealParts, StoredMessage} from './groupReveal.ts';
import {openMakingRoom} from '../makingRoom.ts';
import {openNumbers, openMembers, type MemberParts} from '../members.ts';
import {ChatError} from '../../../../../shared/errors.ts';
import {mayOnServer} from '../../../../../shared/access/roles.ts';
import {openAcceptance} from '../acceptance.ts';
import type {Rights} from '../../access/rights.ts';
import type {Sqlite} from '../../sqlite.ts';

export interface Partner {
  userId: number;
  name: string;
  /** Whether the partner sees the conversation now; otherwise they have left it, or it has no message yet. */
  isIn: boolean;
}

/** Called inside a transaction. */
export interface Directs {
  partnerOf(roomId: number, userId: number): Partner | undefined;
  /** Whether the partner does not see the conversation and does not accept `from`. Ignores blocks, which must not be noticed. */
  isUnwilling(partner: Partner, from: number): boolean;
  /** A message was sent: makes the conversation visible to a partner who does not see it and has not blocked the sender. */
  reveal(said: StoredMessage, partner: Partner): readonly Revealed[];
}

export function openDirects({database, names, acceptance}: RevealParts): Directs {
  const other = query<{user_id: number; is_in: number}, [number, number]>(
    database,
    `SELECT pair.user_id, members.user_id IS NOT NULL AS is_in
      FROM (SELECT room_id, CASE WHEN low_user_id = ? THEN high_user_id ELSE low_user_id END AS user_id
        FROM directs WHERE room_id = ?) AS pair LEFT JOIN members USING (room_id, user_id)`,
  );
  const insert = database.statement(
    'INSERT INTO members (room_id, user_id, name, read_seq, number) VALUES (?, ?, ?, ?, ?)',
  );
  const freeNumber = openNumbers(database);
  const makeRoom = openMakingRoom(database);
  const count = database.statement('UPDATE rooms SET member_count = member_count + ? WHERE room_id = ?');

  return {
    partnerOf(roomId, userId) {
      const row = other.one(userId, roomId);
      return row && {userId: row.user_id, name: names.nameOf(row.user_id), isIn: row.is_in === 1};
    },
    isUnwilling: ({userId, isIn}, from) => !isIn && !acceptance.accepts(userId, from),
    reveal({roomId, seq, senderId}, {userId, name, isIn}) {
      if (isIn || acceptance.isBlocked(userId, senderId)) return [];
      insert.run(roomId, userId, name, seq - 1, freeNumber(userId));
      count.run(1, roomId);
      const hiddenRoomId = makeRoom(userId, roomId);
      return [{userId, ...(hiddenRoomId !== undefined && {hiddenRoomId})}];
    },
  };
}

/** Opens the conversation for the caller only. */
export function openDirectRooms(
  sqlite: Sqlite & MemberParts & {rights: Rights},
): Pick<Store, 'directOpen' | 'directRequire'> {
  const {database, commits, roomLog, names, rights} = sqlite;
  const members = openMembers(sqlite);
  const acceptance = openAcceptance(database);
  const find = query<{room_id: number}, [number, number]>(
    database,
    'SELECT room_id FROM directs WHERE low_user_id = ? AND high_user_id = ?',
  );
  const shared = query<{room_id: number}, [number, number]>(
    database,
    `SELECT room_id FROM members AS mine JOIN rooms USING (room_id) WHERE mine.user_id = ? AND kind <> 'direct'
      AND EXISTS (SELECT 1 FROM members WHERE members.room_id = mine.room_id AND members.user_id = ?) LIMIT 1`,
  );
  const insertRoom = database.statement(
    "INSERT INTO rooms (kind, name, topic, created_at_ms, made_by) VALUES ('direct', '', '', ?, ?)",
  );
  const insertPair = database.statement('INSERT INTO directs (low_user_id, high_user_id, room_id) VALUES (?, ?, ?)');

  const pairOf = (userId: number, partnerId: number): readonly [number, number] => {
    if (userId === partnerId) throw new ChatError('direct-self');
    return [Math.min(userId, partnerId), Math.max(userId, partnerId)];
  };
  const requireMaking = (userId: number, partnerId: number): void => {
    if (!mayOnServer(rights.roleOf(userId), 'directBegin') && shared.one(userId, partnerId) === undefined)
      throw new ChatError('not-allowed');
  };

  return {
    async directRequire({userId, partnerId}) {
      const made = find.one(...pairOf(userId, partnerId))?.room_id;
      if (made !== undefined && members.has(made, partnerId)) return;
      if (made === undefined) requireMaking(userId, partnerId);
      if (!acceptance.accepts(partnerId, userId)) throw new ChatError('directs-refused', names.nameOf(partnerId));
    },
    async directOpen({userId, partnerId, entryId, atMs}) {
      const pair = pairOf(userId, partnerId);
      const known = find.one(...pair);
      if (known !== undefined && members.has(known.room_id, userId)) return {roomId: known.room_id, isNew: false};
      return commits.writeWhole(() => {
        const made = find.one(...pair)?.room_id;
        if (made !== undefined) {
          if (!members.has(made, userId)) members.add(made, userId);
          return {roomId: made, isNew: false};
        }
        requireMaking(userId, partnerId);
        const roomId = Number(insertRoom.run(atMs, userId).lastInsertRowid);
        insertPair.run(...pair, roomId);
        roomLog.append({roomId, userId, body: {kind: 'created', id: entryId}, atMs});
        members.add(roomId, userId);
        return {roomId, isNew: true};
      });
    },
  };
}
