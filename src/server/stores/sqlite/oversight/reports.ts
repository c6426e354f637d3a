/** Reports to the moderators, and settling them. */
import {ChatError} from '../../../../shared/errors.ts';
import {mayOnServer, SERVER_ROLES} from '../../../../shared/access/roles.ts';
import {FIXED_LIMITS} from '../../../../shared/limits.ts';
import type {Store} from '../../../storeContract/store.ts';
import {query} from '../engine/database.ts';
import type {Rights} from '../access/rights.ts';
import type {RoomLog} from '../roomLog.ts';
import type {Sqlite} from '../sqlite.ts';

interface ReportRow {
  report_id: number;
  by_user_id: number;
  about_user_id: number;
  room_id: number | null;
  seq: number | null;
  reason: string;
  at_ms: number;
}

/** Maximum number of moderators notified of a report; others find it in the list. */
const TOLD_MAX = 100;
const READERS = SERVER_ROLES.filter(role => mayOnServer(role, 'reportList'));

type Reports = Pick<Store, 'reportMake' | 'reportList' | 'reportSettle'>;

export function openReports({
  database,
  commits,
  roomLog,
  names,
  rights,
}: Sqlite & {roomLog: RoomLog; rights: Rights}): Reports {
  const insert = database.statement(
    'INSERT INTO reports (by_user_id, about_user_id, room_id, seq, reason, at_ms) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const countBy = query<{count: number}, [number]>(
    database,
    'SELECT count(*) AS count FROM reports WHERE by_user_id = ? AND settled_at_ms IS NULL',
  );
  const dropOldest = database.statement(
    `DELETE FROM reports WHERE report_id =
      (SELECT report_id FROM reports WHERE by_user_id = ? AND settled_at_ms IS NULL ORDER BY report_id LIMIT 1)`,
  );
  const senderOf = query<{sender_id: number}, [number, number]>(
    database,
    'SELECT sender_id FROM entries WHERE room_id = ? AND seq = ?',
  );
  const open = query<ReportRow, [number, number]>(
    database,
    `SELECT report_id, by_user_id, about_user_id, room_id, seq, reason, at_ms FROM reports
      WHERE settled_at_ms IS NULL AND report_id < ? ORDER BY report_id DESC LIMIT +?`,
  );
  const moderators = query<{user_id: number}, [string]>(
    database,
    `SELECT user_id FROM accounts WHERE role = ? AND deleted_at_ms IS NULL AND disabled_words IS NULL
      ORDER BY user_id LIMIT ${TOLD_MAX}`,
  );
  const roomName = query<{name: string; kind: string}, [number, number]>(
    database,
    `SELECT name, kind FROM rooms WHERE room_id = ? AND kind <> 'direct'
      AND (kind = 'public' OR EXISTS (SELECT 1 FROM members WHERE members.room_id = rooms.room_id AND user_id = ?))`,
  );
  const settleOne = database.statement(
    'UPDATE reports SET settled_by = ?, settled_at_ms = ? WHERE report_id = ? AND settled_at_ms IS NULL',
  );
  const settleAbout = database.statement(
    'UPDATE reports SET settled_by = ?, settled_at_ms = ? WHERE about_user_id = ? AND settled_at_ms IS NULL',
  );

  return {
    reportMake: ({byUserId, aboutUserId, place, reason, atMs}) =>
      commits.writeWhole(() => {
        let about = aboutUserId;
        if (place !== undefined) {
          roomLog.requireMember(place.roomId, byUserId);
          about = senderOf.one(place.roomId, place.seq)?.sender_id;
        }
        if (about === undefined) throw new ChatError('entry-not-found');
        if (about === byUserId) throw new ChatError('direct-self');
        // A person with too many reports loses their own oldest one, so that they cannot push out those of others.
        const isMany = (countBy.one(byUserId)?.count ?? 0) >= FIXED_LIMITS.reportsOfOneMax;
        if (isMany) dropOldest.run(byUserId);
        const {lastInsertRowid} = insert.run(byUserId, about, place?.roomId ?? null, place?.seq ?? null, reason, atMs);
        const readers = isMany ? [] : READERS.flatMap(role => moderators.all(role));
        const told = readers.slice(0, TOLD_MAX).map(({user_id: userId}) => ({userId}));
        return {reportId: Number(lastInsertRowid), about: names.nameOf(about), moderators: told};
      }),
    async reportList({byUserId, beforeId = Number.MAX_SAFE_INTEGER, limit}) {
      return open.all(beforeId, limit).map(row => {
        const room = row.room_id === null ? undefined : roomName.one(row.room_id, byUserId);
        return {
          reportId: row.report_id,
          by: names.nameOf(row.by_user_id),
          about: names.nameOf(row.about_user_id),
          room: room === undefined ? '' : `#${room.name}`,
          ...(row.seq !== null && {seq: row.seq}),
          reason: row.reason,
          atMs: row.at_ms,
        };
      });
    },
    reportSettle: ({byUserId, reportId, aboutUserId, atMs}) =>
      commits.write(() => {
        rights.requireServer(byUserId, 'reportList');
        const {changes} =
          reportId === undefined
            ? settleAbout.run(byUserId, atMs, aboutUserId ?? 0)
            : settleOne.run(byUserId, atMs, reportId);
        return Number(changes);
      }),
  };
}
