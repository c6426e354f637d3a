/** The rows of the outbox: unsent messages and drafts, each with the program that owns it. */
import {isErrorCode} from '../../shared/errors.ts';
import type {Database} from '../local/sqlite.ts';
import type {PendingMessage} from '../state/state.ts';

export interface OutboxMessage extends PendingMessage {
  roomId: number;
  /** Label of the room in which it was written, so that it is never sent to another one. */
  roomLabel: string;
}

/** Text that is written but not sent; room 0 with an empty label stands for text from before there was a room. */
export interface Draft {
  roomId: number;
  roomLabel: string;
  text: string;
}

type Row = Record<string, unknown>;

/** Stores a draft; an empty text removes it. */
export function putDraft(database: Database, owner: string, {roomId, roomLabel, text}: Draft): void {
  if (text === '') database.prepare('DELETE FROM draft WHERE owner = ? AND room_id = ?').run(owner, roomId);
  else {
    database
      .prepare('INSERT OR REPLACE INTO draft (owner, room_id, room_label, text) VALUES (?, ?, ?, ?)')
      .run(owner, roomId, roomLabel, toStored(text));
  }
}

export const readDrafts = (database: Database, owner: string): Draft[] =>
  database.prepare('SELECT * FROM draft WHERE owner = ? ORDER BY room_id').all(owner).map(toDraft);

/** Appends a message; one with the same id moves to the end. */
export function insertMessage(database: Database, owner: string, message: OutboxMessage): void {
  database.prepare('DELETE FROM message WHERE client_msg_id = ?').run(message.clientMsgId);
  database
    .prepare(
      `INSERT INTO message (owner, client_msg_id, room_id, room_label, kind, text, written_at_ms, error_code, error_detail, data)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      owner,
      message.clientMsgId,
      message.roomId,
      message.roomLabel,
      message.kind,
      toStored(message.text),
      message.writtenAtMs,
      message.error?.code ?? null,
      message.error?.detail ?? null,
      toData(message),
    );
}

/** Messages of an owner, in order of writing. */
export const readMessages = (database: Database, owner: string): OutboxMessage[] =>
  database.prepare('SELECT * FROM message WHERE owner = ? ORDER BY position').all(owner).map(toOutboxMessage);

export const toDraft = (row: Row): Draft => ({
  roomId: Number(row['room_id']),
  roomLabel: String(row['room_label']),
  text: toText(row['text']),
});

export function toOutboxMessage(row: Row): OutboxMessage {
  const {error_code: code, error_detail: detail} = row;
  const message: OutboxMessage = {
    clientMsgId: String(row['client_msg_id']),
    roomId: Number(row['room_id']),
    roomLabel: String(row['room_label']),
    kind: row['kind'] === 'action' ? 'action' : 'message',
    text: toText(row['text']),
    writtenAtMs: Number(row['written_at_ms']),
    status: 'sending',
    ...fromData(row['data']),
  };
  if (typeof code !== 'string' || !isErrorCode(code)) return message;
  return {...message, status: 'failed', error: {code, detail: typeof detail === 'string' ? detail : ''}};
}

/** The stored form, which keeps the names of the first release. */
interface StoredData {
  about?: OutboxMessage['about'];
  deed?: OutboxMessage['messageAction'];
}

/** Stores to what the message refers, or which action it is. */
const toData = ({about, messageAction: deed}: OutboxMessage): string | null =>
  about === undefined && deed === undefined ? null : JSON.stringify({about, deed});

/** A damaged action is dropped, because it could apply to another entry: its text remains as a failed message. */
function fromData(stored: unknown): Pick<OutboxMessage, 'about' | 'messageAction'> {
  if (typeof stored !== 'string') return {};
  try {
    const {about, deed} = JSON.parse(stored) as StoredData;
    return {...(about !== undefined && {about}), ...(deed !== undefined && {messageAction: deed})};
  } catch {
    return {messageAction: {kind: 'edit', seq: 0}};
  }
}

/** Stored as JSON, because some releases of Node cut a text at its first NUL. */
const toStored = (text: string): string => JSON.stringify(text);

/** Damaged text is returned as it is, so that everything else can still be read. */
function toText(stored: unknown): string {
  try {
    return String(JSON.parse(String(stored)));
  } catch {
    return String(stored).toWellFormed();
  }
}
