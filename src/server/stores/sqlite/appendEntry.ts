/** Appends entries to a room's log: the one place that assigns seq numbers. */
import {ChatError} from '../../../shared/errors.ts';
import {faultPoint} from '../../../shared/machine/faultPoint.ts';
import {inboxOf, isCounted, OPEN_KINDS, wordsOf, type Entry} from '../../../shared/entries/entry.ts';
import {sizeText} from '../../../shared/text/sizeText.ts';
import {SERVER_SENDER, type Committed, type EntryBody, type StoreOptions} from '../../storeContract/store.ts';
import type {MentionAll} from './changes/mentionAll.ts';
import type {Commits} from './engine/commits.ts';
import {query, type Database, type Statement} from './engine/database.ts';
import {openAcceptance} from './rooms/acceptance.ts';
import {openDirects, type Partner} from './rooms/conversations/directs.ts';
import {openGroupReveal} from './rooms/conversations/groupReveal.ts';
import {ENTRY_COLUMNS, toEntry, toEntryRow, type EntryRow} from './entryRow.ts';
import type {Head, Heads} from './heads.ts';
import type {InboxWriter} from './inbox/inboxWriter.ts';
import type {Mentions} from './inbox/mentions.ts';
import type {Names} from './names.ts';
import type {Append, RoomLog} from './roomLog.ts';
import type {WritePermission} from './rooms/writePermission.ts';
import {bytesOf, ENTRY_BYTES, type Usage} from './usage.ts';

/** Kinds that change the membership of a room. */
const MEMBERSHIP_KINDS: ReadonlySet<string> = new Set(['joined', 'left', 'memberRemoved']);

interface Parts {
  database: Database;
  commits: Commits;
  names: Names;
  heads: Heads;
  mentions: Mentions;
  mentionAll: MentionAll;
  inbox: InboxWriter;
  usage: Usage;
  writePermission: WritePermission;
  options: StoreOptions;
}

export function openRoomLog({
  database,
  commits,
  names,
  heads,
  mentions,
  mentionAll,
  inbox,
  usage,
  writePermission,
  options,
}: Parts): RoomLog {
  const {hasRoom = () => true, logLimits} = options;
  const {requireMember} = writePermission;
  const findEntry = query<EntryRow & {room_kind: string}, [number, number, string]>(
    database,
    `SELECT ${ENTRY_COLUMNS}, (SELECT kind FROM rooms WHERE rooms.room_id = entries.room_id) AS room_kind
      FROM entries WHERE room_id = ? AND sender_id = ? AND entry_id = ?`,
  );
  const findId = query<{seq: number}, [number, number, string]>(
    database,
    'SELECT seq FROM entries WHERE room_id = ? AND sender_id = ? AND entry_id = ?',
  );
  const acceptance = openAcceptance(database);
  const directs = openDirects({database, names, acceptance});
  const revealGroup = openGroupReveal({database, names, acceptance});
  const insert = database.statement(`INSERT INTO entries (${ENTRY_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  // A single statement checks membership, skips repetitions and inserts. It uses plain values, because with rows from a SELECT,
  // SQLite copies each page before changing it (1.5 of 5 µs). For a non-member the room is NULL, which the column refuses.
  // Positional parameters, because Node 22 does not accept numbered ones by position.
  const insertNew = database.statement(`INSERT OR IGNORE INTO entries (${ENTRY_COLUMNS})
    VALUES ((SELECT room_id FROM members WHERE room_id = ? AND user_id = ?), ?, ?, ?, ?, ?, ?, ?, ?)`);

  const partnerOf = (kind: string | undefined, roomId: number, userId: number): Partner | undefined =>
    kind === 'direct' ? directs.partnerOf(roomId, userId) : undefined;

  const committed = (roomId: number, entry: Entry, partner: Partner | undefined): Committed =>
    partner === undefined ? {roomId, entry} : {roomId, entry, partner: {userId: partner.userId, name: partner.name}};

  /**
   * Assigns the next seq and inserts the row; `undefined` if `statement`, which may have further conditions, inserts nothing.
   */
  function store(
    {roomId, userId, body, atMs, isImported = false}: Append,
    {head, partner}: {head: Head; partner: Partner | undefined},
    statement: Statement,
    ...guard: readonly number[]
  ): Committed | undefined {
    const seq = head.lastSeq + 1;
    // The system clock may be set back, but times within a room never decrease.
    const sentAtMs = Math.max(atMs, head.lastMs);
    const sender = names.nameOf(userId);
    const row = toEntryRow({roomId, seq, userId, body, sentAtMs});
    faultPoint('entry.beforeInsert');
    const {changes} = statement.run(
      roomId,
      ...guard,
      seq,
      userId,
      row.kind,
      sentAtMs,
      row.entry_id,
      row.data,
      row.text,
      row.checksum,
    );
    if (changes === 0) return undefined;
    head.lastSeq = seq;
    if (MEMBERSHIP_KINDS.has(body.kind)) heads.peopled(roomId);
    const bytes = bytesOf(row);
    usage.add(userId, bytes);
    head.addedBytes += bytes;
    head.lastMs = sentAtMs;
    heads.moved(roomId, head);
    faultPoint('entry.afterInsert');
    if (isImported) {
      const imported = {roomId, entry: {...body, seq, sender, sentAtMs}};
      commits.announce(imported);
      return imported;
    }
    if (isCounted(body)) writePermission.wrote(roomId, userId, atMs);
    const words = wordsOf(body);
    const answered = body.kind === 'message' ? body.replyTo?.sender : undefined;
    if (words?.includes('@') === true || answered !== undefined)
      mentions.record({roomId, seq, senderId: userId, text: words ?? '', answered});
    if (words !== undefined) mentions.highlight({roomId, seq, senderId: userId, text: words});
    if ('mentionsAll' in body && body.mentionsAll === true) {
      mentions.addAll(roomId, userId, seq, body.here);
      mentionAll.stored({roomId, userId, body, atMs});
    }
    const result = committed(roomId, {...body, seq, sender, sentAtMs}, partner);
    const to = addressee(body, result);
    if (to !== undefined) inbox.record({roomId, seq, senderId: userId, atMs: sentAtMs}, to);
    if (head.kind === 'direct' && isCounted(body)) {
      const said = {roomId, seq, senderId: userId};
      const revealed = partner === undefined ? revealGroup(said) : directs.reveal(said, partner);
      if (revealed.length > 0) result.revealed = revealed;
    }
    commits.announce(result);
    return result;
  }

  function addressee(body: EntryBody, {partner}: Committed): {userId: number} | {seq: number} | undefined {
    const of = inboxOf(body);
    if (of === 'partner') return partner;
    return of === undefined ? undefined : {seq: of};
  }

  function append(one: Append): Committed {
    const head = heads.of(one.roomId);
    requireOpen(one.body, head);
    const partner = partnerOf(head?.kind, one.roomId, one.userId);
    const stored = head === undefined ? undefined : store(one, {head, partner}, insert);
    if (stored === undefined) throw new ChatError('room-not-found');
    heads.save();
    return stored;
  }

  /** Refuses plain text in encrypted conversations. */
  function requireOpen(body: EntryBody, head: Head | undefined): void {
    if (head?.isSealed === true && !OPEN_KINDS.has(body.kind)) throw new ChatError('room-sealed');
  }

  function find(roomId: number, userId: number, entryId: string): Committed | undefined {
    const row = findEntry.one(roomId, userId, entryId);
    if (row === undefined) return undefined;
    return committed(roomId, toEntry(row, names), partnerOf(row.room_kind, roomId, userId));
  }

  /** Why a person may not append this: permissions, preferences of the partner, or space; `undefined` if they may. */
  function refusal({roomId, userId, body, atMs}: Append, partner: Partner | undefined): ChatError | undefined {
    if (userId === SERVER_SENDER.userId) return undefined;
    // Renewing keys is allowed even for a muted person, who may have lost a device.
    const silenced =
      body.kind === 'epoch' ? undefined : writePermission.refusal({roomId, userId, atMs, isCounted: isCounted(body)});
    if (silenced !== undefined) return silenced;
    if (partner !== undefined && directs.isUnwilling(partner, userId))
      return new ChatError('directs-refused', partner.name);
    if (!hasRoom()) return new ChatError('storage-full');
    const bytes = ENTRY_BYTES + ('text' in body ? body.text.length : 0);
    // Read each time, because the settings may change at run time.
    const {logBytesPerUserMax = Infinity, logBytesMax = Infinity} = logLimits?.() ?? {};
    if (usage.of(userId) + bytes > logBytesPerUserMax)
      return new ChatError('log-quota-full', sizeText(logBytesPerUserMax));
    return usage.total() + bytes > logBytesMax ? new ChatError('storage-full') : undefined;
  }

  /** Returns the entry if it was stored before. @throws out-of-order if not, to be sent again later */
  function repeated({roomId, userId, body}: Append): Committed {
    requireMember(roomId, userId);
    const first = find(roomId, userId, body.id);
    if (first === undefined) throw new ChatError('out-of-order');
    return first;
  }

  return {
    append,
    requireMember,
    find,
    requireSpace(one) {
      const {roomId, userId} = one;
      const refused = refusal(one, partnerOf(heads.of(roomId)?.kind, roomId, userId));
      if (refused !== undefined) throw refused;
    },
    requireDisk() {
      if (!hasRoom()) throw new ChatError('storage-full');
    },
    toEntry: row => toEntry(row, names),
    appendByMember(one) {
      const {roomId, userId, afterId} = one;
      if (afterId !== undefined && findId.one(roomId, userId, afterId) === undefined) return repeated(one);
      const head = heads.of(roomId);
      requireOpen(one.body, head);
      const partner = partnerOf(head?.kind, roomId, userId);
      const refused = refusal(one, partner);
      if (refused !== undefined) {
        // A repeated entry that was stored earlier is acknowledged even if it would be refused now.
        requireMember(roomId, userId);
        const first = find(roomId, userId, one.body.id);
        if (first === undefined) throw refused;
        return first;
      }
      const stored = head === undefined ? undefined : store(one, {head, partner}, insertNew, userId);
      if (stored !== undefined) return stored;
      requireMember(roomId, userId);
      return find(roomId, userId, one.body.id) ?? append(one);
    },
  };
}
