/** Sessions: which token belongs to whom. */
import type {Store} from '../../store.ts';
import {ACCOUNT_COLUMNS, toAccount, type AccountRow} from './accounts.ts';
import {query} from './engine/database.ts';
import type {Sqlite} from './sqlite.ts';

/** Being used is written down at most this often: a storm of logins must not become a storm of writes. */
const USE_RECORDED_EVERY_MS = 60 * 60 * 1000;
/** A login that nobody used for so long is over. */
const IDLE_MAX_MS = 90 * 24 * 60 * 60 * 1000;

type Sessions = Pick<Store, 'sessionCreate' | 'sessionFind' | 'sessionDelete' | 'sessionDeleteAll'>;

export function openSessions({database, commits, now}: Sqlite): Sessions {
  database.statement('DELETE FROM sessions WHERE last_used_at_ms < ?').run(now() - IDLE_MAX_MS);
  const find = query<AccountRow & {last_used_at_ms: number}, [Uint8Array]>(
    database,
    `SELECT ${ACCOUNT_COLUMNS}, sessions.last_used_at_ms FROM sessions JOIN accounts USING (user_id) WHERE token_hash = ?`,
  );
  const insert = database.statement(
    'INSERT INTO sessions (token_hash, user_id, device_name, created_at_ms, last_used_at_ms) VALUES (?, ?, ?, ?, ?)',
  );
  const use = database.statement('UPDATE sessions SET last_used_at_ms = ? WHERE token_hash = ?');
  const remove = database.statement('DELETE FROM sessions WHERE token_hash = ?');
  const removeAll = database.statement('DELETE FROM sessions WHERE user_id = ? AND token_hash IS NOT ?');

  return {
    sessionCreate: session =>
      commits.write(() => {
        const {tokenHash, userId, deviceName, createdAtMs, lastUsedAtMs} = session;
        insert.run(tokenHash, userId, deviceName, createdAtMs, lastUsedAtMs);
      }),
    async sessionFind(tokenHash, atMs) {
      const row = find.one(tokenHash);
      if (row === undefined || atMs - row.last_used_at_ms > IDLE_MAX_MS) return undefined;
      if (atMs - row.last_used_at_ms > USE_RECORDED_EVERY_MS) {
        // Not worth refusing a login for: on a full disk people must still be able to read.
        commits.writeSoon(() => use.run(atMs, tokenHash)).catch(() => {});
      }
      return toAccount(row);
    },
    sessionDelete: tokenHash => commits.write(() => void remove.run(tokenHash)),
    sessionDeleteAll: (userId, exceptTokenHash) =>
      commits.write(() => void removeAll.run(userId, exceptTokenHash ?? null)),
  };
}
