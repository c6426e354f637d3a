/** Reads the rooms and their logs out of a server's database, without the server's own code. */
import {DatabaseSync} from 'node:sqlite';
import type {Entry} from '../../../src/shared/entries/entry.ts';
import type {StoredRoom} from '../machine/ledger.ts';

interface RoomRow {
  room_id: number;
  last_seq: number;
}

interface EntryRow {
  room_id: number;
  seq: number;
  sender: string;
  kind: string;
  sent_at_ms: number;
  entry_id: string;
  data: string | null;
  text: string | null;
}

/** The server may run meanwhile: one read transaction sees one state. */
export function readStoredLog(databasePath: string): StoredRoom[] {
  const database = new DatabaseSync(databasePath, {readOnly: true});
  try {
    database.exec('PRAGMA busy_timeout = 5000; BEGIN');
    const rooms = database
      .prepare('SELECT room_id, last_seq FROM rooms ORDER BY room_id')
      .all() as unknown as RoomRow[];
    const rows = database
      .prepare(
        `SELECT room_id, seq, coalesce(accounts.name, 'server') AS sender, kind, sent_at_ms, entry_id, data, text
          FROM entries LEFT JOIN accounts ON accounts.user_id = entries.sender_id ORDER BY room_id, seq`,
      )
      .all() as unknown as EntryRow[];
    const byRoom = Map.groupBy(rows, row => row.room_id);
    return rooms.map(({room_id: roomId, last_seq: lastSeq}) => ({
      roomId,
      lastSeq,
      entries: (byRoom.get(roomId) ?? []).map(toEntry),
    }));
  } finally {
    database.close();
  }
}

/** Empty when SQLite finds nothing wrong with the file. */
export function integrityErrors(databasePath: string): string[] {
  const database = new DatabaseSync(databasePath);
  try {
    const rows = database.prepare('PRAGMA integrity_check').all() as {integrity_check: string}[];
    return rows.map(row => row.integrity_check).filter(line => line !== 'ok');
  } finally {
    database.close();
  }
}

const toEntry = (row: EntryRow): Entry =>
  ({
    ...(row.data === null ? {} : (JSON.parse(row.data) as object)),
    ...(row.text === null ? {} : {text: row.text}),
    seq: row.seq,
    id: row.entry_id,
    sender: row.sender,
    sentAtMs: row.sent_at_ms,
    kind: row.kind,
  }) as Entry;
