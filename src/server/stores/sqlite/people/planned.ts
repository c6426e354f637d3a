/** Planned messages and reminders; the entry and the end of the plan are one commit. */
import {ChatError, sentenceOf} from '../../../../shared/errors.ts';
import {FIXED_LIMITS} from '../../../../shared/limits.ts';
import {SERVER_SENDER} from '../../../storeContract/store.ts';
import type {PeopleStore, StoredPlan} from '../../../storeContract/people.ts';
import {query} from '../engine/database.ts';
import {openNotes} from '../rooms/conversations/groups.ts';
import type {InboxWriter} from '../inbox/inboxWriter.ts';
import type {MentionAll} from '../changes/mentionAll.ts';
import type {RoomLog} from '../roomLog.ts';
import type {Sqlite} from '../sqlite.ts';

interface PlanRow {
  planned_id: string;
  user_id: number;
  room_id: number;
  room_name: string;
  partner: string | null;
  room_kind: string;
  kind: string;
  text: string;
  due_at_ms: number;
  about_seq: number | null;
}

const PLANS = `SELECT planned_id, planned.user_id, planned.room_id, rooms.name AS room_name, rooms.kind AS room_kind,
  planned.kind, text, due_at_ms, about_seq,
  (SELECT accounts.name FROM directs JOIN accounts ON user_id IN (low_user_id, high_user_id)
    WHERE directs.room_id = planned.room_id AND accounts.user_id <> planned.user_id) AS partner
  FROM planned JOIN rooms USING (room_id)`;

const toPlan = (row: PlanRow): StoredPlan => ({
  plannedId: row.planned_id,
  userId: row.user_id,
  roomId: row.room_id,
  room: row.room_kind === 'direct' ? (row.partner === null ? '' : `@${row.partner}`) : `#${row.room_name}`,
  kind: row.kind as StoredPlan['kind'],
  text: row.text,
  dueAtMs: row.due_at_ms,
  ...(row.about_seq !== null && {aboutSeq: row.about_seq}),
});

type Plans = Pick<
  PeopleStore,
  'plannedAdd' | 'plannedList' | 'plannedCancel' | 'plannedNext' | 'plannedDue' | 'plannedSettle' | 'notesTell'
>;

export function openPlans(sqlite: Sqlite & {roomLog: RoomLog; inbox: InboxWriter; mentionAll: MentionAll}): Plans {
  const {database, commits, roomLog, mentionAll, inbox} = sqlite;
  const notesOf = openNotes(sqlite);
  const {plannedMax} = FIXED_LIMITS;
  const find = query<PlanRow, [string]>(database, `${PLANS} WHERE planned_id = ?`);
  const list = query<PlanRow, [number]>(
    database,
    `${PLANS} WHERE planned.user_id = ? ORDER BY due_at_ms LIMIT ${plannedMax}`,
  );
  const due = query<PlanRow, [number, number]>(database, `${PLANS} WHERE due_at_ms <= ? ORDER BY due_at_ms LIMIT +?`);
  const next = query<{due_at_ms: number}, []>(database, 'SELECT due_at_ms FROM planned ORDER BY due_at_ms LIMIT 1');
  const count = query<{count: number}, [number]>(database, 'SELECT count(*) AS count FROM planned WHERE user_id = ?');
  const findSealed = query<object, [number]>(database, 'SELECT 1 FROM rooms WHERE room_id = ? AND conv IS NOT NULL');
  const insert = database.statement(
    `INSERT INTO planned (planned_id, user_id, room_id, kind, text, due_at_ms, made_at_ms, about_seq)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const remove = database.statement('DELETE FROM planned WHERE planned_id = ?');

  function remind({plannedId, userId, room, text, aboutSeq}: StoredPlan, atMs: number): void {
    const about = aboutSeq === undefined ? '' : ` (${room} message ${aboutSeq})`;
    const body = {kind: 'message' as const, id: plannedId, text: `Reminder: ${text}${about}`};
    roomLog.append({roomId: notesOf(userId, atMs), userId: SERVER_SENDER.userId, body, atMs});
  }

  /** Sends a plan; a refusal is reported to its author with the text, so that nothing is lost. */
  function send(plan: StoredPlan, atMs: number, refusal: ChatError | undefined): void {
    const {plannedId, roomId, userId, room, text} = plan;
    try {
      if (refusal !== undefined) throw refusal;
      roomLog.appendByMember(mentionAll.marked({roomId, userId, body: {kind: 'message', id: plannedId, text}, atMs}));
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      const why = sentenceOf(error.code, error.detail);
      const told = `Your message for ${room === '' ? 'a conversation' : room} was not sent: ${why}\n${text}`;
      const body = {kind: 'message' as const, id: plannedId, text: told};
      roomLog.append({roomId: notesOf(userId, atMs), userId: SERVER_SENDER.userId, body, atMs});
    }
  }

  return {
    plannedAdd: ({plannedId, userId, roomId, kind, text, dueAtMs, atMs, aboutSeq}) =>
      commits.write(() => {
        roomLog.requireMember(roomId, userId);
        if (kind === 'message' && findSealed.one(roomId) !== undefined) throw new ChatError('room-sealed');
        const known = find.one(plannedId);
        if (known !== undefined && known.user_id === userId) return toPlan(known);
        if (known !== undefined || roomLog.find(roomId, userId, plannedId) !== undefined)
          throw new ChatError('planned-not-found', plannedId);
        if ((count.one(userId)?.count ?? 0) >= plannedMax) throw new ChatError('too-many-planned', String(plannedMax));
        insert.run(plannedId, userId, roomId, kind, text, dueAtMs, atMs, aboutSeq ?? null);
        const made = find.one(plannedId);
        if (made === undefined) throw new Error('a plan that was just made is not there');
        return toPlan(made);
      }),
    plannedList: async userId => list.all(userId).map(toPlan),
    plannedCancel: ({plannedId, userId}) =>
      commits.write(() => {
        if (find.one(plannedId)?.user_id !== userId) throw new ChatError('planned-not-found', plannedId);
        remove.run(plannedId);
      }),
    plannedNext: async () => next.one()?.due_at_ms,
    plannedDue: async ({atMs, limit}) => due.all(atMs, limit).map(toPlan),
    notesTell: ({userId, entryId, text, atMs}) =>
      commits.writeWhole(() => {
        const roomId = notesOf(userId, atMs);
        if (roomLog.find(roomId, SERVER_SENDER.userId, entryId) !== undefined) return;
        const {entry} = roomLog.append({
          roomId,
          userId: SERVER_SENDER.userId,
          body: {kind: 'message', id: entryId, text},
          atMs,
        });
        inbox.record({roomId, seq: entry.seq, senderId: SERVER_SENDER.userId, atMs: entry.sentAtMs}, {userId});
      }),
    plannedSettle: ({plannedId, atMs, refusal}) =>
      commits.writeWhole(() => {
        const row = find.one(plannedId);
        if (row === undefined) return;
        const plan = toPlan(row);
        if (plan.kind === 'reminder') remind(plan, atMs);
        else send(plan, atMs, refusal);
        remove.run(plannedId);
      }),
  };
}
