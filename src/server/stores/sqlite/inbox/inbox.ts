/** The inbox of a person over all rooms, read in pages. */
import {groupName} from '../../../../shared/words/groupName.ts';
import {mentions} from '../../../../shared/words/mention.ts';
import {inboxReasonOf, isForAll, wordsOf, type Entry} from '../../../../shared/entries/entry.ts';
import {INBOX_TEXT_MAX, type InboxItem, type InboxMark} from '../../../../shared/inbox.ts';
import type {RoomKind} from '../../../../shared/model.ts';
import type {Store} from '../../../storeContract/store.ts';
import {query} from '../engine/database.ts';
import {ENTRY_COLUMNS, type EntryRow} from '../entryRow.ts';
import type {RoomLog} from '../roomLog.ts';
import {IS_SHOWN} from './shownInvites.ts';
import type {Sqlite} from '../sqlite.ts';

interface InboxRow extends EntryRow {
  /** NULL if the person has left the room, or has blocked the sender. */
  read_seq: number | null;
  room_kind: RoomKind;
  room_name: string;
  partner: string | null;
}

interface InviteRow {
  room_id: number;
  room_name: string;
  by_name: string;
  sent_at_ms: number;
}

const toInvite = (row: InviteRow): InboxItem => ({
  reason: 'invite',
  roomId: row.room_id,
  room: `#${row.room_name}`,
  seq: 0,
  by: row.by_name,
  atMs: row.sent_at_ms,
  isRead: false,
});

/** Invitations on one page. */
const INVITES_MAX = 100;
/** Maximum rows read per page, including those of left rooms, which are not shown. */
const SCANNED_MAX = 5_000;
/** Code units of text read per page. */
const TEXT_MAX = 1024 * 1024;
/** Maximum entries per inbox; then the oldest are removed. */
const KEPT_MAX = 20_000;
const DROPPED_AT_ONCE = 1_000;

const FIRST: InboxMark = {atMs: Number.MAX_SAFE_INTEGER, roomId: Number.MAX_SAFE_INTEGER, seq: 0};

/** Newest first. @param where additional condition on rooms */
const pageSql = (where = ''): string =>
  `SELECT ${ENTRY_COLUMNS.replaceAll(/(\w+)/g, 'entries.$1')}, members.read_seq, rooms.kind AS room_kind, rooms.name AS room_name,
    (SELECT accounts.name FROM directs JOIN accounts ON accounts.user_id IN (low_user_id, high_user_id)
      WHERE directs.room_id = inbox.room_id AND accounts.user_id <> inbox.user_id) AS partner
    FROM inbox CROSS JOIN entries ON entries.room_id = inbox.room_id AND entries.seq = inbox.seq
    JOIN rooms ON rooms.room_id = inbox.room_id
    LEFT JOIN members ON members.room_id = inbox.room_id AND members.user_id = inbox.user_id
      AND entries.sender_id NOT IN (SELECT other_id FROM blocks WHERE blocks.user_id = inbox.user_id)
    WHERE inbox.user_id = ? ${where} AND (inbox.at_ms, inbox.room_id, inbox.seq) < (?, ?, ?)
    ORDER BY inbox.at_ms DESC, inbox.room_id DESC, inbox.seq DESC`;

export function openInbox({database, commits, roomLog, names}: Sqlite & {roomLog: RoomLog}): Pick<Store, 'inboxList'> {
  const page = query<InboxRow, [number, number, number, number]>(database, pageSql());
  const pageAmong = query<InboxRow, [number, string, number, number, number]>(
    database,
    pageSql('AND inbox.room_id IN (SELECT value FROM json_each(?))'),
  );
  const invitesOf = query<InviteRow, [number, number, number]>(
    database,
    `SELECT room_id, rooms.name AS room_name, accounts.name AS by_name, sent_at_ms
      FROM invites JOIN rooms USING (room_id) JOIN accounts ON accounts.user_id = by_user_id
      WHERE invites.user_id = ? AND ${IS_SHOWN} AND sent_at_ms >= ? AND sent_at_ms < ?
      ORDER BY sent_at_ms DESC LIMIT ${INVITES_MAX}`,
  );
  const oldestKept = query<{at_ms: number}, [number]>(
    database,
    `SELECT at_ms FROM inbox WHERE user_id = ? ORDER BY at_ms DESC LIMIT 1 OFFSET ${KEPT_MAX}`,
  );
  const dropOldest = database.statement(
    `DELETE FROM inbox WHERE user_id = ? AND (at_ms, room_id, seq) IN
      (SELECT at_ms, room_id, seq FROM inbox WHERE user_id = ? AND at_ms <= ? ORDER BY at_ms LIMIT ${DROPPED_AT_ONCE})`,
  );

  const peopleOf = query<{name: string}, [number]>(
    database,
    'SELECT accounts.name FROM group_people JOIN accounts USING (user_id) WHERE room_id = ? ORDER BY accounts.name',
  );

  function rowsAfter({
    userId,
    before,
    among,
    limit,
  }: {
    userId: number;
    before: InboxMark;
    among: readonly number[] | undefined;
    limit: number;
  }) {
    const rows: InboxRow[] = [];
    const read = {count: 0, length: 0, isCut: false, last: before};
    const take = (row: InboxRow): boolean => {
      read.isCut = read.count >= SCANNED_MAX || rows.length >= limit || read.length > TEXT_MAX;
      if (read.isCut) return false;
      read.count++;
      read.length += row.text?.length ?? 0;
      read.last = {atMs: row.sent_at_ms, roomId: row.room_id, seq: row.seq};
      if (row.read_seq !== null) rows.push(row);
      return true;
    };
    const {atMs, roomId, seq} = before;
    if (among === undefined) page.while(take, userId, atMs, roomId, seq);
    else pageAmong.while(take, userId, JSON.stringify(among), atMs, roomId, seq);
    return read.isCut ? {rows, next: read.last} : {rows, next: undefined};
  }

  function groupNameOf(roomId: number, me: string): string {
    const all = peopleOf.all(roomId).map(({name}) => name);
    const others = all.filter(name => name !== me);
    return groupName(others.length === 0 ? all : others);
  }

  function toItem(row: InboxRow, me: string): InboxItem {
    const entry = cut(roomLog.toEntry(row));
    return {
      reason: reasonOf(entry, me),
      roomId: row.room_id,
      room: row.room_kind === 'direct' ? `@${row.partner ?? groupNameOf(row.room_id, me)}` : `#${row.room_name}`,
      seq: row.seq,
      by: entry.sender,
      atMs: row.sent_at_ms,
      isRead: row.seq <= (row.read_seq ?? 0),
      entry,
    };
  }

  return {
    async inboxList({userId, roomIds, before = FIRST, limit}) {
      const {rows, next} = rowsAfter({userId, before, among: roomIds, limit});
      const oldestMs = oldestKept.one(userId)?.at_ms;
      if (oldestMs !== undefined)
        commits.writeSoon(() => void dropOldest.run(userId, userId, oldestMs)).catch(() => {});
      const items = rows.map(row => toItem(row, names.nameOf(userId)));
      const invites = roomIds !== undefined ? [] : invitesOf.all(userId, next?.atMs ?? 0, before.atMs).map(toInvite);
      const all = [...items, ...invites].sort((one, other) => other.atMs - one.atMs);
      return next === undefined ? {items: all} : {items: all, next};
    },
  };
}

function reasonOf(entry: Entry, me: string): InboxItem['reason'] {
  if (entry.kind === 'message' && entry.replyTo?.sender === me) return 'reply';
  const words = wordsOf(entry);
  // A message that replies to nothing is in the inbox because of a highlight word.
  const isAnswer = entry.kind === 'message' && entry.threadOf !== undefined;
  return words !== undefined && (!isAnswer || mentions(words, me) || isForAll(entry, me))
    ? 'mention'
    : inboxReasonOf(entry);
}

const cut = (entry: Entry): Entry =>
  'text' in entry && entry.text.length > INBOX_TEXT_MAX
    ? {...entry, text: entry.text.slice(0, INBOX_TEXT_MAX).toWellFormed()}
    : entry;
