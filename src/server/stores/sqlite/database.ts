/** Opens the database file: safe modes, one server at a time, schema brought up to date, statements prepared once. */
import {chmodSync, closeSync, mkdirSync, openSync} from 'node:fs';
import {join} from 'node:path';
import {DatabaseSync, type SQLInputValue, type StatementSync} from 'node:sqlite';
import {ChatError} from '../../../shared/errors.ts';
import type {Migration} from './migration.ts';
import * as list from './migrations.ts';

export interface Database {
  exec(sql: string): void;
  /** Prepared on first use and kept. */
  statement(sql: string): StatementSync;
  isInTransaction(): boolean;
  close(): void;
}

const MIGRATIONS = Object.values(list).toSorted((one, other) => one.version - other.version);
export const SCHEMA_VERSION = MIGRATIONS.at(-1)?.version ?? 0;
/** SQLite's primary result code for "database is locked". */
const SQLITE_BUSY = 5;

/** @throws settings-invalid when the folder is in use, cannot be written, or belongs to a newer program */
export function openDatabase(dataDir: string): Database {
  const lock = inDataDir(dataDir, () => {
    mkdirSync(dataDir, {recursive: true, mode: 0o700});
    chmodSync(dataDir, 0o700);
    return lockFolder(dataDir);
  });
  let connection: DatabaseSync | undefined;
  try {
    connection = inDataDir(dataDir, () => openFile(join(dataDir, 'chat.db')));
    migrate(connection, dataDir);
    return toDatabase(connection, lock);
  } catch (error) {
    connection?.close();
    lock.close();
    throw error;
  }
}

function openFile(path: string): DatabaseSync {
  makePrivate(path);
  const connection = new DatabaseSync(path, {enableDoubleQuotedStringLiterals: false});
  connection.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000;
    PRAGMA busy_timeout = 1000; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16000; PRAGMA journal_size_limit = 67108864; PRAGMA trusted_schema = OFF`);
  return connection;
}

/** Two servers in one folder would give two orders to one room: the second one is refused. The lock ends with the process. */
function lockFolder(dataDir: string): DatabaseSync {
  const path = join(dataDir, 'server.lock');
  makePrivate(path);
  const lock = new DatabaseSync(path);
  try {
    lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    throw error;
  }
  return lock;
}

/** The side files of SQLite take over the mode of the file they belong to. */
function makePrivate(path: string): void {
  closeSync(openSync(path, 'a', 0o600));
  chmodSync(path, 0o600);
}

function inDataDir<T>(dataDir: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    const detail =
      ((sqliteCodeOf(error) ?? 0) & 0xff) === SQLITE_BUSY
        ? `The folder ${dataDir} is in use by another chat-tui server. Join that one, or choose another folder with --data.`
        : `The folder ${dataDir} cannot be used as data folder (${messageOf(error)}).`;
    throw new ChatError('settings-invalid', detail, {cause: error});
  }
}

const messageOf = (error: unknown) =>
  typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : 'unknown';

/** SQLite's extended result code, the primary one in its low byte; `undefined` for what is no error of SQLite. */
export function sqliteCodeOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('errcode' in error)) return undefined;
  return typeof error.errcode === 'number' ? error.errcode : undefined;
}

function migrate(connection: DatabaseSync, dataDir: string): void {
  const {user_version: version} = connection.prepare('PRAGMA user_version').get() as {user_version: number};
  if (version > SCHEMA_VERSION) {
    throw new ChatError(
      'settings-invalid',
      `The data in ${dataDir} was written by a newer chat-tui (schema ${version}, this one knows ${SCHEMA_VERSION}). Update chat-tui.`,
    );
  }
  for (const migration of MIGRATIONS) if (migration.version > version) apply(connection, migration);
}

function apply(connection: DatabaseSync, {version, sql}: Migration): void {
  connection.exec('BEGIN IMMEDIATE');
  try {
    connection.exec(sql);
    connection.exec(`PRAGMA user_version = ${version}`);
    connection.exec('COMMIT');
  } catch (error) {
    if (connection.isTransaction) connection.exec('ROLLBACK');
    throw error;
  }
}

function toDatabase(connection: DatabaseSync, lock: DatabaseSync): Database {
  const statements = new Map<string, StatementSync>();
  return {
    exec: sql => connection.exec(sql),
    statement(sql) {
      let statement = statements.get(sql);
      if (statement === undefined) statements.set(sql, (statement = connection.prepare(sql)));
      return statement;
    },
    isInTransaction: () => connection.isTransaction,
    close() {
      connection.close();
      lock.close();
    },
  };
}

/** A query with its row type; columns are named as the type's keys. */
export interface Query<Row, Params extends SQLInputValue[]> {
  one(...params: Params): Row | undefined;
  all(...params: Params): Row[];
}

export function query<Row, Params extends SQLInputValue[]>(database: Database, sql: string): Query<Row, Params> {
  const statement = database.statement(sql);
  return {
    one: (...params) => statement.get(...params) as Row | undefined,
    all: (...params) => statement.all(...params) as Row[],
  };
}
