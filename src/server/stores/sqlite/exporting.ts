/** Reads rooms for an export from a snapshot of a data folder while its server may be writing. */
import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {ChatError} from '../../../shared/errors.ts';
import type {Entry} from '../../../shared/entries/entry.ts';
import type {ExportMember, ExportRoom} from '../../../shared/output/exportLines.ts';
import {openSnapshot, query} from './engine/database.ts';
import {MIGRATIONS} from './engine/schema.ts';
import {ENTRY_COLUMNS, toEntry, type EntryRow} from './entryRow.ts';
import {openNames} from './names.ts';

export interface RoomsRead {
  /** All rooms with entries, or only those of this name. */
  rooms(name?: string): ExportRoom[];
  members(roomId: number): ExportMember[];
  /** The next entries in order; empty at the end. `firstText` is the original text of an edited message. */
  entries(roomId: number, afterSeq: number): {entry: Entry; firstText?: string}[];
  close(): void;
}

const PAGE = 200;

interface RoomRow {
  room_id: number;
  kind: ExportRoom['kind'];
  name: string;
  topic: string;
  created_at_ms: number;
  first_seq: number;
  last_seq: number;
}

/** @throws export-failed if there is no data, or data of another version */
export function readRooms(dataDir: string): RoomsRead {
  const path = join(dataDir, 'chat.db');
  if (!existsSync(path)) throw new ChatError('export-failed', `there is no data of a server in ${dataDir}`);
  const database = openSnapshot(path);
  try {
    const {user_version: version} = database.statement('PRAGMA user_version').get() as {user_version: number};
    if (version !== MIGRATIONS.at(-1)?.version)
      throw new ChatError(
        'export-failed',
        'the data is of another version; start the server of this version on it first',
      );
    const names = openNames(database);
    const rooms = query<RoomRow, [string | null, string | null]>(
      database,
      `SELECT room_id, kind, name, topic, created_at_ms, first_seq, last_seq FROM rooms
        WHERE room_id NOT IN (SELECT room_id FROM erased_rooms)
          AND EXISTS (SELECT 1 FROM entries WHERE entries.room_id = rooms.room_id)
          AND (? IS NULL OR (name = ? AND kind <> 'direct')) ORDER BY room_id`,
    );
    const members = query<{name: string; role: ExportMember['role']}, [number]>(
      database,
      'SELECT name, role FROM members WHERE room_id = ? ORDER BY name',
    );
    const page = query<EntryRow & {first_text: string | null}, [number, number]>(
      database,
      `SELECT ${ENTRY_COLUMNS.split(', ')
        .map(column => `entries.${column}`)
        .join(', ')}, first_text
        FROM entries LEFT JOIN became USING (room_id, seq) WHERE room_id = ? AND seq > ? ORDER BY seq LIMIT ${PAGE}`,
    );
    return {
      rooms: name =>
        rooms.all(name ?? null, name ?? null).map(row => ({
          type: 'room',
          roomId: row.room_id,
          kind: row.kind,
          name: row.name,
          topic: row.topic,
          createdAtMs: row.created_at_ms,
          firstSeq: row.first_seq,
          lastSeq: row.last_seq,
        })),
      members: roomId => members.all(roomId).map(({name, role}) => ({type: 'member', roomId, name, role})),
      entries: (roomId, afterSeq) =>
        page.all(roomId, afterSeq).map(row => ({
          entry: toEntry(row, names),
          ...(row.first_text !== null && {firstText: JSON.parse(row.first_text) as string}),
        })),
      close: () => database.close(),
    };
  } catch (error) {
    database.close();
    throw error;
  }
}
