/**
 * The local store of one account: a SQLite file shared by several programs. What is readable of a damaged one is copied to a new
 * file, and the damaged file is kept.
 */
import {setTimeout as sleep} from 'node:timers/promises';
import {closeSync, existsSync, openSync, renameSync, rmSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {addressOf} from '../../shared/address.ts';
import {ChatError} from '../../shared/errors.ts';
import {makeFolder} from '../../shared/machine/folder.ts';
import type {Migration} from '../../shared/sqlite/migration.ts';
import {SQLITE_CORRUPT} from '../../shared/sqlite/sqliteCodes.ts';
import {removeOldCopies} from './forgetting.ts';
import * as list from './migrations.ts';
import {salvage} from './salvage.ts';
import {type Database, inTransaction, isBusy, isDamage, openDatabase, versionOf, openReadOnly} from './sqlite.ts';

export interface StoreOptions {
  /** The account's own folder. */
  dir: string;
  /** Bytes the file may take. */
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
/** A program waits so long for another one's transaction, which takes a few milliseconds. */
export const BUSY_TIMEOUT_MS = 2_000;
const BUSY_TRIES_MAX = 20;
const BUSY_PAUSE_MS = 25;
/** Larger files are not checked at every start; checking so many bytes takes 0.2 s. */
const LOOKED_THROUGH_BYTES_MAX = 16 * 1024 ** 2;

/** Nothing that a login name or an address holds is a path. */
export const folderOf = (name: string, serverUrl: string): string =>
  `${name}@${addressOf(serverUrl)}`.replaceAll(/[^a-zA-Z0-9@._-]/g, '_');

/** The account's folder. @param name login name */
export const storeDirOf = (dataDir: string, serverUrl: string, name: string): string =>
  join(dataDir, 'local', folderOf(name, serverUrl));

/** @param dir the account's own folder */
export const storeFileIn = (dir: string): string => join(dir, FILE);

/** For a step of its own; the store is closed when it is done. */
export async function inStore<T>(options: StoreOptions, work: (database: Database) => T): Promise<T> {
  const database = await openLocalStore(options);
  try {
    return work(database);
  } finally {
    database.close();
  }
}

/** Closed by the caller. @throws settings-invalid when it belongs to a newer program; whatever the disk throws */
export async function openLocalStore(options: StoreOptions): Promise<Database> {
  makeFolder(options.dir);
  const path = storeFileIn(options.dir);
  const before = inodeOf(path);
  try {
    const database = await patiently(() => openSound(path, options));
    removeOldCopies(options.dir, options.now());
    return database;
  } catch (error) {
    if (!isDamage(error)) throw error;
    const aside = moveAside(path, before, options.now());
    const database = await patiently(() => openSound(path, options));
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

/** Where damaged stores were moved to since somebody asked last. */
export function takeDamaged(database: Database): string[] {
  const paths = database.prepare('SELECT path FROM damaged ORDER BY path').all();
  if (paths.length > 0) database.exec('DELETE FROM damaged');
  return paths.map(row => String(row['path']));
}

/** While another program makes the file or changes its mode, SQLite refuses without waiting. */
export async function patiently<T>(open: () => Promise<T>): Promise<T> {
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
  // SQLite gives its side files the mode of the file that they belong to.
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

/** As SQLite's own error: whoever opens decides what is done about it. */
class Damage extends Error {
  readonly errcode = SQLITE_CORRUPT;
}

/** Checks the whole file, because SQLite notices damage only where it reads. */
function requireSound(database: Database, path: string): void {
  const numberOf = (pragma: string) => Number(Object.values(database.prepare(`PRAGMA ${pragma}`).get() ?? {})[0]);
  const wantedBytes = numberOf('page_count') * numberOf('page_size');
  // A file that is too short may be whole together with its log, as after a kill; only looking through it tells.
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
  // Another program may have done it meanwhile: looked at again under the lock.
  inTransaction(database, () => {
    const since = versionOf(database);
    for (const migration of migrations.filter(one => one.version > since)) {
      database.exec(migration.sql);
      database.exec(`PRAGMA user_version = ${migration.version}`);
    }
  });
}

/** Keeps a copy from before the migration; it gets its name when it is complete. */
function keepCopy(database: Database, copyPath: string): void {
  if (existsSync(copyPath)) return;
  const partPath = `${copyPath}.${process.pid}.part`;
  rmSync(partPath, {force: true});
  closeSync(openSync(partPath, 'wx', 0o600));
  database.prepare('VACUUM INTO ?').run(partPath);
  renameSync(partPath, copyPath);
}

const inodeOf = (path: string): number | undefined => statSync(path, {throwIfNoEntry: false})?.ino;

/** Moves a damaged file aside, unless another program has replaced it by now. @returns where it was moved to */
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

/** Whether the store is undamaged; it is only read. @param dir the account's own folder */
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
