/** Finds and lists files of rooms; their bytes are in a file store. */
import {ChatError} from '../../../../shared/errors.ts';
import type {Store} from '../../../storeContract/store.ts';
import {query} from '../engine/database.ts';
import type {RoomLog} from '../roomLog.ts';
import type {Sqlite} from '../sqlite.ts';
import {FILE_COLUMNS, FILE_SEEN_BY, toFile, type FileRow} from './fileRow.ts';

type Files = Pick<
  Store,
  'filesOf' | 'fileFind' | 'fileFindAny' | 'fileList' | 'fileLargest' | 'fileOld' | 'fileUnfinished'
>;

export function openFileQueries(sqlite: Sqlite & {roomLog: RoomLog}): Files {
  const {database, roomLog, names} = sqlite;
  const find = query<FileRow, [string]>(database, `SELECT ${FILE_COLUMNS} FROM files WHERE file_id = ?`);
  const findSeen = query<FileRow, [string, number]>(database, FILE_SEEN_BY);
  const page = query<FileRow, [number, number, number]>(
    database,
    `SELECT ${FILE_COLUMNS} FROM files WHERE room_id = ? AND seq < ? ORDER BY seq DESC LIMIT +?`,
  );

  const largest = query<FileRow & {is_seen: number}, [number, number, string, number]>(
    database,
    `SELECT ${FILE_COLUMNS},
      EXISTS (SELECT 1 FROM members WHERE members.room_id = files.room_id AND user_id = ?) AS is_seen
      FROM files WHERE state <> 'cancelled' AND (size_bytes, file_id) < (?, ?)
      ORDER BY size_bytes DESC, file_id DESC LIMIT +?`,
  );
  const old = query<FileRow, [number, number]>(
    database,
    // Rooms with an unfinished import are excluded.
    `SELECT ${FILE_COLUMNS} FROM files WHERE state <> 'cancelled' AND offered_at_ms < ?
      AND room_id NOT IN (SELECT room_id FROM imports WHERE opens_as IS NOT NULL) ORDER BY offered_at_ms LIMIT +?`,
  );
  const unfinished = query<FileRow, [number, number]>(
    database,
    `SELECT ${FILE_COLUMNS} FROM files WHERE state = 'uploading' AND offered_at_ms < ? ORDER BY offered_at_ms LIMIT +?`,
  );

  const ofSender = query<{file_id: string}, [number, number]>(
    database,
    "SELECT file_id FROM files WHERE sender_id = ? AND state <> 'cancelled' LIMIT +?",
  );

  return {
    filesOf: async ({userId, limit}) => ofSender.all(userId, limit).map(row => row.file_id),
    async fileLargest({userId, after, limit}) {
      const {sizeBytes, fileId} = after ?? {sizeBytes: Number.MAX_SAFE_INTEGER, fileId: ''};
      return largest.all(userId, sizeBytes, fileId, limit).map(row => {
        const {
          roomId: _roomId,
          seq: _seq,
          entryId: _entryId,
          sha256: _sha256,
          bundle: _bundle,
          directBytes: _directBytes,
          sameAs: _sameAs,
          name,
          ...file
        } = toFile(row, names);
        return {...file, name: row.is_seen === 1 ? name : ''};
      });
    },
    fileOld: async ({beforeMs, limit}) => old.all(beforeMs, limit).map(row => toFile(row, names)),
    fileUnfinished: async ({beforeMs, limit}) => unfinished.all(beforeMs, limit).map(row => toFile(row, names)),
    async fileFind(fileId, userId) {
      const row = findSeen.one(fileId, userId);
      if (row === undefined) throw new ChatError('file-not-found', fileId);
      return toFile(row, names);
    },
    async fileFindAny(fileId) {
      const row = find.one(fileId);
      return row === undefined ? undefined : toFile(row, names);
    },
    async fileList({roomId, userId, beforeSeq = Number.MAX_SAFE_INTEGER, limit}) {
      roomLog.requireMember(roomId, userId);
      return page.all(roomId, beforeSeq, limit).map(row => toFile(row, names));
    },
  };
}
