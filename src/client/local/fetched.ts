/** Downloaded files with their paths, and the download folders chosen for a room or for the whole server. */
import type {Database} from './sqlite.ts';

export interface Fetched {
  fileId: string;
  roomId: number;
  name: string;
  /** Login name of the sender. */
  peer: string;
  sizeBytes: number;
  path: string;
  fetchedAtMs: number;
  /** False once the person has removed it from the list of transfers. */
  isListed: boolean;
}

/** Beyond this, the oldest are dropped. */
const KEPT_MAX = 1_000;

/** Must be called inside a transaction. */
export function putFetched(database: Database, one: Fetched): void {
  database
    .prepare(
      `INSERT OR REPLACE INTO fetched (file_id, room_id, name, peer, size_bytes, path, fetched_at_ms, is_listed)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(one.fileId, one.roomId, one.name, one.peer, one.sizeBytes, one.path, one.fetchedAtMs, Number(one.isListed));
  database
    .prepare(
      `DELETE FROM fetched WHERE file_id IN
         (SELECT file_id FROM fetched ORDER BY fetched_at_ms DESC, file_id DESC LIMIT -1 OFFSET ?)`,
    )
    .run(KEPT_MAX);
}

/** Downloaded files, oldest first. */
export const readFetched = (database: Database): Fetched[] =>
  database
    .prepare('SELECT * FROM fetched ORDER BY fetched_at_ms, file_id')
    .all()
    .map(row => ({
      fileId: String(row['file_id']),
      roomId: Number(row['room_id']),
      name: String(row['name']),
      peer: String(row['peer']),
      sizeBytes: Number(row['size_bytes']),
      path: String(row['path']),
      fetchedAtMs: Number(row['fetched_at_ms']),
      isListed: row['is_listed'] === 1,
    }));

export const unlistFetched = (database: Database, fileId: string): void =>
  void database.prepare('UPDATE fetched SET is_listed = 0 WHERE file_id = ?').run(fileId);

/** Room id of the folder for all rooms without one of their own. */
export const EVERY_ROOM = 0;

export function readDownloadFolder(database: Database, roomId: number): string | undefined {
  const row = database
    .prepare('SELECT folder FROM download_folder WHERE room_id IN (?, ?) ORDER BY room_id = ? LIMIT 1')
    .get(roomId, EVERY_ROOM, EVERY_ROOM);
  return row === undefined ? undefined : String(row['folder']);
}

/** @param folder absolute; `undefined` restores the default folder */
export function putDownloadFolder(database: Database, roomId: number, folder: string | undefined): void {
  if (folder === undefined) database.prepare('DELETE FROM download_folder WHERE room_id = ?').run(roomId);
  else database.prepare('INSERT OR REPLACE INTO download_folder (room_id, folder) VALUES (?, ?)').run(roomId, folder);
}
