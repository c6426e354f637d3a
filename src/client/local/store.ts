/**
 * The local store of one account: a SQLite file shared by several programs. The readable rows of a damaged file are copied to
 * a new one, and the damaged file is kept.
 */
import {setTimeout as sleep} from 'node:timers/promises';
import {closeSync, existsSync, openSync, renameSync, rmSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {addressOf} from '../../shared/address.ts';
import {ChatError} from '../../shared/errors.ts';
import {makeFolder} from '../../shared/machine/folder.ts';
import type {Migration} from '../../shared/sqlite/migration.ts';
import {SQLITE_CORRUPT} from '../../shared/sqlite/sqliteCodes.ts';
import {removeOldStoreCopies} from './forgetting.ts';
import * as list from './migrations.ts';
import {salvage} from './salvage.ts';
import {type Database, inTransaction, isBusy, isDamage, openDatabase, versionOf, openReadOnly} from './sqlite.ts';

export interface StoreOptions {
  /** The account's own folder. */
  dir: string;
  /** Maximum size of the file in bytes. */
  sizeBytesMax?: number;
  now: () => number;
  migrations?: readonly Migration[];
}

export const MIGRATIONS: readonly Migration[] = Object.values(list).toSorted(
  (one, other) => one.version - other.version,
);

const FILE = 'store.sqlite';
const PAGE_BYTES = 4096;
const SIZE_BYTES_MAX = 256 * 1024 ** 2;
/** Maximum wait for another program's transaction, in milliseconds; a transaction takes a few. */
export const BUSY_TIMEOUT_MS = 2_000;
const BUSY_TRIES_MAX = 20;
const BUSY_PAUSE_MS = 25;
/** Larger files are not checked at every start; checking this many bytes takes 0.2 s. */
const LOOKED_THROUGH_BYTES_MAX = 16 * 1024 ** 2;

/** Folder name of an account; characters with a meaning in paths are replaced. */
export const folderOf = (name: string, serverUrl: string): string =>
  `${name}@${addressOf(serverUrl)}`.replaceAll(/[^a-zA-Z0-9@._-]/g, '_');

/** The account's folder. @param name login name */
export const storeDirOf = (dataDir: string, serverUrl: string, name: string): string =>
  join(dataDir, 'local', folderOf(name, serverUrl));

/** @param dir the account's own folder */
export const storeFileIn = (dir: string): string => join(dir, FILE);

/** Runs one step on the store, and closes it afterwards. */
export async function inStore<T>(options: StoreOptions, work: (database: Database) => T): Promise<T> {
  const database = await openLocalStore(options);
  try {
    return work(database);
  } finally {
    database.close();
  }
}

/**
 * The caller closes the store.
 * @throws settings-invalid when the file belongs to a newer version of the program; errors of the disk
 */
export async function openLocalStore(options: StoreOptions): Promise<Database> {
  makeFolder(options.dir);
  const path = storeFileIn(options.dir);
  const before = inodeOf(path);
  try {
    const database = await retryWhileBusy(() => openSound(path, options));
    removeOldStoreCopies(options.dir, options.now());
    return database;
  } catch (error) {
    if (!isDamage(error)) throw error;
    const aside = moveAside(path, before, options.now());
    const database = await retryWhileBusy(() => openSound(path, options));
    if (aside !== undefined) await takeOver(database, aside);
    return database;
  }
}

async function takeOver(database: Database, aside: string): Promise<void> {
  try {
    await salvage(database, aside);
    database.prepare('INSERT OR IGNORE INTO damaged (path) VALUES (?)').run(aside);
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Paths to which damaged stores were moved since the last call. */
export function takeDamaged(database: Database): string[] {
  const paths = database.prepare('SELECT path FROM damaged ORDER BY path').all();
  if (paths.length > 0) database.exec('DELETE FROM damaged');
  return paths.map(row => String(row['path']));
}

/** Retries `open`: while another program creates the file or changes its mode, SQLite reports busy without waiting. */
export async function retryWhileBusy<T>(open: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await open();
    } catch (error) {
      if (!isBusy(error) || tries === BUSY_TRIES_MAX) throw error;
      await sleep(BUSY_PAUSE_MS);
    }
  }
}

async function openSound(path: string, options: StoreOptions): Promise<Database> {
  // SQLite creates its side files with the mode of the database file.
  closeSync(openSync(path, 'a', 0o600));
  const database = await openDatabase(path);
  try {
    database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
      PRAGMA trusted_schema = OFF`);
    requireSound(database, path);
    migrate(database, path, options.migrations ?? MIGRATIONS);
    database.exec(`PRAGMA max_page_count = ${Math.ceil((options.sizeBytesMax ?? SIZE_BYTES_MAX) / PAGE_BYTES)}`);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Looks like SQLite's own error, so that callers handle both in the same way. */
class Damage extends Error {
  readonly errcode = SQLITE_CORRUPT;
}

/** Checks the whole file, because SQLite detects damage only in pages that it reads. */
function requireSound(database: Database, path: string): void {
  const numberOf = (pragma: string) => Number(Object.values(database.prepare(`PRAGMA ${pragma}`).get() ?? {})[0]);
  const wantedBytes = numberOf('page_count') * numberOf('page_size');
  // After a kill, a file that is too short may be complete together with its write-ahead log: only a full check tells.
  if (wantedBytes > LOOKED_THROUGH_BYTES_MAX && statSync(path).size >= wantedBytes) return;
  const [found] = Object.values(database.prepare('PRAGMA quick_check(1)').get() ?? {});
  if (found !== 'ok') throw new Damage(String(found));
}

function migrate(database: Database, path: string, migrations: readonly Migration[]): void {
  const known = migrations.at(-1)?.version ?? 0;
  const version = versionOf(database);
  if (version > known) {
    throw new ChatError(
      'settings-invalid',
      `${path} was written by a newer chat-tui (schema ${version}, this one knows ${known}). Update chat-tui.`,
    );
  }
  if (version === known) return;
  if (version > 0) keepCopy(database, `${path}.schema-${version}`);
  // Checked again under the lock: another program may have migrated meanwhile.
  inTransaction(database, () => {
    const since = versionOf(database);
    for (const migration of migrations.filter(one => one.version > since)) {
      database.exec(migration.sql);
      database.exec(`PRAGMA user_version = ${migration.version}`);
    }
  });
}

/** Copies the store before a migration; the copy gets its final name when it is complete. */
function keepCopy(database: Database, copyPath: string): void {
  if (existsSync(copyPath)) return;
  const partPath = `${copyPath}.${process.pid}.part`;
  rmSync(partPath, {force: true});
  closeSync(openSync(partPath, 'wx', 0o600));
  database.prepare('VACUUM INTO ?').run(partPath);
  renameSync(partPath, copyPath);
}

const inodeOf = (path: string): number | undefined => statSync(path, {throwIfNoEntry: false})?.ino;

/** Moves a damaged file aside, unless another program has replaced it meanwhile. @returns its new path */
function moveAside(path: string, inode: number | undefined, atMs: number): string | undefined {
  if (inode === undefined || inodeOf(path) !== inode) return undefined;
  let aside = `${path}.damaged-${atMs}`;
  for (let count = 2; existsSync(aside); count++) aside = `${path}.damaged-${atMs}-${count}`;
  renameSync(path, aside);
  for (const suffix of ['-wal', '-shm']) {
    if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix);
  }
  return aside;
}

/** Whether the store is undamaged; opens it read-only. @param dir the account's own folder */
export async function isStoreWhole(dir: string): Promise<boolean> {
  const path = storeFileIn(dir);
  if (!existsSync(path)) return true;
  try {
    const database = await openReadOnly(path);
    try {
      return Object.values(database.prepare('PRAGMA quick_check(1)').get() ?? {})[0] === 'ok';
    } finally {
      database.close();
    }
  } catch (error) {
    return isBusy(error);
  }
}
