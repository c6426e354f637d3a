/** SQLite helpers for the stores on this machine: opening files, transactions, work in pieces, row values, kinds of errors. */
import {statSync} from 'node:fs';
import type {DatabaseSync} from 'node:sqlite';
import {pathToFileURL} from 'node:url';
import {isDamageCode, primarySqliteCodeOf, SQLITE_BUSY, sqliteCodeOf} from '../../shared/sqlite/sqliteCodes.ts';

export type {DatabaseSync as Database} from 'node:sqlite';

/** Whether SQLite reports a damaged file; a missing table, a lock or a full disk is no damage. */
export const isDamage = (error: unknown): boolean => isDamageCode(sqliteCodeOf(error));

export const isBusy = (error: unknown): boolean => primarySqliteCodeOf(error) === SQLITE_BUSY;

/** `node:sqlite` is loaded at first use, because loading it delays the start. */
export async function openDatabase(path: string): Promise<DatabaseSync> {
  const {DatabaseSync: Opened} = await import('node:sqlite');
  return new Opened(path);
}

/** Opens a file read-only. */
export async function openReadOnly(path: string): Promise<DatabaseSync> {
  const {DatabaseSync: Opened} = await import('node:sqlite');
  return new Opened(path, {readOnly: true});
}

/**
 * Opens a file on a read-only disk, without SQLite's side files.
 * @throws errors of SQLite; also when the write-ahead log is not empty, because its content would be missing
 */
export async function openFrozen(path: string): Promise<DatabaseSync> {
  if ((statSync(`${path}-wal`, {throwIfNoEntry: false})?.size ?? 0) > 0) throw new Error('a write-ahead log is there');
  const {DatabaseSync: Opened} = await import('node:sqlite');
  const url = pathToFileURL(path);
  url.searchParams.set('immutable', '1');
  return new Opened(url, {readOnly: true});
}

/** Version of the last applied migration; 0 for a new file. */
export const versionOf = (database: DatabaseSync): number =>
  Number(database.prepare('PRAGMA user_version').get()?.['user_version']);

/** Runs work in a transaction, rolled back when it throws. */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    rollback(database);
    throw error;
  }
}

/**
 * Commits without fsync, which is ten times as fast: survives a crash of the program, but not of the machine. With the
 * write-ahead log the file stays consistent, and later commits are durable as usual.
 */
export function withoutSync(database: DatabaseSync, work: () => void): void {
  database.exec('PRAGMA synchronous = NORMAL');
  try {
    work();
  } finally {
    database.exec('PRAGMA synchronous = FULL');
  }
}

/** Runs work in a transaction with secure_delete: removed or replaced content does not stay in the file or its log. */
export function withSecureDelete<T>(database: DatabaseSync, work: () => T): T {
  database.exec('PRAGMA secure_delete = ON');
  try {
    const result = inTransaction(database, work);
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    return result;
  } finally {
    database.exec('PRAGMA secure_delete = OFF');
  }
}

/**
 * Like `withSecureDelete`, and rewrites the file: SQLite leaves parts of moved rows in the free space of pages, also of rows
 * that are removed much later.
 */
export function withSecureDeleteAndVacuum<T>(database: DatabaseSync, work: () => T): T {
  const result = withSecureDelete(database, work);
  try {
    database.exec('VACUUM; PRAGMA wal_checkpoint(TRUNCATE)');
  } catch {
    // No room for the copy that VACUUM needs: the removed rows are overwritten anyway.
  }
  return result;
}

/** Ends the transaction, which some errors, such as a full disk, have ended already. */
function rollback(database: DatabaseSync): void {
  try {
    database.exec('ROLLBACK');
  } catch {
    // There is no open transaction.
  }
}

/** A row as SQLite returns it. */
export type Row = Record<string, unknown>;
export type Value = string | number | Buffer;

export const bytes = (value: unknown): Buffer => Buffer.from(value as Uint8Array);
export const textOr = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
export const bytesOr = (value: unknown = null): Buffer | undefined => (value === null ? undefined : bytes(value));

/** Milliseconds for one piece of work; its last step may take longer. */
const PIECE_MS = 8;

/**
 * Runs steps in one transaction until the time is over, so that long work can be split. Each step must leave the file
 * consistent.
 * @returns whether the last step was run
 */
export const stepsInTransaction = (database: DatabaseSync, steps: Iterator<unknown>, forMs = PIECE_MS): boolean =>
  inTransaction(database, () => {
    const untilMs = performance.now() + forMs;
    while (steps.next().done !== true) if (performance.now() >= untilMs) return false;
    return true;
  });
