/** Erases deleted and abandoned rooms: invisible at once, removed from the disk in small steps. */
import {query} from '../engine/database.ts';
import {ENTRY_COLUMNS, type EntryRow} from '../entryRow.ts';
import {openMentionDrop} from '../inbox/mentions.ts';
import type {SearchIndex} from '../search/searchIndex.ts';
import {bytesOf, FIRST_TEXT, type Usage} from '../usage.ts';
import type {WritePermission} from '../rooms/writePermission.ts';
import type {Sqlite} from '../sqlite.ts';

/** Called inside a transaction. */
export interface Erasing {
  /** Removes members and name of a room and excludes it from search. @returns the former members */
  begin(roomId: number): number[];
  /** One step of erasing; `undefined` if nothing is left. @returns ids of files whose bytes can be removed */
  step(): {fileIds: string[]} | undefined;
}

/** Rows per step, a few milliseconds. */
const FILES_AT_ONCE = 50;
const EPOCHS_AT_ONCE = 50;
const RECIPIENTS_AT_ONCE = 100;
const MEMBERS_AT_ONCE = 20;
const ENTRIES_AT_ONCE = 200;
const TEXT_AT_ONCE = 512 * 1024;

/** Tables cleared at once: they have at most one row per member. */
const DROPPED = ['members', 'invites', 'removals', 'former_names'];
/** Tables of single entries, in the order of deletion. */
const BY_ENTRY = ['became', 'reactions', 'stars', 'pins', 'entries'];
/** Tables with few rows per room, cleared at the end. */
const AT_LAST = ['imports', 'invitation_rooms', 'erased_rooms'];

export type EraseParts = Sqlite & {writePermission: WritePermission; usage: Usage; search: SearchIndex};

export function openErasing({database, writePermission, search, usage, heads, commits}: EraseParts): Erasing {
  const membersOf = query<{user_id: number}, [number]>(database, 'SELECT user_id FROM members WHERE room_id = ?');
  const keepMembers = database.statement(
    'INSERT OR IGNORE INTO erased_members SELECT room_id, user_id FROM members WHERE room_id = ?',
  );
  const drops = DROPPED.map(table => database.statement(`DELETE FROM ${table} WHERE room_id = ?`));
  // The row stays, so that its id is never reused for another room.
  const close = database.statement(
    `UPDATE rooms SET kind = 'private', name = '~' || room_id, topic = '', description = '', archived_at_ms = NULL,
       member_count = 0,
      write_least = NULL, invite_least = NULL, mention_all_least = NULL, slow_ms = 0, is_locked = 0 WHERE room_id = ?`,
  );
  const mark = database.statement('INSERT OR IGNORE INTO erased_rooms (room_id) VALUES (?)');
  // Keeps its entries from being added to the search index.
  const leaveIndex = database.statement(
    'INSERT OR REPLACE INTO search_rooms SELECT room_id, 1, last_seq FROM rooms WHERE room_id = ?',
  );

  const next = query<{room_id: number; after_recipient: string}, []>(
    database,
    'SELECT room_id, after_recipient FROM erased_rooms LIMIT 1',
  );
  const filesOf = query<{file_id: string}, [number]>(
    database,
    `SELECT file_id FROM files WHERE room_id = ? LIMIT ${FILES_AT_ONCE}`,
  );
  // The state is changed before the deletion, because a trigger updates the sums of files by it.
  const cancelFile = database.statement("UPDATE files SET state = 'cancelled' WHERE file_id = ?");
  const dropFile = database.statement('DELETE FROM files WHERE file_id = ?');
  const erasedMembers = query<{user_id: number}, [number]>(
    database,
    `SELECT user_id FROM erased_members WHERE room_id = ? LIMIT ${MEMBERS_AT_ONCE}`,
  );
  const dropMentions = openMentionDrop(database);
  const hasMentions = query<{seq: number}, [number, number]>(
    database,
    'SELECT seq FROM mentions WHERE user_id = ? AND room_id = ? LIMIT 1',
  );
  const ofMember = [
    'DELETE FROM inbox WHERE user_id = ? AND room_id = ?',
    'DELETE FROM room_preferences WHERE user_id = ? AND room_id = ?',
    'DELETE FROM follows WHERE user_id = ? AND room_id = ?',
    'DELETE FROM erased_members WHERE user_id = ? AND room_id = ?',
  ].map(sql => database.statement(sql));
  const entriesOf = query<EntryRow & {first_text: string | null}, [number, number]>(
    database,
    `SELECT ${ENTRY_COLUMNS}, ${FIRST_TEXT} FROM entries WHERE room_id = ? ORDER BY seq LIMIT +?`,
  );
  const dropEntries = BY_ENTRY.map(table =>
    database.statement(`DELETE FROM ${table} WHERE room_id = ? AND seq BETWEEN ? AND ?`),
  );
  const dropEpochs = database.statement(
    `DELETE FROM epochs WHERE room_id = ?
      AND n IN (SELECT n FROM epochs WHERE room_id = ? ORDER BY n LIMIT ${EPOCHS_AT_ONCE})`,
  );
  const isSealed = query<object, [number]>(database, 'SELECT 1 FROM rooms WHERE room_id = ? AND conv IS NOT NULL');
  // Boxes are indexed only by recipient, so all recipients are visited one by one.
  const nextRecipient = query<{recipient: string}, [string]>(
    database,
    'SELECT recipient FROM boxes WHERE recipient > ? ORDER BY recipient LIMIT 1',
  );
  const dropBoxes = database.statement('DELETE FROM boxes WHERE recipient = ? AND room_id = ?');
  const goOnAfter = database.statement('UPDATE erased_rooms SET after_recipient = ? WHERE room_id = ?');
  const dropLast = AT_LAST.map(table => database.statement(`DELETE FROM ${table} WHERE room_id = ?`));

  function eraseFiles(roomId: number): string[] {
    const fileIds = filesOf.all(roomId).map(row => row.file_id);
    for (const fileId of fileIds) {
      cancelFile.run(fileId);
      dropFile.run(fileId);
    }
    return fileIds;
  }

  function eraseMembers(roomId: number): boolean {
    const members = erasedMembers.all(roomId);
    for (const {user_id: userId} of members) {
      dropMentions(userId, roomId);
      if (hasMentions.one(userId, roomId) !== undefined) continue;
      for (const drop of ofMember) drop.run(userId, roomId);
    }
    return members.length > 0;
  }

  function eraseEntries(roomId: number): boolean {
    let length = 0;
    const rows = entriesOf.while(
      ({text}) => {
        const fits = length < TEXT_AT_ONCE;
        length += text?.length ?? 0;
        return fits;
      },
      roomId,
      ENTRIES_AT_ONCE,
    );
    const [first, last] = [rows[0], rows.at(-1)];
    if (first === undefined || last === undefined) return false;
    for (const row of rows) {
      search.removed(row);
      const bytes = bytesOf(row);
      usage.add(row.sender_id, -Math.min(usage.of(row.sender_id), bytes));
      heads.grew(roomId, -bytes);
    }
    for (const drop of dropEntries) drop.run(roomId, first.seq, last.seq);
    commits.scrubSoon();
    return true;
  }

  /** Erases epoch statements, which contain member names, then boxes with keys. */
  function eraseSealed(roomId: number, afterRecipient: string): boolean {
    if (Number(dropEpochs.run(roomId, roomId).changes) > 0) {
      commits.scrubSoon();
      return true;
    }
    let recipient: string | undefined = afterRecipient;
    let last = afterRecipient;
    for (let count = 0; count < RECIPIENTS_AT_ONCE && recipient !== undefined; count++) {
      recipient = nextRecipient.one(last)?.recipient;
      if (recipient === undefined) break;
      last = recipient;
      if (Number(dropBoxes.run(recipient, roomId).changes) > 0) commits.scrubSoon();
    }
    goOnAfter.run(last, roomId);
    return recipient !== undefined;
  }

  return {
    begin(roomId) {
      const userIds = membersOf.all(roomId).map(row => row.user_id);
      keepMembers.run(roomId);
      for (const drop of drops) drop.run(roomId);
      leaveIndex.run(roomId);
      close.run(roomId);
      mark.run(roomId);
      writePermission.ruled(roomId);
      return userIds;
    },
    step() {
      const room = next.one();
      if (room === undefined) return undefined;
      const {room_id: roomId, after_recipient: afterRecipient} = room;
      const fileIds = eraseFiles(roomId);
      const hasMore =
        fileIds.length > 0 ||
        eraseMembers(roomId) ||
        eraseEntries(roomId) ||
        (isSealed.one(roomId) !== undefined && eraseSealed(roomId, afterRecipient));
      if (!hasMore) for (const drop of dropLast) drop.run(roomId);
      return {fileIds};
    },
  };
}
