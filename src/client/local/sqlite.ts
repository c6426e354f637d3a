/** What the stores of this machine ask of SQLite: opening files, transactions, work in pieces, row values, kinds of errors. */
import {statSync} from 'node:fs';
import type {DatabaseSync} from 'node:sqlite';
import {pathToFileURL} from 'node:url';
import {isDamageCode, primarySqliteCodeOf, SQLITE_BUSY, sqliteCodeOf} from '../../shared/sqlite/sqliteCodes.ts';

export type {DatabaseSync as Database} from 'node:sqlite';

/** Only what SQLite itself calls damage: a missing table, a lock or a full disk leave the file where it is. */
export const isDamage = (error: unknown): boolean => isDamageCode(sqliteCodeOf(error));

export const isBusy = (error: unknown): boolean => primarySqliteCodeOf(error) === SQLITE_BUSY;

/** Loaded late: it costs start time that only somebody who reads or writes should pay. */
export async function openDatabase(path: string): Promise<DatabaseSync> {
  const {DatabaseSync: Opened} = await import('node:sqlite');
  return new Opened(path);
}

/** Nothing of it is changed. */
export async function openReadOnly(path: string): Promise<DatabaseSync> {
  const {DatabaseSync: Opened} = await import('node:sqlite');
  return new Opened(path, {readOnly: true});
}

/**
 * Opens a file on a read-only disk, without SQLite's side files. @throws what SQLite throws, also where the write-ahead log
 * holds what the file itself does not
 */
export async function openFrozen(path: string): Promise<DatabaseSync> {
  if ((statSync(`${path}-wal`, {throwIfNoEntry: false})?.size ?? 0) > 0) throw new Error('a write-ahead log is there');
  const {DatabaseSync: Opened} = await import('node:sqlite');
  const url = pathToFileURL(path);
  url.searchParams.set('immutable', '1');
  return new Opened(url, {readOnly: true});
}

/** Which migrations it has seen; 0 for a new file. */
export const versionOf = (database: DatabaseSync): number =>
  Number(database.prepare('PRAGMA user_version').get()?.['user_version']);

/** All or nothing. */
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

/** All or nothing, and with secure_delete: nothing of what was removed or replaced stays in the file or in its log. */
export function securely<T>(database: DatabaseSync, work: () => T): T {
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
 * As `securely`, and the file is written anew: SQLite leaves pieces of rows in the free space of pages when it moves them, also
 * of those that are removed much later.
 */
export function forGood<T>(database: DatabaseSync, work: () => T): T {
  const result = securely(database, work);
  try {
    database.exec('VACUUM; PRAGMA wal_checkpoint(TRUNCATE)');
  } catch {
    // A disk without room for a second file: what was removed now is overwritten all the same.
  }
  return result;
}

/** Some failures, such as a full disk, have ended the transaction already. */
function rollback(database: DatabaseSync): void {
  try {
    database.exec('ROLLBACK');
  } catch {
    // There is none to end.
  }
}

/** A row as SQLite returns it. */
export type Row = Record<string, unknown>;
export type Value = string | number | Buffer;

export const bytes = (value: unknown): Buffer => Buffer.from(value as Uint8Array);
export const textOr = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
export const bytesOr = (value: unknown = null): Buffer | undefined => (value === null ? undefined : bytes(value));

/** For how long one piece takes steps; its last step may take longer. */
const PIECE_MS = 8;

/**
 * Runs steps in one transaction until the time is over, so that long work can be done in pieces. Each step must leave the file
 * consistent. @returns whether the last step was taken
 */
export const inOnePiece = (database: DatabaseSync, steps: Iterator<unknown>, forMs = PIECE_MS): boolean =>
  inTransaction(database, () => {
    const untilMs = performance.now() + forMs;
    while (steps.next().done !== true) if (performance.now() >= untilMs) return false;
    return true;
  });
