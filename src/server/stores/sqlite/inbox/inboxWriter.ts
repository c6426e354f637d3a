/** Adds entries to inboxes, in the commit that stores them; mentions are added by triggers. */
import {SERVER_SENDER} from '../../../storeContract/store.ts';
import {query, type Database} from '../engine/database.ts';

export interface InboxWriter {
  /** Called inside a transaction. @param to a person, or the seq of an entry whose sender is meant */
  record(
    entry: {roomId: number; seq: number; senderId: number; atMs: number},
    to: {userId: number} | {seq: number},
  ): void;
}

export function openInboxWriter(database: Database): InboxWriter {
  const findSender = query<{sender_id: number}, [number, number]>(
    database,
    'SELECT sender_id FROM entries WHERE room_id = ? AND seq = ?',
  );
  const insert = database.statement('INSERT OR IGNORE INTO inbox (user_id, at_ms, room_id, seq) VALUES (?, ?, ?, ?)');
  return {
    record({roomId, seq, senderId, atMs}, to) {
      const userId = 'userId' in to ? to.userId : findSender.one(roomId, to.seq)?.sender_id;
      if (userId === undefined || userId === senderId || userId === SERVER_SENDER.userId) return;
      insert.run(userId, atMs, roomId, seq);
    },
  };
}
