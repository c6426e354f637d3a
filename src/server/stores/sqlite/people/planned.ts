/** Planned messages and reminders; the entry is appended and the plan ended in one commit. */
import {ChatError, sentenceOf} from '../../../../shared/errors.ts';
import {FIXED_LIMITS} from '../../../../shared/limits.ts';
import {SERVER_SENDER, type Committed} from '../../../storeContract/store.ts';
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
  room_name: string | null;
  partner: string | null;
  room_kind: string;
  kind: string;
  text: string;
  due_at_ms: number;
  about_seq: number | null;
}

/** The name of a private room is shown only to its members. */
const PLANS = `SELECT planned_id, planned.user_id, planned.room_id, rooms.kind AS room_kind,
  CASE WHEN rooms.kind = 'public' OR EXISTS (SELECT 1 FROM members WHERE members.room_id = planned.room_id
    AND members.user_id = planned.user_id) THEN rooms.name END AS room_name,
  planned.kind, text, due_at_ms, about_seq,
  (SELECT accounts.name FROM directs JOIN accounts ON user_id IN (low_user_id, high_user_id)
    WHERE directs.room_id = planned.room_id AND accounts.user_id <> planned.user_id) AS partner
  FROM planned JOIN rooms USING (room_id)`;

function placeOf({room_kind: kind, room_name: name, partner}: PlanRow): string {
  if (kind === 'direct') return partner === null ? '' : `@${partner}`;
  return name === null ? '' : `#${name}`;
}

const toPlan = (row: PlanRow): StoredPlan => ({
  plannedId: row.planned_id,
  userId: row.user_id,
  roomId: row.room_id,
  room: placeOf(row),
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
  const notes = openNotes(sqlite);
  const {plannedMax} = FIXED_LIMITS;
  const find = query<PlanRow, [string]>(database, `${PLANS} WHERE planned_id = ?`);
  const list = query<PlanRow, [number]>(
    database,
    `${PLANS} WHERE planned.user_id = ? ORDER BY due_at_ms LIMIT ${plannedMax}`,
  );
  const due = query<PlanRow, [number, number, string, number]>(
    database,
    `${PLANS} WHERE due_at_ms <= ? AND (due_at_ms, planned_id) > (?, ?) ORDER BY due_at_ms, planned_id LIMIT +?`,
  );
  const next = query<{due_at_ms: number}, [number]>(
    database,
    'SELECT due_at_ms FROM planned WHERE due_at_ms > ? ORDER BY due_at_ms LIMIT 1',
  );
  const count = query<{count: number}, [number]>(database, 'SELECT count(*) AS count FROM planned WHERE user_id = ?');
  const findSealed = query<object, [number]>(database, 'SELECT 1 FROM rooms WHERE room_id = ? AND conv IS NOT NULL');
  const insert = database.statement(
    `INSERT INTO planned (planned_id, user_id, room_id, kind, text, due_at_ms, made_at_ms, about_seq)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const remove = database.statement('DELETE FROM planned WHERE planned_id = ?');

  /** Appends a message of the server to a person's notes, once; not to encrypted notes. */
  function tell(userId: number, {id, text, atMs}: {id: string; text: string; atMs: number}): Committed | undefined {
    const roomId = notes.open(userId, atMs);
    const isThere = roomLog.find(roomId, SERVER_SENDER.userId, id) !== undefined;
    if (isThere || findSealed.one(roomId) !== undefined) return undefined;
    return roomLog.append({roomId, userId: SERVER_SENDER.userId, body: {kind: 'message', id, text}, atMs});
  }

  function remind({plannedId, userId, room, text, aboutSeq}: StoredPlan, atMs: number): void {
    const about = aboutSeq === undefined || room === '' ? '' : ` (${room} message ${aboutSeq})`;
    tell(userId, {id: plannedId, text: `Reminder: ${text}${about}`, atMs});
  }

  /** Whether the id was used already, by a message or by a notice of the server. */
  function isUsed({plannedId, userId, roomId}: Pick<StoredPlan, 'plannedId' | 'userId' | 'roomId'>): boolean {
    const notesId = notes.find(userId);
    const told = notesId === undefined ? undefined : roomLog.find(notesId, SERVER_SENDER.userId, plannedId);
    return told !== undefined || roomLog.find(roomId, userId, plannedId) !== undefined;
  }

  /** Sends a plan. If it is refused, the author is told with the text, so that nothing is lost. */
  function send(plan: StoredPlan, atMs: number, refusal: ChatError | undefined): void {
    const {plannedId, roomId, userId, room, text} = plan;
    try {
      if (refusal !== undefined) throw refusal;
      roomLog.appendByMember(mentionAll.marked({roomId, userId, body: {kind: 'message', id: plannedId, text}, atMs}));
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      const why = sentenceOf(error.code, error.detail);
      const told = `Your message for ${room === '' ? 'a conversation' : room} was not sent: ${why}\n${text}`;
      tell(userId, {id: plannedId, text: told, atMs});
    }
  }

  return {
    plannedAdd: ({plannedId, userId, roomId, kind, text, dueAtMs, atMs, aboutSeq}) =>
      commits.write(() => {
        roomLog.requireMember(roomId, userId);
        if (kind === 'message' && findSealed.one(roomId) !== undefined) throw new ChatError('room-sealed');
        const known = find.one(plannedId);
        if (known !== undefined && known.user_id === userId) return toPlan(known);
        if (known !== undefined || isUsed({plannedId, userId, roomId}))
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
    plannedNext: async (afterMs = Number.NEGATIVE_INFINITY) => next.one(afterMs)?.due_at_ms,
    plannedDue: async ({atMs, after, limit}) =>
      due.all(atMs, after?.dueAtMs ?? Number.NEGATIVE_INFINITY, after?.plannedId ?? '', limit).map(toPlan),
    notesTell: ({userId, entryId, text, atMs}) =>
      commits.writeWhole(() => {
        const committed = tell(userId, {id: entryId, text, atMs});
        if (committed === undefined) return;
        const {roomId, entry} = committed;
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
