/** The rows of the outbox: unsent messages and drafts, each with the program that owns it. */
import {isErrorCode} from '../../shared/errors.ts';
import type {Database} from '../local/sqlite.ts';
import type {PendingMessage} from '../state/state.ts';

export interface OutboxMessage extends PendingMessage {
  roomId: number;
  /** Kind and name of the room it was written in, so that it never ends up in another. */
  roomLabel: string;
}

/** What somebody has written and not sent; room 0 with an empty label is for what was written before there was a room. */
export interface Draft {
  roomId: number;
  roomLabel: string;
  text: string;
}

type Row = Record<string, unknown>;

/** Replaces the draft; an empty one is removed. */
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

/** Appends; a message with the same id moves to the end. */
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

/** In order of writing. */
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

/** As it stands in the row, under the names of the first release. */
interface StoredData {
  about?: OutboxMessage['about'];
  deed?: OutboxMessage['messageAction'];
}

/** What it is about, or does. */
const toData = ({about, messageAction: deed}: OutboxMessage): string | null =>
  about === undefined && deed === undefined ? null : JSON.stringify({about, deed});

/**
 * An action that a disk has changed would be done to something else: what is none of ours is left out, with its text as a
 * message that failed.
 */
function fromData(stored: unknown): Pick<OutboxMessage, 'about' | 'messageAction'> {
  if (typeof stored !== 'string') return {};
  try {
    const {about, deed} = JSON.parse(stored) as StoredData;
    return {...(about !== undefined && {about}), ...(deed !== undefined && {messageAction: deed})};
  } catch {
    return {messageAction: {kind: 'edit', seq: 0}};
  }
}

/** As JSON: some releases of Node cut a text at its first NUL. */
const toStored = (text: string): string => JSON.stringify(text);

/** Damaged text is shown as it is, so that everything else can be read. */
function toText(stored: unknown): string {
  try {
    return String(JSON.parse(String(stored)));
  } catch {
    return String(stored).toWellFormed();
  }
}
