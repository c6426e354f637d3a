/** Opening the conversation of two people. */
import {ChatError} from '../../../../../shared/errors.ts';
import {mayOnServer} from '../../../../../shared/access/roles.ts';
import type {Store} from '../../../../storeContract/store.ts';
import {query} from '../../engine/database.ts';
import {openAcceptance} from '../acceptance.ts';
import {openMembers, type MemberParts} from '../members.ts';
import type {Rights} from '../../access/rights.ts';
import type {Sqlite} from '../../sqlite.ts';

/** Opens the conversation for the one who asks, and for nobody else. */
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
