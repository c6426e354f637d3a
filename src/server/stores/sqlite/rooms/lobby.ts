/** The lobby: created at the first start, protected from leaving, renaming and deletion. */
import {ChatError} from '../../../../shared/errors.ts';
import {isLobby, LOBBY} from '../../../../shared/model.ts';
import {SERVER_SENDER} from '../../../storeContract/store.ts';
import {query} from '../engine/database.ts';
import type {RoomLog} from '../roomLog.ts';
import type {Sqlite} from '../sqlite.ts';

/** `lobby-stays`: nobody leaves it or is removed from it; `lobby-fixed`: it keeps its name and is never archived or deleted. */
export function requireNotLobby(roomId: number, code: 'lobby-stays' | 'lobby-fixed'): void {
  if (isLobby({roomId})) throw new ChatError(code);
}

/** Called once at the first start. */
export function makeLobby({database, roomLog, newId, now}: Omit<Sqlite, 'commits'> & {roomLog: RoomLog}): void {
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
  roomLog.append({
    roomId: LOBBY.roomId,
    userId: SERVER_SENDER.userId,
    body: {kind: 'created', id: newId()},
    atMs,
  });
  database.exec('COMMIT');
}
