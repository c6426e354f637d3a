/** Opening the conversation of two people. */
import {ChatError} from '../../../../shared/errors.ts';
import type {Store} from '../../../store.ts';
import {query} from '../engine/database.ts';
import {openMembers} from './members.ts';
import type {Sqlite} from '../sqlite.ts';

/** Opens the conversation for the one who asks, and for nobody else. */
export function openDirectRooms(sqlite: Sqlite): Pick<Store, 'directOpen'> {
  const {database, commits, log} = sqlite;
  const members = openMembers(sqlite);
  const find = query<{room_id: number}, [number, number]>(
    database,
    'SELECT room_id FROM directs WHERE low_user_id = ? AND high_user_id = ?',
  );
  const insertRoom = database.statement(
    "INSERT INTO rooms (kind, name, topic, created_at_ms, made_by) VALUES ('direct', '', '', ?, ?)",
  );
  const insertPair = database.statement('INSERT INTO directs (low_user_id, high_user_id, room_id) VALUES (?, ?, ?)');

  return {
    async directOpen({userId, partnerId, entryId, atMs}) {
      if (userId === partnerId) throw new ChatError('direct-self');
      const pair = [Math.min(userId, partnerId), Math.max(userId, partnerId)] as const;
      const known = find.one(...pair);
      if (known !== undefined && members.has(known.room_id, userId)) return {roomId: known.room_id, isNew: false};
      return commits.writeWhole(() => {
        const made = find.one(...pair)?.room_id;
        if (made !== undefined) {
          if (!members.has(made, userId)) members.add(made, userId);
          return {roomId: made, isNew: false};
        }
        const roomId = Number(insertRoom.run(atMs, userId).lastInsertRowid);
        insertPair.run(...pair, roomId);
        log.append({roomId, userId, body: {kind: 'created', id: entryId}, atMs});
        members.add(roomId, userId);
        return {roomId, isNew: true};
      });
    },
  };
}
