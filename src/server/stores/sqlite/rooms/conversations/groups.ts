/**
 * Conversations of several people, identified by their people, who never change. They are stored like those of two, without a
 * pair. A group of oneself alone holds notes and reminders.
 */
import {ChatError} from '../../../../../shared/errors.ts';
import {mayOnServer} from '../../../../../shared/access/roles.ts';
import type {PeopleStore} from '../../../../storeContract/people.ts';
import {query, type Database} from '../../engine/database.ts';
import type {Rights} from '../../access/rights.ts';
import type {RoomLog} from '../../roomLog.ts';
import type {Sqlite} from '../../sqlite.ts';
import {openAcceptance} from '../acceptance.ts';
import {openMembers, type MemberParts} from '../members.ts';
import type {Account} from '../../../../storeContract/store.ts';
import {ACCOUNT_COLUMNS, toAccount, type AccountRow} from '../../accountRow.ts';

/** The room of a person's notes; called inside a transaction. */
export interface Notes {
  find(userId: number): number | undefined;
  /** Created if needed; visible from the first message on. */
  open(userId: number, atMs: number): number;
}

export function openNotes({database, roomLog, newId}: Sqlite & {roomLog: RoomLog}): Notes {
  const find = query<{room_id: number}, [string]>(database, 'SELECT room_id FROM groups WHERE people = ?');
  const insertRoom = database.statement(
    "INSERT INTO rooms (kind, name, topic, created_at_ms, made_by) VALUES ('direct', '', '', ?, ?)",
  );
  const insertGroup = database.statement('INSERT INTO groups (people, room_id) VALUES (?, ?)');
  const insertPerson = database.statement('INSERT INTO group_people (room_id, user_id) VALUES (?, ?)');
  const findOf = (userId: number): number | undefined => find.one(String(userId))?.room_id;
  return {
    find: findOf,
    open(userId, atMs) {
      const known = findOf(userId);
      if (known !== undefined) return known;
      const roomId = Number(insertRoom.run(atMs, userId).lastInsertRowid);
      insertGroup.run(String(userId), roomId);
      insertPerson.run(roomId, userId);
      roomLog.append({roomId, userId, body: {kind: 'created', id: newId()}, atMs});
      return roomId;
    },
  };
}

export function openGroupRooms(sqlite: Sqlite & MemberParts & {rights: Rights}): Pick<PeopleStore, 'groupOpen'> {
  const {database, commits, roomLog, names, rights} = sqlite;
  const members = openMembers(sqlite);
  const acceptance = openAcceptance(database);
  const find = query<{room_id: number}, [string]>(database, 'SELECT room_id FROM groups WHERE people = ?');
  const insertRoom = database.statement(
    "INSERT INTO rooms (kind, name, topic, created_at_ms, made_by) VALUES ('direct', '', '', ?, ?)",
  );
  const insertGroup = database.statement('INSERT INTO groups (people, room_id) VALUES (?, ?)');
  const insertPerson = database.statement('INSERT INTO group_people (room_id, user_id) VALUES (?, ?)');

  /** People who have blocked the caller count as accepting; they just never see the conversation. */
  function requireWilling(userId: number, others: readonly number[]): void {
    if (others.length > 0 && !mayOnServer(rights.roleOf(userId), 'directBegin')) throw new ChatError('not-allowed');
    const unwilling = others.find(other => !acceptance.accepts(other, userId));
    if (unwilling !== undefined) throw new ChatError('directs-refused', names.nameOf(unwilling));
  }

  return {
    groupOpen: ({userId, otherIds, entryId, atMs}) =>
      commits.writeWhole(() => {
        const others = [...new Set(otherIds)].filter(id => id !== userId);
        const ids = [userId, ...others].sort((one, other) => one - other);
        const people = ids.join(',');
        const known = find.one(people)?.room_id;
        if (known !== undefined) {
          if (!members.has(known, userId)) members.add(known, userId);
          return {roomId: known, isNew: false};
        }
        requireWilling(userId, others);
        const roomId = Number(insertRoom.run(atMs, userId).lastInsertRowid);
        insertGroup.run(people, roomId);
        for (const id of ids) insertPerson.run(roomId, id);
        roomLog.append({roomId, userId, body: {kind: 'created', id: entryId}, atMs});
        members.add(roomId, userId);
        return {roomId, isNew: true};
      }),
  };
}

/** Participants of a group, sorted by name, including those who have hidden it; nobody for a conversation of two. */
export function openGroupPeople(database: Database): (roomId: number) => Account[] {
  const find = query<AccountRow, [number]>(
    database,
    `SELECT ${ACCOUNT_COLUMNS} FROM group_people JOIN accounts USING (user_id) WHERE room_id = ?`,
  );
  return roomId =>
    find
      .all(roomId)
      .map(toAccount)
      .sort((one, other) => (one.name < other.name ? -1 : 1));
}
