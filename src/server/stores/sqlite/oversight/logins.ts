/** Record of logins and actions, with a share per account or network, so that nobody can push out what others did. */
import {DAY_MS} from '../../../../shared/limits.ts';
import {networkPrefixOf} from '../../../network.ts';
import type {Store} from '../../../storeContract/store.ts';
import {query} from '../engine/database.ts';
import type {AuditLog} from './auditLog.ts';
import type {Sqlite} from '../sqlite.ts';

interface LoginRow {
  id: number;
  name: string;
  address: string;
  port: number;
  at_ms: number;
  is_success: number;
  method: string;
  about: string;
  count: number;
  last_at_ms: number | null;
}

/**
 * Maximum records per account or network, and per kind (logins, actions, refusals); then the oldest of whoever has most are
 * removed.
 */
const KEPT = {ofOne: 1_000, ofKind: 66_000};
/** Methods of logins; all others are actions, which logins cannot push out. */
const LOGINS: ReadonlySet<string> = new Set(['password', 'token', 'logout', 'disconnect']);

type Logins = Pick<Store, 'loginRecord' | 'loginPlaces' | 'loginList'>;
type Added = Parameters<Store['loginRecord']>[0];

function ownerOf({name, address, isSuccess, method}: Added): string {
  if (!isSuccess) return `n:${networkPrefixOf(address)}`;
  return `${LOGINS.has(method) ? 'a' : 'd'}:${name}`;
}

export function openLogins({database, commits, audit, loginsKept: kept = KEPT}: Sqlite & {audit: AuditLog}): Logins {
  const insert = database.statement(
    'INSERT INTO logins (name, address, port, at_ms, is_success, method, about, day, owner) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const count = database.statement(
    'UPDATE logins SET count = count + 1, last_at_ms = ? WHERE name = ? AND address = ? AND method = ? AND day = ?',
  );
  const page = query<LoginRow, [number, number]>(
    database,
    `SELECT id, name, address, port, at_ms, is_success, method, about, count, last_at_ms FROM logins
     WHERE id < ? ORDER BY id DESC LIMIT +?`,
  );
  const places = query<{name: string; address: string}, [number]>(
    database,
    `SELECT name, address FROM logins WHERE is_success = 1 AND method IN ('password', 'token', 'register', 'reset', 'ssh-key')
      GROUP BY name, address ORDER BY max(coalesce(last_at_ms, at_ms)) DESC LIMIT +?`,
  );
  const grow = query<{count: number}, [string, string]>(
    database,
    'INSERT INTO login_shares VALUES (?, ?, 1) ON CONFLICT (owner) DO UPDATE SET count = count + 1 RETURNING count',
  );
  const shrink = database.statement('UPDATE login_shares SET count = count - 1 WHERE owner IN (?, ?)');
  const forget = database.statement('DELETE FROM login_shares WHERE owner = ? AND count <= 0');
  const largest = query<{owner: string}, [string]>(
    database,
    'SELECT owner FROM login_shares WHERE kind = ? ORDER BY count DESC LIMIT 1',
  );
  const dropOldest = database.statement(
    'DELETE FROM logins WHERE id = (SELECT id FROM logins WHERE owner = ? ORDER BY id LIMIT 1)',
  );

  function drop(owner: string, total: string): void {
    dropOldest.run(owner);
    shrink.run(owner, total);
    forget.run(owner);
  }
  function share(owner: string): void {
    const kind = owner.slice(0, 1);
    const total = `total:${kind}`;
    const own = grow.one(owner, kind)?.count ?? 0;
    const all = grow.one(total, 'total')?.count ?? 0;
    if (own > kept.ofOne) drop(owner, total);
    else if (all > kept.ofKind) drop(largest.one(kind)?.owner ?? owner, total);
  }

  return {
    loginRecord: record =>
      commits.writeSoon(() => {
        const {name, address, port, atMs, isSuccess, method, about = ''} = record;
        const day = isSuccess && method === 'token' ? Math.floor(atMs / DAY_MS) : null;
        if (day !== null && count.run(atMs, name, address, method, day).changes > 0) return false;
        const owner = ownerOf(record);
        insert.run(name, address, port, atMs, isSuccess ? 1 : 0, method, about, day, owner);
        share(owner);
        // Disconnects are too frequent for the audit; the login counts.
        if (method !== 'disconnect') audit.append({atMs, name, address, method, isSuccess, about});
        return true;
      }),
    loginPlaces: async limit => places.all(limit).map(({name, address}) => ({name, address})),
    async loginList({beforeId = Number.MAX_SAFE_INTEGER, limit}) {
      // Pending records are written first; if that fails on a full disk, the stored ones can still be read.
      await commits.write(() => undefined).catch(() => undefined);
      return page.all(beforeId, limit).map(row => ({
        id: row.id,
        name: row.name,
        address: row.address,
        port: row.port,
        atMs: row.at_ms,
        isSuccess: row.is_success === 1,
        method: row.method,
        ...(row.about !== '' && {about: row.about}),
        ...(row.last_at_ms !== null && {count: row.count, lastAtMs: row.last_at_ms}),
      }));
    },
  };
}
