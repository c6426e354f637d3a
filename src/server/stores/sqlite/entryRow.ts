/** Conversion of an entry to a row and back, with a checksum: a damaged row is never shown. */
import {crc32} from 'node:zlib';
import {ChatError} from '../../../shared/errors.ts';
import type {Entry} from '../../../shared/entries/entry.ts';
import type {EntryBody} from '../../storeContract/store.ts';
import type {Names} from './names.ts';

export interface EntryRow {
  room_id: number;
  seq: number;
  sender_id: number;
  kind: string;
  sent_at_ms: number;
  entry_id: string;
  /** JSON of the fields that only this kind of entry has. */
  data: string | null;
  text: string | null;
  /** CRC-32 over all other columns, because SQLite does not detect flipped bits. */
  checksum: number;
}

export const ENTRY_COLUMNS = 'room_id, seq, sender_id, kind, sent_at_ms, entry_id, data, text, checksum';

interface Numbered {
  roomId: number;
  seq: number;
  userId: number;
  body: EntryBody;
  sentAtMs: number;
}

export function toEntryRow({roomId, seq, userId, body, sentAtMs}: Numbered): EntryRow {
  // The oldest supported runtime cuts text at a NUL, so such text is stored in the JSON, which escapes it.
  const text = 'text' in body && !body.text.includes('\0') ? body.text : null;
  const row = {
    room_id: roomId,
    seq,
    sender_id: userId,
    kind: body.kind,
    sent_at_ms: sentAtMs,
    entry_id: body.id,
    data: dataOf(body, text !== null),
    text,
    checksum: 0,
  };
  row.checksum = checksumOf(row);
  return row;
}

/** @throws storage-damaged if the checksum does not match */
export function toEntry(row: EntryRow, names: Names): Entry {
  if (checksumOf(row) !== row.checksum) {
    throw new ChatError('storage-damaged', `entry ${row.seq} of room ${row.room_id}`, {
      cause: new Error('the checksum of an entry is wrong'),
    });
  }
  return {
    ...(row.data === null ? {} : (JSON.parse(row.data) as object)),
    ...(row.text === null ? {} : {text: row.text}),
    seq: row.seq,
    id: row.entry_id,
    sender: names.nameOf(row.sender_id),
    sentAtMs: row.sent_at_ms,
    kind: row.kind,
  } as Entry;
}

export const checksumOf = ({room_id, seq, sender_id, kind, sent_at_ms, entry_id, data, text}: EntryRow): number =>
  crc32(`${room_id} ${seq} ${sender_id} ${kind} ${sent_at_ms} ${entry_id} ${data ?? ''} ${text ?? ''}`);

function dataOf(body: EntryBody, isTextApart: boolean): string | null {
  const {id: _id, kind: _kind, ...rest} = body;
  if (!isTextApart || !('text' in rest)) return jsonOf(rest);
  const {text: _text, ...data} = rest;
  return jsonOf(data);
}

const jsonOf = (data: object) => (Object.keys(data).length === 0 ? null : JSON.stringify(data));
