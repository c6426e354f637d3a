/** Sessions: which token belongs to whom, on which device, from where it was used last, and when it is over by itself. */
import {ChatError} from '../../../../shared/errors.ts';
import type {Session, StoredSession} from '../../../store/signIn.ts';
import type {Store} from '../../../store/store.ts';
import {ACCOUNT_COLUMNS, toAccount, type AccountRow} from '../accounts.ts';
import {query} from '../engine/database.ts';
import type {Sqlite} from '../sqlite.ts';

/** Being used is written down at most this often: a storm of logins must not become a storm of writes. */
const USE_RECORDED_EVERY_MS = 60 * 60 * 1000;
/** From another address, sooner. */
const MOVE_RECORDED_EVERY_MS = 60 * 1000;
/** A login that nobody used for so long is over, where nobody says otherwise. */
const IDLE_MAX_MS = 90 * 24 * 60 * 60 * 1000;
const EXPIRED_AT_ONCE = 500;

type Sessions = Pick<
  Store,
  | 'sessionCreate'
  | 'sessionFind'
  | 'sessionDelete'
  | 'sessionDeleteAll'
  | 'sessionList'
  | 'sessionRevoke'
  | 'sessionsUsed'
  | 'sessionsExpire'
>;

interface SessionRow {
  token_hash: Uint8Array;
  user_id: number;
  device_name: string;
  created_at_ms: number;
  last_used_at_ms: number;
  number: number;
  address: string;
}

type FoundRow = AccountRow & Pick<SessionRow, 'last_used_at_ms' | 'address'> & {begun_at_ms: number};

export function openSessions({database, commits, rights, now, sessionLimits}: Sqlite): Sessions {
  const limits = () => sessionLimits?.() ?? {idleMs: IDLE_MAX_MS, lifetimeMs: 0};
  /** What was used, or begun, before is over; nothing is before the beginning of time. */
  const bounds = (nowMs: number) => {
    const {idleMs, lifetimeMs} = limits();
    return {usedMs: idleMs === 0 ? 0 : nowMs - idleMs, begunMs: lifetimeMs === 0 ? 0 : nowMs - lifetimeMs};
  };
  const find = query<FoundRow, [Uint8Array]>(
    database,
    `SELECT ${ACCOUNT_COLUMNS}, sessions.last_used_at_ms, sessions.address, sessions.created_at_ms AS begun_at_ms
      FROM sessions JOIN accounts USING (user_id) WHERE token_hash = ?`,
  );
  const insert = database.statement(
    `INSERT INTO sessions (token_hash, user_id, device_name, created_at_ms, last_used_at_ms, address, number)
      VALUES (?, ?, ?, ?, ?, ?, 1 + coalesce((SELECT max(number) FROM sessions WHERE user_id = ?), 0))`,
  );
  const use = database.statement('UPDATE sessions SET last_used_at_ms = ?, address = ? WHERE token_hash = ?');
  const keep = database.statement('UPDATE sessions SET last_used_at_ms = max(last_used_at_ms, ?) WHERE token_hash = ?');
  const remove = database.statement('DELETE FROM sessions WHERE token_hash = ?');
  const removeAll = database.statement('DELETE FROM sessions WHERE user_id = ? AND token_hash IS NOT ?');
  const list = query<SessionRow, [number]>(database, 'SELECT * FROM sessions WHERE user_id = ?');
  const byNumber = query<SessionRow, [number, number]>(
    database,
    'SELECT * FROM sessions WHERE user_id = ? AND number = ?',
  );
  const over = query<SessionRow, [number, number, number]>(
    database,
    'SELECT * FROM sessions WHERE last_used_at_ms < ? OR created_at_ms < ? LIMIT ?',
  );
  const dropOver = database.statement('DELETE FROM sessions WHERE last_used_at_ms < ? OR created_at_ms < ?');
  const {usedMs: firstUsedMs, begunMs: firstBegunMs} = bounds(now());
  dropOver.run(firstUsedMs, firstBegunMs);

  return {
    sessionCreate: (session: Session) =>
      commits.write(() => {
        const {tokenHash, userId, deviceName, createdAtMs, lastUsedAtMs, address = ''} = session;
        insert.run(tokenHash, userId, deviceName, createdAtMs, lastUsedAtMs, address, userId);
      }),
    async sessionFind(tokenHash, atMs, address) {
      const row = find.one(tokenHash);
      const {usedMs, begunMs} = bounds(atMs);
      if (row === undefined || row.last_used_at_ms < usedMs || row.begun_at_ms < begunMs) return undefined;
      const place = address ?? row.address;
      const everyMs = place === row.address ? USE_RECORDED_EVERY_MS : MOVE_RECORDED_EVERY_MS;
      if (atMs - row.last_used_at_ms > everyMs) {
        // Not worth refusing a login for: on a full disk people must still be able to read.
        commits.writeSoon(() => use.run(atMs, place, tokenHash)).catch(() => {});
      }
      return toAccount(row);
    },
    sessionDelete: tokenHash => commits.write(() => void remove.run(tokenHash)),
    sessionDeleteAll: (userId, exceptTokenHash) =>
      commits.write(() => void removeAll.run(userId, exceptTokenHash ?? null)),
    async sessionList(userId) {
      const {usedMs, begunMs} = bounds(now());
      return list
        .all(userId)
        .filter(row => row.last_used_at_ms >= usedMs && row.created_at_ms >= begunMs)
        .toSorted((a, b) => b.last_used_at_ms - a.last_used_at_ms || b.number - a.number)
        .map(toSession);
    },
    sessionRevoke: ({userId, byUserId, number, exceptTokenHash}) =>
      commits.write(() => {
        if (byUserId !== userId) rights.requireOver(byUserId, userId, 'sessionManage');
        const meant = number === undefined ? list.all(userId) : byNumber.all(userId, number);
        const ended = meant.filter(
          ({token_hash: hash}) => exceptTokenHash === undefined || Buffer.compare(hash, exceptTokenHash) !== 0,
        );
        if (number !== undefined && ended.length === 0) throw new ChatError('device-not-found', String(number));
        for (const {token_hash: hash} of ended) remove.run(hash);
        return ended.map(toSession);
      }),
    sessionsUsed: (tokenHashes, atMs) =>
      commits.writeSoon(() => {
        for (const tokenHash of tokenHashes) keep.run(atMs, tokenHash);
      }),
    sessionsExpire: nowMs =>
      commits.write(() => {
        const {usedMs, begunMs} = bounds(nowMs);
        const ended = over.all(usedMs, begunMs, EXPIRED_AT_ONCE);
        for (const {token_hash: hash} of ended) remove.run(hash);
        return ended.map(toSession);
      }),
  };
}

const toSession = (row: SessionRow): StoredSession => ({
  tokenHash: row.token_hash,
  userId: row.user_id,
  deviceName: row.device_name,
  createdAtMs: row.created_at_ms,
  lastUsedAtMs: row.last_used_at_ms,
  number: row.number,
  address: row.address,
});
