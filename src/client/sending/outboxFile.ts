/** One file of the outbox: a SQLite database that one process holds locked for as long as it lives. */
import {rm} from 'node:fs/promises';
import type {DatabaseSync} from 'node:sqlite';
import {isErrorCode} from '../../shared/errors.ts';
import type {PendingMessage} from '../state/state.ts';

export interface OutboxMessage extends PendingMessage {
  roomId: number;
  /** Kind and name of the room it was written in, so that it never ends up in another. */
  roomLabel: string;
}

const SCHEMA = `CREATE TABLE IF NOT EXISTS message (
  position INTEGER PRIMARY KEY AUTOINCREMENT,
  client_msg_id TEXT NOT NULL UNIQUE,
  room_id INTEGER NOT NULL,
  room_label TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('message', 'action')),
  text TEXT NOT NULL,
  written_at_ms INTEGER NOT NULL,
  error_code TEXT,
  error_detail TEXT
) STRICT;
CREATE TABLE IF NOT EXISTS draft (
  room_id INTEGER PRIMARY KEY,
  room_label TEXT NOT NULL,
  text TEXT NOT NULL
) STRICT`;

/** What somebody has written and not sent; room 0 with an empty label is for what was written before there was a room. */
export interface Draft {
  roomId: number;
  roomLabel: string;
  text: string;
}

/** In place of the one that was there; an empty one is none. */
export function putDraft(database: DatabaseSync, {roomId, roomLabel, text}: Draft): void {
  if (text === '') database.prepare('DELETE FROM draft WHERE room_id = ?').run(roomId);
  else {
    database
      .prepare('INSERT OR REPLACE INTO draft (room_id, room_label, text) VALUES (?, ?, ?)')
      // As JSON: see below.
      .run(roomId, roomLabel, JSON.stringify(text));
  }
}

export const readDrafts = (database: DatabaseSync): Draft[] =>
  database
    .prepare('SELECT * FROM draft ORDER BY room_id')
    .all()
    .map(row => ({
      roomId: Number(row['room_id']),
      roomLabel: String(row['room_label']),
      text: String(JSON.parse(String(row['text']))),
    }));

/** `undefined` when another process has it. The lock is held until the database is closed or the process is gone. */
export async function openLocked(path: string): Promise<DatabaseSync | undefined> {
  // Loaded late: it costs start time that only somebody who writes should pay.
  const {DatabaseSync} = await import('node:sqlite');
  const database = new DatabaseSync(path);
  try {
    database.exec('PRAGMA busy_timeout = 0; PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL');
    database.exec(`PRAGMA synchronous = FULL; BEGIN EXCLUSIVE; ${SCHEMA}; COMMIT`);
    return database;
  } catch (error) {
    database.close();
    if (sqliteCode(error) === SQLITE_BUSY) return undefined;
    throw error;
  }
}

/** Appends; a message with the same id moves to the end. */
export function insertMessage(database: DatabaseSync, message: OutboxMessage): void {
  database.prepare('DELETE FROM message WHERE client_msg_id = ?').run(message.clientMsgId);
  database
    .prepare(
      `INSERT INTO message (client_msg_id, room_id, room_label, kind, text, written_at_ms, error_code, error_detail)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      message.clientMsgId,
      message.roomId,
      message.roomLabel,
      message.kind,
      // As JSON: some releases of Node cut a text at its first NUL.
      JSON.stringify(message.text),
      message.writtenAtMs,
      message.error?.code ?? null,
      message.error?.detail ?? null,
    );
}

/** In order of writing. */
export function readMessages(database: DatabaseSync): OutboxMessage[] {
  const rows = database.prepare('SELECT * FROM message ORDER BY position').all();
  return rows.map(row => {
    const code = row['error_code'];
    const message: OutboxMessage = {
      clientMsgId: String(row['client_msg_id']),
      roomId: Number(row['room_id']),
      roomLabel: String(row['room_label']),
      kind: row['kind'] === 'action' ? 'action' : 'message',
      text: String(JSON.parse(String(row['text']))),
      writtenAtMs: Number(row['written_at_ms']),
      status: 'sending',
    };
    if (typeof code !== 'string' || !isErrorCode(code)) return message;
    return {...message, status: 'failed', error: {code, detail: String(row['error_detail'] ?? '')}};
  });
}

/** The name goes while the lock still holds, so that nobody else takes the file for a living one. */
export async function removeFile(path: string, database: DatabaseSync): Promise<void> {
  await rm(path, {force: true});
  database.close();
  await rm(`${path}-wal`, {force: true});
}

/** All or nothing. */
export function inTransaction(database: DatabaseSync, work: () => void): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    work();
    database.exec('COMMIT');
  } catch (error) {
    rollback(database);
    throw error;
  }
}

/** Some failures, such as a full disk, have ended the transaction already. */
function rollback(database: DatabaseSync): void {
  try {
    database.exec('ROLLBACK');
  } catch {
    // There is none to end.
  }
}

/** @see https://www.sqlite.org/rescode.html */
const SQLITE_BUSY = 5;
const SQLITE_CORRUPT = 11;
const SQLITE_NOTADB = 26;
/** A file of another make has other tables. */
const SQLITE_ERROR = 1;

/** SQLite's primary result code; `undefined` for any other error. */
function sqliteCode(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('errcode' in error)) return undefined;
  return typeof error.errcode === 'number' ? error.errcode & 0xff : undefined;
}

export const isDamage = (error: unknown): boolean =>
  [SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_ERROR].includes(sqliteCode(error) ?? -1);
