/** Where files go that are taken: for a room, else for the whole server, as somebody at this machine said it. */
import type {Database} from './sqlite.ts';

/** Stands for every room that has no folder of its own. */
export const EVERY_ROOM = 0;

export function readDownloadFolder(database: Database, roomId: number): string | undefined {
  const row = database
    .prepare('SELECT folder FROM download_folder WHERE room_id IN (?, ?) ORDER BY room_id = ? LIMIT 1')
    .get(roomId, EVERY_ROOM, EVERY_ROOM);
  return row === undefined ? undefined : String(row['folder']);
}

/** @param folder absolute; without it the usual one counts again */
export function putDownloadFolder(database: Database, roomId: number, folder: string | undefined): void {
  if (folder === undefined) database.prepare('DELETE FROM download_folder WHERE room_id = ?').run(roomId);
  else database.prepare('INSERT OR REPLACE INTO download_folder (room_id, folder) VALUES (?, ?)').run(roomId, folder);
}
