/** The record of logins. */
import type {Store} from '../../store.ts';
import {query} from './engine/database.ts';
import type {Sqlite} from './sqlite.ts';

interface LoginRow {
  id: number;
  name: string;
  address: string;
  port: number;
  at_ms: number;
  is_success: number;
  method: string;
}

/** Older records are dropped, so that guessing passwords does not fill the disk. */
const KEPT_MAX = 200_000;

type Logins = Pick<Store, 'loginRecord' | 'loginList'>;

export function openLogins({database, commits}: Sqlite): Logins {
  const insert = database.statement(
    'INSERT INTO logins (name, address, port, at_ms, is_success, method) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const drop = database.statement('DELETE FROM logins WHERE id <= ?');
  const page = query<LoginRow, [number, number]>(
    database,
    'SELECT id, name, address, port, at_ms, is_success, method FROM logins WHERE id < ? ORDER BY id DESC LIMIT ?',
  );

  return {
    loginRecord: ({name, address, port, atMs, isSuccess, method}) =>
      commits.writeSoon(() => {
        const {lastInsertRowid} = insert.run(name, address, port, atMs, isSuccess ? 1 : 0, method);
        drop.run(Number(lastInsertRowid) - KEPT_MAX);
      }),
    async loginList({beforeId = Number.MAX_SAFE_INTEGER, limit}) {
      // Records that are still to be written come first; on a full disk those that are there can be read all the same.
      await commits.write(() => undefined).catch(() => undefined);
      return page.all(beforeId, limit).map(row => ({
        id: row.id,
        name: row.name,
        address: row.address,
        port: row.port,
        atMs: row.at_ms,
        isSuccess: row.is_success === 1,
        method: row.method,
      }));
    },
  };
}
