/** Sessions in the database: token, account, device, last use and expiry. */
import {ChatError} from '../../../../shared/errors.ts';
import {isTokenRight} from '../../../../shared/access/tokenRights.ts';
import {DAY_MS, FIXED_LIMITS, HOUR_MS} from '../../../../shared/limits.ts';
import type {ProgramGrant, Session, StoredSession} from '../../../storeContract/signIn.ts';
import type {Store} from '../../../storeContract/store.ts';
import {ACCOUNT_COLUMNS, toAccount, type AccountRow} from '../accountRow.ts';
import {query} from '../engine/database.ts';
import type {Rights} from './rights.ts';
import type {Sqlite} from '../sqlite.ts';

/** Minimum interval of recording a use, so that many logins do not cause many writes. */
const USE_RECORDED_EVERY_MS = HOUR_MS;
/** Minimum interval if the address has changed. */
const MOVE_RECORDED_EVERY_MS = 60 * 1000;
/** Default expiry of sessions without use. */
const IDLE_MAX_MS = 90 * DAY_MS;
const EXPIRED_AT_ONCE = 500;
/** Condition for an expired session: a token by its expiry, other sessions by last use or creation. */
const OVER = '(expires_at_ms <= ? OR (expires_at_ms IS NULL AND (last_used_at_ms < ? OR created_at_ms < ?)))';

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
  | 'tokenList'
>;

interface SessionRow extends GrantRow {
  token_hash: Uint8Array;
  user_id: number;
  device_name: string;
  created_at_ms: number;
  last_used_at_ms: number;
  number: number;
  address: string;
  by_ssh_key: number;
}

/** All NULL for a session without a grant. */
interface GrantRow {
  /** Separated by spaces. */
  token_rights: string | null;
  /** JSON of room ids; NULL: all. */
  token_rooms: string | null;
  expires_at_ms: number | null;
}

type FoundRow = AccountRow &
  GrantRow &
  Pick<SessionRow, 'last_used_at_ms' | 'address' | 'by_ssh_key'> & {begun_at_ms: number};

export function openSessions({database, commits, rights, now, sessionLimits}: Sqlite & {rights: Rights}): Sessions {
  const limits = () => sessionLimits?.() ?? {idleMs: IDLE_MAX_MS, lifetimeMs: 0};
  /** Limits of last use and creation time before which a session has expired. */
  const bounds = (nowMs: number) => {
    const {idleMs, lifetimeMs} = limits();
    return {usedMs: idleMs === 0 ? 0 : nowMs - idleMs, begunMs: lifetimeMs === 0 ? 0 : nowMs - lifetimeMs};
  };
  const find = query<FoundRow, [Uint8Array]>(
    database,
    `SELECT ${ACCOUNT_COLUMNS}, sessions.last_used_at_ms, sessions.address, sessions.created_at_ms AS begun_at_ms,
      token_rights, token_rooms, expires_at_ms, by_ssh_key
      FROM sessions JOIN accounts USING (user_id) WHERE token_hash = ?`,
  );
  const insert = database.statement(
    `INSERT INTO sessions (token_hash, user_id, device_name, created_at_ms, last_used_at_ms, address, token_rights,
       token_rooms, expires_at_ms, by_ssh_key, number)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const use = database.statement('UPDATE sessions SET last_used_at_ms = ?, address = ? WHERE token_hash = ?');
  const keep = database.statement('UPDATE sessions SET last_used_at_ms = max(last_used_at_ms, ?) WHERE token_hash = ?');
  const remove = database.statement('DELETE FROM sessions WHERE token_hash = ?');
  const removeAll = database.statement('DELETE FROM sessions WHERE user_id = ? AND token_hash IS NOT ?');
  // Numbers are never reused, so that ending a device twice cannot end another one.
  const nextNumber = query<{number: number}, [number]>(
    database,
    'UPDATE accounts SET sessions_numbered = sessions_numbered + 1 WHERE user_id = ? RETURNING sessions_numbered AS number',
  );
  const list = query<SessionRow, [number]>(database, 'SELECT * FROM sessions WHERE user_id = ?');
  const byNumber = query<SessionRow, [number, number]>(
    database,
    'SELECT * FROM sessions WHERE user_id = ? AND number = ?',
  );
  const over = query<SessionRow, [number, number, number, number]>(
    database,
    `SELECT * FROM sessions WHERE ${OVER} LIMIT +?`,
  );
  const dropOver = database.statement(`DELETE FROM sessions WHERE ${OVER}`);
  const ofAll = query<SessionRow, [number, number, number, number]>(
    database,
    `SELECT * FROM sessions INDEXED BY sessions_by_number
      WHERE (user_id, number) > (?, ?) AND expires_at_ms > ? ORDER BY user_id, number LIMIT +?`,
  );
  const ofOne = query<SessionRow, [number, number, number, number]>(
    database,
    `SELECT * FROM sessions INDEXED BY sessions_by_number
      WHERE user_id = ? AND number > ? AND expires_at_ms > ? ORDER BY number LIMIT +?`,
  );
  const countTokens = query<{count: number}, [number, number]>(
    database,
    'SELECT count(*) AS count FROM sessions WHERE user_id = ? AND expires_at_ms > ?',
  );
  const {usedMs: firstUsedMs, begunMs: firstBegunMs} = bounds(now());
  dropOver.run(now(), firstUsedMs, firstBegunMs);

  /** Whether a session is valid: tokens have an expiry, other sessions end after disuse or at a maximum age. */
  function isGood(row: Pick<FoundRow, 'expires_at_ms' | 'last_used_at_ms' | 'begun_at_ms'>, atMs: number): boolean {
    if (row.expires_at_ms !== null) return row.expires_at_ms > atMs;
    const {usedMs, begunMs} = bounds(atMs);
    return row.last_used_at_ms >= usedMs && row.begun_at_ms >= begunMs;
  }
  /** @throws too-many-tokens, not-in-room */
  function requireGrantable({userId, grant, createdAtMs}: Session): void {
    if (grant === undefined) return;
    if ((countTokens.one(userId, createdAtMs)?.count ?? 0) >= FIXED_LIMITS.tokensMax)
      throw new ChatError('too-many-tokens', String(FIXED_LIMITS.tokensMax));
    const isOutside = grant.roomIds?.some(roomId => rights.standingOf(roomId, userId) === undefined) ?? false;
    if (isOutside) throw new ChatError('not-in-room', 'this room');
  }

  return {
    sessionCreate: (session: Session) =>
      commits.write(() => {
        const {
          tokenHash,
          userId,
          deviceName,
          createdAtMs,
          lastUsedAtMs,
          address = '',
          grant,
          isBySshKey = false,
        } = session;
        requireGrantable(session);
        const number = nextNumber.one(userId)?.number ?? 0;
        insert.run(
          tokenHash,
          userId,
          deviceName,
          createdAtMs,
          lastUsedAtMs,
          address,
          grant?.rights.join(' ') ?? null,
          grant?.roomIds === undefined ? null : JSON.stringify(grant.roomIds),
          grant?.expiresAtMs ?? null,
          Number(isBySshKey),
          number,
        );
        return number;
      }),
    async sessionFind(tokenHash, atMs, address) {
      const row = find.one(tokenHash);
      if (row === undefined || !isGood(row, atMs)) return undefined;
      const place = address ?? row.address;
      const everyMs = place === row.address ? USE_RECORDED_EVERY_MS : MOVE_RECORDED_EVERY_MS;
      if (atMs - row.last_used_at_ms > everyMs) {
        // A failure is ignored, because on a full disk people must still be able to log in and read.
        commits.writeSoon(() => use.run(atMs, place, tokenHash)).catch(() => {});
      }
      return {
        ...toAccount(row),
        ...withGrant(toGrant(row)),
        isBySshKey: row.by_ssh_key === 1,
        begunAtMs: row.begun_at_ms,
      };
    },
    sessionDelete: tokenHash => commits.write(() => void remove.run(tokenHash)),
    sessionDeleteAll: (userId, exceptTokenHash) =>
      commits.write(() => void removeAll.run(userId, exceptTokenHash ?? null)),
    async sessionList(userId) {
      return list
        .all(userId)
        .filter(row => isGood({...row, begun_at_ms: row.created_at_ms}, now()))
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
        const ended = over.all(nowMs, usedMs, begunMs, EXPIRED_AT_ONCE);
        for (const {token_hash: hash} of ended) remove.run(hash);
        return ended.map(toSession);
      }),
    async tokenList({userId, after = {userId: 0, number: 0}, limit, nowMs}) {
      const rows =
        userId === undefined
          ? ofAll.all(after.userId, after.number, nowMs, limit)
          : ofOne.all(userId, after.userId === userId ? after.number : 0, nowMs, limit);
      return rows.map(toSession);
    },
  };
}

const withGrant = (grant: ProgramGrant | undefined): {grant?: ProgramGrant} => (grant === undefined ? {} : {grant});

function toGrant(row: GrantRow): ProgramGrant | undefined {
  if (row.token_rights === null || row.expires_at_ms === null) return undefined;
  return {
    rights: row.token_rights.split(' ').filter(isTokenRight),
    ...(row.token_rooms !== null && {roomIds: JSON.parse(row.token_rooms) as number[]}),
    expiresAtMs: row.expires_at_ms,
  };
}

const toSession = (row: SessionRow): StoredSession => ({
  ...withGrant(toGrant(row)),
  tokenHash: row.token_hash,
  userId: row.user_id,
  deviceName: row.device_name,
  createdAtMs: row.created_at_ms,
  lastUsedAtMs: row.last_used_at_ms,
  number: row.number,
  address: row.address,
  isBySshKey: row.by_ssh_key === 1,
});
