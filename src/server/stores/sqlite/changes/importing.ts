/** Imports entries of another log into a room: ids and times stay, references are resolved again, nobody is notified. */
import {ChatError, kindOf} from '../../../../shared/errors.ts';
import {changedSeqOf, textOf, withReferences, type Entry} from '../../../../shared/entries/entry.ts';
import {FORMER_MEMBER} from '../../../../shared/access/loginName.ts';
import type {ImportedEntry, LogStore} from '../../../storeContract/log.ts';
import {SERVER_SENDER, type EntryBody} from '../../../storeContract/store.ts';
import {query} from '../engine/database.ts';
import {openMembers, type MemberParts} from '../rooms/members.ts';
import type {Sqlite} from '../sqlite.ts';
import type {Found, Targets} from './targets.ts';

interface Author {
  idOf: (name: string) => number;
  /** Maps a login name of the export to one of this server. */
  nameOf: (name: string) => string;
}

export function openImporting(
  sqlite: Sqlite & MemberParts,
  targets: Targets,
): Pick<LogStore, 'importBegin' | 'importEntries' | 'importEnd'> {
  const {database, commits, heads, roomLog, names} = sqlite;
  const members = openMembers(sqlite);
  const byName = query<
    {room_id: number; kind: string; last_seq: number; member_count: number; first_id: string | null},
    [string]
  >(
    database,
    `SELECT room_id, ifnull(opens_as, kind) AS kind, last_seq, member_count, ifnull(first_id, (SELECT entry_id FROM entries
        WHERE entries.room_id = rooms.room_id ORDER BY seq LIMIT 1)) AS first_id
      FROM rooms LEFT JOIN imports USING (room_id) WHERE name = ? AND kind <> 'direct'
      ORDER BY ifnull(opens_as, kind) = 'public' DESC, room_id`,
  );
  // Private and without members, so that nobody sees it.
  const make = database.statement(
    "INSERT INTO rooms (kind, name, topic, created_at_ms, made_by) VALUES ('private', ?, ?, ?, ?)",
  );
  const begin = database.statement('INSERT INTO imports (room_id, first_id, opens_as) VALUES (?, ?, ?)');
  // Also for a room imported before this table existed, and for one that was started for another log and is still empty.
  const know = database.statement(
    `INSERT INTO imports (room_id, first_id) VALUES (?, ?)
      ON CONFLICT (room_id) DO UPDATE SET first_id = excluded.first_id, opens_as = iif(opens_as IS NULL, NULL, ?)`,
  );
  const openingOf = query<{name: string; opens_as: string}, [number]>(
    database,
    'SELECT name, opens_as FROM imports JOIN rooms USING (room_id) WHERE room_id = ? AND opens_as IS NOT NULL',
  );
  const publicOf = query<{room_id: number}, [string]>(
    database,
    "SELECT room_id FROM rooms WHERE name = ? AND kind = 'public'",
  );
  const setKind = database.statement('UPDATE rooms SET kind = ? WHERE room_id = ?');
  const end = database.statement('UPDATE imports SET opens_as = NULL WHERE room_id = ?');
  const endsOf = query<{first_seq: number}, [number]>(database, 'SELECT first_seq FROM rooms WHERE room_id = ?');
  const rowAt = query<{sender_id: number; entry_id: string}, [number, number]>(
    database,
    'SELECT sender_id, entry_id FROM entries WHERE room_id = ? AND seq = ?',
  );
  const makeFormer = database.statement(
    `INSERT INTO accounts (name, display_name, password_hash, role, created_at_ms, deleted_at_ms)
      VALUES ('~' || ?, '', '', 'member', ?, ?)`,
  );
  const nameFormer = database.statement('UPDATE accounts SET name = ? WHERE user_id = ?');
  const addReaction = database.statement(
    'INSERT OR IGNORE INTO reactions (user_id, room_id, seq, emoji) VALUES (?, ?, ?, ?)',
  );
  const dropReaction = database.statement(
    'DELETE FROM reactions WHERE user_id = ? AND room_id = ? AND seq = ? AND emoji = ?',
  );
  const addPin = database.statement('INSERT OR REPLACE INTO pins (room_id, pinned_seq, seq) VALUES (?, ?, ?)');
  const dropPin = database.statement('DELETE FROM pins WHERE room_id = ? AND seq = ?');
  const addFile = database.statement(
    `INSERT OR IGNORE INTO files (file_id, room_id, seq, sender_id, name, size_bytes, offered_at_ms, state)
      VALUES (?, ?, ?, ?, ?, ?, ?, 'cancelled')`,
  );
  const completeFile = database.statement(
    "UPDATE files SET state = 'complete', sha256 = ? WHERE file_id = ? AND room_id = ?",
  );
  const hasOwner = query<{user_id: number}, [number]>(
    database,
    "SELECT user_id FROM members WHERE room_id = ? AND role = 'owner'",
  );
  const setRole = database.statement('UPDATE members SET role = ? WHERE room_id = ? AND user_id = ?');

  /** Creates a former member for senders without an account here. */
  function makeAuthor(atMs: number): number {
    const userId = Number(makeFormer.run(sqlite.newId(), atMs, atMs).lastInsertRowid);
    nameFormer.run(`${FORMER_MEMBER}${userId}`, userId);
    return userId;
  }

  function authorsOf(known: Map<string, number>, atMs: number): Author {
    const idOf = (name: string): number => {
      if (name === SERVER_SENDER.name) return SERVER_SENDER.userId;
      let userId = known.get(name);
      if (userId === undefined) known.set(name, (userId = makeAuthor(atMs)));
      return userId;
    };
    return {idOf, nameOf: name => names.nameOf(idOf(name))};
  }

  function take(
    roomId: number,
    {entry, firstText, hasBytes = false}: ImportedEntry,
    author: Author,
    atMs: number,
  ): void {
    const head = heads.of(roomId);
    if (head?.lastSeq !== entry.seq - 1) throw new ChatError('import-failed', `entry ${entry.seq} does not follow on`);
    const userId = author.idOf(entry.sender);
    const body = bodyOf(entry, author);
    roomLog.append({roomId, userId, body, atMs: Math.min(entry.sentAtMs, atMs), isImported: true});
    commits.wrote((firstText?.length ?? 0) + textOf(entry).length);
    if (firstText !== undefined) targets.keepFirst(roomId, entry.seq, firstText);
    if (entry.kind === 'file')
      addFile.run(entry.fileId, roomId, entry.seq, userId, entry.name, entry.sizeBytes, entry.sentAtMs);
    if (entry.kind === 'fileCompleted' && hasBytes) completeFile.run(entry.sha256, entry.fileId, roomId);
    change(roomId, {...entry, sender: author.nameOf(entry.sender)}, userId);
  }

  /** Applies an imported change to its earlier entry, if that was imported. */
  function change(roomId: number, entry: Entry, userId: number): void {
    const seq = changedSeqOf(entry);
    const found = seq === undefined ? undefined : findTarget(roomId, seq);
    if (seq === undefined || found === undefined) return;
    if (entry.kind === 'deleted') targets.wipe(found, entry);
    else if (entry.kind === 'edited') targets.change(found, entry, {edits: [...(found.kept.edits ?? []), entry.seq]});
    else if (entry.kind === 'message')
      targets.change(found, entry, {answers: [...(found.kept.answers ?? []), entry.seq]});
    else targets.change(found, entry);
    if (entry.kind === 'reacted' && entry.isOn) addReaction.run(userId, roomId, seq, entry.emoji);
    else if (entry.kind === 'reacted') dropReaction.run(userId, roomId, seq, entry.emoji);
    else if (entry.kind === 'pinned' && entry.isOn) addPin.run(roomId, entry.seq, seq);
    else if (entry.kind === 'pinned') dropPin.run(roomId, seq);
  }

  function findTarget(roomId: number, seq: number): Found | undefined {
    try {
      return targets.find(roomId, seq);
    } catch (error) {
      if (error instanceof ChatError && kindOf(error.code).isTargetAbsent === true) return undefined;
      throw error;
    }
  }

  /** Makes a room visible once it is complete. */
  function openRoom(roomId: number): void {
    const opening = openingOf.one(roomId);
    if (opening === undefined) return;
    const {name, opens_as: kind} = opening;
    if (kind === 'public' && publicOf.one(name) !== undefined)
      throw new ChatError('import-failed', `there is another room #${name} here by now; rename it, then import again`);
    setKind.run(kind, roomId);
    end.run(roomId);
  }

  return {
    importBegin: ({name, kind, topic, createdAtMs, firstId}) =>
      commits.writeWhole(() => {
        roomLog.requireDisk();
        const rooms = byName.all(name);
        const isOurs = (one: (typeof rooms)[number]) =>
          one.first_id === firstId || (one.last_seq === 0 && one.member_count === 0);
        const ours = rooms.find(isOurs);
        if (ours !== undefined) {
          know.run(ours.room_id, firstId, kind);
          return ours.room_id;
        }
        if (kind === 'public' && rooms.some(one => one.kind === 'public'))
          throw new ChatError('import-failed', `there is another room #${name} here; choose a name with --into`);
        const roomId = Number(make.run(name, topic, createdAtMs, SERVER_SENDER.userId).lastInsertRowid);
        begin.run(roomId, firstId, kind);
        return roomId;
      }),
    importEntries: ({roomId, entries, authors, atMs}) =>
      commits.writeWhole(() => {
        roomLog.requireDisk();
        const known = new Map(authors);
        const author = authorsOf(known, atMs);
        const firstSeq = endsOf.one(roomId)?.first_seq ?? 1;
        let added = 0;
        for (const one of entries) {
          const {seq, id, sender} = one.entry;
          const row = rowAt.one(roomId, seq);
          if (row !== undefined && row.entry_id !== id)
            throw new ChatError('import-failed', `the room has another log: entry ${seq} is a different one`);
          if (row !== undefined && !known.has(sender)) known.set(sender, row.sender_id);
          if (row !== undefined || seq < firstSeq) continue;
          take(roomId, one, author, atMs);
          added++;
        }
        return {authors: known, added};
      }),
    importEnd: ({roomId, members: wanted}) =>
      commits.writeWhole(() => {
        openRoom(roomId);
        const added: number[] = [];
        for (const {userId, role} of wanted) {
          if (members.has(roomId, userId)) continue;
          members.add(roomId, userId);
          const given = role === 'owner' && hasOwner.one(roomId) !== undefined ? 'member' : role;
          setRole.run(given, roomId, userId);
          added.push(userId);
        }
        return added;
      }),
  };
}

/** Replaces login names by those of this server. */
function bodyOf(entry: Entry, {nameOf}: Author): EntryBody {
  const referring = withReferences(entry, {name: nameOf, seq: seq => seq});
  const {seq: _seq, sender: _sender, sentAtMs: _sentAtMs, became: _became, ...body} = referring;
  if (body.kind !== 'edited') return body as EntryBody;
  const {mentioned: _mentioned, ...rest} = body;
  return rest;
}
