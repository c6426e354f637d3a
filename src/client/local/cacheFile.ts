/**
 * A SQLite file that can be rebuilt at any time and is shared by several programs; a damaged file, or one of another version,
 * is discarded.
 */
import {closeSync, openSync, rmSync} from 'node:fs';
import {type Database, inTransaction, isDamage, openDatabase, versionOf} from './sqlite.ts';
import {BUSY_TIMEOUT_MS, retryWhileBusy} from './store.ts';

export interface CacheFile {
  path: string;
  /** Version of the schema, from 1. */
  version: number;
  schema: (database: Database) => string;
}

export interface OpenedCache {
  database: Database;
  wasDamaged: boolean;
}

/** @returns `undefined` when the file belongs to a newer version of the program */
export async function openCache(file: CacheFile): Promise<OpenedCache | undefined> {
  try {
    const database = await retryWhileBusy(() => openOnce(file));
    return database && {database, wasDamaged: false};
  } catch (error) {
    if (!isDamage(error)) throw error;
    removeCache(file.path);
    const database = await retryWhileBusy(() => openOnce(file));
    return database && {database, wasDamaged: true};
  }
}

export function removeCache(path: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, {force: true});
}

async function openOnce(file: CacheFile): Promise<Database | undefined> {
  const {path, version, schema} = file;
  // SQLite creates its side files with the mode of the database file.
  closeSync(openSync(path, 'a', 0o600));
  const database = await openDatabase(path);
  try {
    // secure_delete: removed content does not stay in the file. No fsync: after a power cut the file may be rebuilt.
    database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}; PRAGMA synchronous = OFF; PRAGMA secure_delete = ON;
      PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY`);
    const found = versionOf(database);
    // Must be set while the file is empty; setting it later would only cost a write transaction.
    if (found === 0) database.exec('PRAGMA auto_vacuum = INCREMENTAL');
    database.exec('PRAGMA journal_mode = WAL');
    if (found === version) return database;
    if (found === 0) {
      inTransaction(database, () => {
        // Another program may have created the tables meanwhile.
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
