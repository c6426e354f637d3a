/** The row of a file, and the file that it holds. */
import type {Bundle} from '../../../../shared/bundle.ts';
import type {FileState} from '../../../../shared/model.ts';
import type {StoredFile} from '../../../storeContract/store.ts';
import type {Names} from '../names.ts';

export interface FileRow {
  file_id: string;
  room_id: number;
  seq: number;
  entry_id: string | null;
  sender_id: number;
  name: string;
  size_bytes: number;
  offered_at_ms: number;
  state: FileState;
  sha256: string | null;
  /** JSON, as the offer's entry has it. */
  bundle: string | null;
  direct_bytes: number;
  same_as: string | null;
}

export const FILE_COLUMNS = `file_id, room_id, seq, sender_id, name, size_bytes, offered_at_ms, state, sha256,
  direct_bytes, same_as,
  (SELECT entry_id FROM entries WHERE entries.room_id = files.room_id AND entries.seq = files.seq) AS entry_id,
  (SELECT json_extract(data, '$.bundle') FROM entries
    WHERE entries.room_id = files.room_id AND entries.seq = files.seq) AS bundle`;

export const FILE_SEEN_BY = `SELECT ${FILE_COLUMNS} FROM files WHERE file_id = ?
  AND EXISTS (SELECT 1 FROM members WHERE members.room_id = files.room_id AND user_id = ?)`;

export const toFile = (row: FileRow, names: Names): StoredFile => ({
  fileId: row.file_id,
  roomId: row.room_id,
  seq: row.seq,
  ...(row.entry_id === null ? {} : {entryId: row.entry_id}),
  senderName: names.nameOf(row.sender_id),
  name: row.name,
  sizeBytes: row.size_bytes,
  offeredAtMs: row.offered_at_ms,
  state: row.state,
  ...(row.sha256 === null ? {} : {sha256: row.sha256}),
  ...(row.bundle === null ? {} : {bundle: JSON.parse(row.bundle) as Bundle}),
  ...(row.direct_bytes === 0 ? {} : {directBytes: row.direct_bytes}),
  ...(row.same_as === null ? {} : {sameAs: row.same_as}),
});
