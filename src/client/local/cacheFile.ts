/**
 * A SQLite file that can be rebuilt at any time and is shared by several programs; a damaged file, or one of another version, is
 * discarded.
 */
import {closeSync, openSync, rmSync} from 'node:fs';
import {type Database, inTransaction, isDamage, openDatabase, versionOf} from './sqlite.ts';
import {BUSY_TIMEOUT_MS, patiently} from './store.ts';

export interface CacheFile {
  path: string;
  /** Of its schema; counts from 1. */
  version: number;
  schema: (database: Database) => string;
}

export interface OpenedCache {
  database: Database;
  wasDamaged: boolean;
}

/** @returns nothing where the file is one of a newer program, which uses it */
export async function openCache(file: CacheFile): Promise<OpenedCache | undefined> {
  try {
    const database = await patiently(() => openOnce(file));
    return database && {database, wasDamaged: false};
  } catch (error) {
    if (!isDamage(error)) throw error;
    removeCache(file.path);
    const database = await patiently(() => openOnce(file));
    return database && {database, wasDamaged: true};
  }
}

export function removeCache(path: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, {force: true});
}

async function openOnce(file: CacheFile): Promise<Database | undefined> {
  const {path, version, schema} = file;
  // SQLite gives its side files the mode of the file that they belong to.
  closeSync(openSync(path, 'a', 0o600));
  const database = await openDatabase(path);
  try {
    // Nothing of what is removed stays in the file. The disk is never waited for: what a cut of the power leaves is thrown away.
    database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}; PRAGMA synchronous = OFF; PRAGMA secure_delete = ON;
      PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY`);
    const found = versionOf(database);
    // Before anything is in the file, and only then: set again, it is a transaction that is written.
    if (found === 0) database.exec('PRAGMA auto_vacuum = INCREMENTAL');
    database.exec('PRAGMA journal_mode = WAL');
    if (found === version) return database;
    if (found === 0) {
      inTransaction(database, () => {
        // Another program may have done it meanwhile.
        if (versionOf(database) === 0) database.exec(`${schema(database)}; PRAGMA user_version = ${version}`);
      });
      return database;
    }
    database.close();
    if (found > version) return undefined;
  } catch (error) {
    if (database.isOpen) database.close();
    throw error;
  }
  removeCache(path);
  return openOnce(file);
}
