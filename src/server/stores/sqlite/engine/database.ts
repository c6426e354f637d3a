/** Opens the database file: pragmas, lock against a second server, migrations, cached statements. */
import {chmodSync, closeSync, openSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {
  DatabaseSync,
  type SQLInputValue,
  type SQLOutputValue,
  type StatementResultingChanges,
  type StatementSync,
} from 'node:sqlite';
import {ChatError} from '../../../../shared/errors.ts';
import {isDamageCode, primaryCodeOf, SQLITE_BUSY, sqliteCodeOf} from '../../../../shared/sqlite/sqliteCodes.ts';
import {makeFolder} from '../../../../shared/machine/folder.ts';
import {migrate, type UpgradeStep} from './schema.ts';

/** A statement with positional parameters. */
export interface Statement {
  run(...params: SQLInputValue[]): StatementResultingChanges;
  get(...params: SQLInputValue[]): Record<string, SQLOutputValue> | undefined;
  all(...params: SQLInputValue[]): Record<string, SQLOutputValue>[];
  iterate(...params: SQLInputValue[]): Iterable<Record<string, SQLOutputValue>>;
}

export interface Database {
  exec(sql: string): void;
  /**
   * Statements are cached by SQL text. Write a bound limit as `LIMIT +?`: for a bare `?`, SQLite's planner uses the value, so the
   * statement is prepared again at each binding (6 instead of 1 µs for a small query).
   */
  statement(sql: string): Statement;
  isInTransaction(): boolean;
  close(): void;
}

const FILE = 'chat.db';
/** Larger files are not checked at every start; this many bytes take 0.2 s. */
const LOOKED_THROUGH_MAX = 16 * 1024 * 1024;

/** @throws settings-invalid when the folder is in use, cannot be written, is damaged, or belongs to a newer program */
export function openDatabase(dataDir: string, onStep?: (step: UpgradeStep) => void): Database {
  const lock = inDataDir(dataDir, () => {
    makeFolder(dataDir);
    requireOwn(dataDir);
    return lockFolder(dataDir);
  });
  let connection: DatabaseSync | undefined;
  try {
    const opened = inDataDir(dataDir, () => openFile(join(dataDir, FILE)));
    connection = opened;
    inDataDir(dataDir, () => requireSound(opened, join(dataDir, FILE)));
    inDataDir(dataDir, () => migrate({connection: opened, dataDir, path: join(dataDir, FILE), onStep}));
    return toDatabase(opened, lock);
  } catch (error) {
    connection?.close();
    lock.close();
    throw error;
  }
}

/**
 * Requires a data folder that only its owner can write to, because others could replace the database. The mode is not changed.
 * @throws settings-invalid
 */
function requireOwn(dataDir: string): void {
  const {uid, mode} = statSync(dataDir);
  if (process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0)) return;
  throw new ChatError(
    'settings-invalid',
    `The folder ${dataDir} belongs to somebody else, or others can write in it. Choose one of your own with --data.`,
  );
}

function openFile(path: string): DatabaseSync {
  makePrivate(path);
  const connection = new DatabaseSync(path, {enableDoubleQuotedStringLiterals: false});
  try {
    connection.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0;
    PRAGMA busy_timeout = 1000; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16000;
    PRAGMA journal_size_limit = 67108864; PRAGMA trusted_schema = OFF;
    PRAGMA secure_delete = ON`);
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** Locks the folder against a second server, which would assign the same seqs. The lock ends with the process. */
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

/** Sets mode 0600; SQLite's side files inherit it. */
function makePrivate(path: string): void {
  closeSync(openSync(path, 'a', 0o600));
  chmodSync(path, 0o600);
}

/** @throws settings-invalid with a sentence for the operator instead of the error of `open` */
export function inDataDir<T>(dataDir: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    if (error instanceof ChatError && error.code === 'settings-invalid') throw error;
    throw new ChatError('settings-invalid', whyNot(dataDir, error), {cause: error});
  }
}

function whyNot(dataDir: string, error: unknown): string {
  const code = causeCodeOf(error);
  if (code !== undefined && primaryCodeOf(code) === SQLITE_BUSY) {
    return `The folder ${dataDir} is in use by another chat-tui server. Join that one, or choose another folder with --data.`;
  }
  if (isDamageCode(code) || error instanceof ChatError) {
    return (
      `The data in ${dataDir} is damaged (${messageOf(error)}). Put back a backup of that folder, or choose ` +
      'another one with --data.'
    );
  }
  return `The folder ${dataDir} cannot be used as data folder (${messageOf(error)}).`;
}

/** Checks for damage that SQLite would notice only when reading the page. */
function requireSound(connection: DatabaseSync, path: string): void {
  const numberOf = (pragma: string) => Number(Object.values(connection.prepare(`PRAGMA ${pragma}`).get() ?? {})[0]);
  const {size} = statSync(path);
  const wanted = numberOf('page_count') * numberOf('page_size');
  // A file that is too short may still be complete together with its WAL, e.g. after a kill; only the check can tell.
  if (wanted > LOOKED_THROUGH_MAX && size >= wanted) return;
  const problems = problemsIn(connection, 'quick_check(3)');
  // Frees the page cache that the check has filled.
  connection.exec('PRAGMA shrink_memory');
  const [worst] = problems.filter(problem => !isOfIndex(problem));
  if (worst !== undefined) throw new ChatError('storage-damaged', worst.replaceAll(/\s+/g, ' ').slice(0, 200));
  if (problems.length > 0) connection.exec('UPDATE search_state SET version = 0');
}

/** Problems found by an integrity check. */
export function problemsIn(connection: DatabaseSync, check: string): string[] {
  const found = connection
    .prepare(`PRAGMA ${check}`)
    .all()
    .map(row => String(Object.values(row)[0]));
  return found.filter(problem => problem !== 'ok');
}

/** Problems of the search index, which can be rebuilt. */
export const isOfIndex = (problem: string): boolean => problem.includes('search_words');

const messageOf = (error: unknown) => (error instanceof ChatError ? error.detail : plainMessageOf(error));

const plainMessageOf = (error: unknown) =>
  typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : 'unknown';

/** SQLite's extended result code, also of an error that it caused; `undefined` for any other error. */
export const causeCodeOf = (error: unknown): number | undefined =>
  sqliteCodeOf(error instanceof ChatError ? error.cause : error);

/**
 * Tests by starting a transaction, because some errors end one and others do not, and the oldest supported Node has no property
 * for this.
 */
function isInTransaction(connection: DatabaseSync): boolean {
  try {
    connection.exec('BEGIN');
  } catch {
    return true;
  }
  connection.exec('ROLLBACK');
  return false;
}

/** Opens a read-only snapshot while the server may go on writing. */
export function openSnapshot(path: string): Database {
  const connection = new DatabaseSync(path, {readOnly: true, enableDoubleQuotedStringLiterals: false});
  connection.exec('PRAGMA busy_timeout = 10000; BEGIN');
  return toDatabase(connection, connection);
}

/** Prepared at first use, because preparing all statements would take half of a small server's start. */
function statementOf(connection: DatabaseSync, sql: string): Statement {
  let prepared: StatementSync | undefined;
  const prepare = () => (prepared ??= connection.prepare(sql));
  return {
    run: (...params) => prepare().run(...params),
    get: (...params) => prepare().get(...params),
    all: (...params) => prepare().all(...params),
    iterate: (...params) => prepare().iterate(...params),
  };
}

function toDatabase(connection: DatabaseSync, lock: DatabaseSync): Database {
  const statements = new Map<string, Statement>();
  return {
    exec: sql => connection.exec(sql),
    statement(sql) {
      let statement = statements.get(sql);
      if (statement === undefined) statements.set(sql, (statement = statementOf(connection, sql)));
      return statement;
    },
    isInTransaction: () => isInTransaction(connection),
    close() {
      connection.close();
      if (lock !== connection) lock.close();
    },
  };
}

/** A query with its row type, whose keys are the column names. */
export interface Query<Row, Params extends SQLInputValue[]> {
  one(...params: Params): Row | undefined;
  all(...params: Params): Row[];
  /** Rows until `take` returns false; later ones are not read. */
  while(take: (row: Row) => boolean, ...params: Params): Row[];
}

/** Its methods throw storage-damaged if the database cannot be read. */
export function query<Row, Params extends SQLInputValue[]>(database: Database, sql: string): Query<Row, Params> {
  const statement = database.statement(sql);
  return {
    one(...params) {
      try {
        return statement.get(...params) as Row | undefined;
      } catch (error) {
        throw asDamage(error);
      }
    },
    all(...params) {
      try {
        return statement.all(...params) as Row[];
      } catch (error) {
        throw asDamage(error);
      }
    },
    while(take, ...params) {
      const rows: Row[] = [];
      try {
        for (const row of statement.iterate(...params) as Iterable<Row>) {
          if (!take(row)) break;
          rows.push(row);
        }
        return rows;
      } catch (error) {
        throw asDamage(error);
      }
    },
  };
}

const asDamage = (error: unknown) =>
  isDamageCode(causeCodeOf(error)) ? new ChatError('storage-damaged', plainMessageOf(error), {cause: error}) : error;
