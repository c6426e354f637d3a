/** Renaming, describing, archiving and deleting rooms. */
import {ChatError} from '../../../../shared/errors.ts';
import {FIXED_LIMITS} from '../../../../shared/limits.ts';
import type {RoomAction} from '../../../../shared/access/roles.ts';
import type {RoomLifecycleStore} from '../../../storeContract/roomLifecycle.ts';
import {query} from '../engine/database.ts';
import {requireNotLobby} from '../rooms/lobby.ts';
import {openNaming} from '../rooms/naming.ts';
import {openRoomVisibility} from '../rooms/roomVisibility.ts';
import type {Rights} from '../access/rights.ts';
import type {RoomLog} from '../roomLog.ts';
import {openErasing, type EraseParts} from './erasing.ts';

interface RoomRow {
  name: string;
  description: string;
  archived_at_ms: number | null;
}

export function openLifecycle(sqlite: EraseParts & {roomLog: RoomLog; rights: Rights}): RoomLifecycleStore {
  const {database, commits, roomLog, rights, writePermission} = sqlite;
  const visibility = openRoomVisibility(database, rights);
  const naming = openNaming(database, (userId, name) => visibility.byName(userId, name)?.room_id);
  const erasing = openErasing(sqlite);
  const find = query<RoomRow, [number]>(
    database,
    'SELECT name, description, archived_at_ms FROM rooms WHERE room_id = ?',
  );
  const setName = database.statement('UPDATE rooms SET name = ? WHERE room_id = ?');
  const setDescription = database.statement('UPDATE rooms SET description = ? WHERE room_id = ?');
  const setArchived = database.statement('UPDATE rooms SET archived_at_ms = ? WHERE room_id = ?');

  /** @throws not-in-room, not-allowed */
  function require(roomId: number, userId: number, action: RoomAction): RoomRow {
    const {kind} = rights.requireRoom(roomId, userId, action);
    const row = find.one(roomId);
    if (row === undefined || kind === 'direct') throw new ChatError('not-allowed');
    return row;
  }

  return {
    roomRename: ({roomId, userId, name, entryId, atMs}) =>
      commits.writeWhole(() => {
        const {name: was} = require(roomId, userId, 'rename');
        requireNotLobby(roomId, 'lobby-fixed');
        writePermission.requireNotMuted(userId, atMs);
        if (was === name) return;
        naming.requireFree(userId, name, roomId);
        setName.run(name, roomId);
        naming.renamed(roomId, {was, name}, atMs);
        roomLog.append({roomId, userId, body: {kind: 'renamed', id: entryId, name, was}, atMs});
      }),
    roomDescribe: ({roomId, userId, text, entryId, atMs}) =>
      commits.writeWhole(() => {
        const {description} = require(roomId, userId, 'rename');
        if (text.length > FIXED_LIMITS.descriptionLengthMax) throw new ChatError('description-too-long');
        writePermission.requireNotMuted(userId, atMs);
        if (description === text) return;
        setDescription.run(text, roomId);
        roomLog.append({roomId, userId, body: {kind: 'described', id: entryId, text}, atMs});
      }),
    roomArchive: ({roomId, userId, isArchived, reason, entryId, atMs}) =>
      commits.writeWhole(() => {
        const {archived_at_ms: since} = require(roomId, userId, 'archive');
        requireNotLobby(roomId, 'lobby-fixed');
        if ((since !== null) === isArchived) return;
        if (reason !== '') writePermission.requireNotMuted(userId, atMs);
        setArchived.run(isArchived ? atMs : null, roomId);
        writePermission.ruled(roomId);
        roomLog.append({roomId, userId, body: {kind: 'archived', id: entryId, isArchived, text: reason}, atMs});
      }),
    roomDelete: ({roomId, userId, name}) =>
      commits.writeWhole(() => {
        const {name: isCalled} = require(roomId, userId, 'archive');
        requireNotLobby(roomId, 'lobby-fixed');
        if (isCalled !== name) throw new ChatError('room-name-other', `#${isCalled}`);
        return erasing.begin(roomId);
      }),
    roomErase: () => commits.writeWhole(() => erasing.step()),
  };
}
