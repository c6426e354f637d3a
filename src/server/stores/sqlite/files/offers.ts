/** Offers, settles and joins files of rooms, within the quotas of a person, a room and the server. */
import {ChatError} from '../../../../shared/errors.ts';
import type {EntryBody, Store} from '../../../storeContract/store.ts';
import {query} from '../engine/database.ts';
import type {Rights} from '../access/rights.ts';
import type {RoomLog} from '../roomLog.ts';
import type {AppendSealed} from '../sealed/sealedLog.ts';
import type {Sqlite} from '../sqlite.ts';
import {openFileQuotas} from './fileQuotas.ts';
import {FILE_COLUMNS, FILE_SEEN_BY, toFile, type FileRow} from './fileRow.ts';

/** The earliest file with equal bytes; without direct transfers and empty files. */
const TWIN = `SELECT other.file_id FROM files AS one JOIN files AS other
  ON other.sender_id = one.sender_id AND other.sha256 = one.sha256 AND other.size_bytes = one.size_bytes
  WHERE one.file_id = ? AND one.state = 'complete' AND one.direct_bytes = 0 AND one.size_bytes > 0
    AND other.file_id <> one.file_id AND other.state = 'complete' AND other.same_as IS NULL AND other.direct_bytes = 0
  ORDER BY other.offered_at_ms, other.room_id, other.seq LIMIT 1`;

type Offers = Pick<Store, 'fileOffer' | 'fileRelay' | 'fileSettle' | 'fileTwin' | 'fileJoin'>;

export function openOffers(
  {database, commits, roomLog, names, rights}: Sqlite & {roomLog: RoomLog; rights: Rights},
  appendSealed: AppendSealed,
): Offers {
  const {requireFew, requireShare} = openFileQuotas(database);
  const find = query<FileRow, [string]>(database, `SELECT ${FILE_COLUMNS} FROM files WHERE file_id = ?`);
  const findSeen = query<FileRow, [string, number]>(database, FILE_SEEN_BY);
  const insert = database.statement(
    `INSERT INTO files (file_id, room_id, seq, sender_id, name, size_bytes, direct_bytes, offered_at_ms, state)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'uploading')`,
  );
  const settle = database.statement('UPDATE files SET state = ?, sha256 = ?, direct_bytes = ? WHERE file_id = ?');
  const twin = query<{file_id: string}, [string]>(database, TWIN);
  const isFirst = query<{one: 1}, [string]>(database, 'SELECT 1 AS one FROM files WHERE same_as = ? LIMIT 1');
  const join = database.statement('UPDATE files SET same_as = ? WHERE file_id = ?');
  const betweenTwo = query<{room_id: number}, [number]>(database, 'SELECT room_id FROM directs WHERE room_id = ?');
  const relay = database.statement('UPDATE files SET direct_bytes = ? WHERE file_id = ?');
  const get = (fileId: string) => {
    const row = find.one(fileId);
    if (row === undefined) throw new ChatError('file-not-found', fileId);
    return row;
  };

  /** Whether the file can be transferred directly, even if it was relayed from its first byte on. */
  const mayBeDirect = (row: {room_id: number; direct_bytes: number}): boolean =>
    row.direct_bytes > 0 || betweenTwo.one(row.room_id) !== undefined;

  return {
    fileOffer: ({roomId, userId, entryId, fileId, name, sizeBytes, bundle, sealed, isDirect = false, atMs, quota}) =>
      commits.writeWhole(() => {
        const body = {kind: 'file' as const, id: entryId, fileId, name, sizeBytes, ...(bundle && {bundle})};
        const {entry, partner} =
          sealed === undefined
            ? roomLog.appendByMember({roomId, userId, body, atMs})
            : appendSealed({roomId, userId, entryId, sealed, atMs}, fileId);
        // If the id was used before, returns the earlier offer, unless it belongs to another kind of entry.
        const offered = entry.kind === 'file' || entry.kind === 'sealed' ? entry.fileId : undefined;
        if (offered === undefined) throw new ChatError('bad-request', 'clientMsgId');
        // Direct transfers are only possible between two people.
        if (isDirect && partner === undefined) throw new ChatError('bad-request', 'isDirect');
        const directBytes = isDirect ? sizeBytes : 0;
        if (offered === fileId && quota !== undefined) {
          requireFew(userId, quota);
          requireShare(roomId, userId, sizeBytes - directBytes, quota);
        }
        if (offered === fileId) insert.run(fileId, roomId, entry.seq, userId, name, sizeBytes, directBytes, atMs);
        return {...toFile(get(offered), names), ...(partner === undefined ? {} : {partner})};
      }),
    fileRelay: ({fileId, userId, fromByte, heldBytes, quota}) =>
      commits.writeWhole(() => {
        const row = findSeen.one(fileId, userId);
        if (row === undefined) throw new ChatError('file-not-found', fileId);
        if (row.sender_id !== userId) throw new ChatError('not-allowed');
        if (row.state === 'cancelled') throw new ChatError('file-gone', row.name);
        if (row.state !== 'uploading' || !mayBeDirect(row) || fromByte > row.size_bytes)
          throw new ChatError('bad-request', 'fromByte');
        if (fromByte < row.direct_bytes) requireShare(row.room_id, userId, row.direct_bytes - fromByte, quota);
        // The bytes on the server are continued and count as before.
        const isHeld = fromByte >= row.direct_bytes && fromByte <= heldBytes;
        if (!isHeld) relay.run(fromByte, fileId);
        return {before: toFile(row, names), after: toFile(get(fileId), names), isHeld};
      }),
    fileSettle: ({fileId, userId, state, sha256, isDirect = false, entryId, atMs, isByAdmin = false}) =>
      commits.writeWhole(() => {
        if (isByAdmin) rights.requireServer(userId, 'fileDelete');
        const row = isByAdmin ? find.one(fileId) : findSeen.one(fileId, userId);
        if (row === undefined) throw new ChatError('file-not-found', fileId);
        if (row.sender_id !== userId && !isByAdmin) throw new ChatError('not-allowed');
        if (row.state === state) return toFile(row, names);
        if (row.state === 'cancelled') throw new ChatError('file-gone', row.name);
        if (isDirect && !mayBeDirect(row)) throw new ChatError('bad-request', 'isDirect');
        const directBytes = isDirect ? row.size_bytes : row.direct_bytes;
        settle.run(state, sha256 ?? null, directBytes, fileId);
        const body: EntryBody =
          state === 'complete'
            ? {
                kind: 'fileCompleted',
                id: entryId,
                fileId,
                sha256: sha256 ?? '',
                ...(directBytes > 0 && {isDirect: true}),
              }
            : {kind: 'fileCancelled', id: entryId, fileId};
        roomLog.append({roomId: row.room_id, userId, body, atMs});
        const twinId = state === 'complete' ? twin.one(fileId)?.file_id : undefined;
        return {...toFile(get(fileId), names), ...(twinId !== undefined && {twinId})};
      }),
    fileTwin: async fileId => twin.one(fileId)?.file_id,
    fileJoin: ({fileId, otherId}) =>
      commits.writeWhole(() => {
        const [row, other] = [find.one(fileId), find.one(otherId)];
        if (row === undefined || other === undefined) return false;
        if (row.same_as !== null) return row.state === 'complete';
        const first = other.same_as ?? otherId;
        const areSame =
          first !== fileId &&
          [row, other].every(one => one.state === 'complete' && one.direct_bytes === 0) &&
          row.sender_id === other.sender_id &&
          row.sha256 === other.sha256 &&
          row.size_bytes === other.size_bytes;
        // This file is the one by which others are counted, so it cannot be joined itself.
        if (!areSame || isFirst.one(fileId) !== undefined) return false;
        join.run(first, fileId);
        return true;
      }),
  };
}
