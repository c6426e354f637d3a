/** Migrates the outbox files of earlier releases: one SQLite file per run of the program, locked by it. */
import {readdir, rename, rm, stat} from 'node:fs/promises';
import {join} from 'node:path';
import {inTransaction, isBusy, isDamage, openDatabase, type Database} from '../local/sqlite.ts';
import {toDraft, toOutboxMessage, type Draft, type OutboxMessage} from './outboxRows.ts';

export interface OldOutbox {
  messages: OutboxMessage[];
  drafts: Draft[];
}

interface Found extends OldOutbox {
  path: string;
  database: Database;
}

const SUFFIX = '.sqlite';

/** Adds the draft table, which some files lack. */
const SCHEMA = `CREATE TABLE IF NOT EXISTS message (
  position INTEGER PRIMARY KEY AUTOINCREMENT,
  client_msg_id TEXT NOT NULL UNIQUE,
  room_id INTEGER NOT NULL,
  room_label TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('message', 'action')),
  text TEXT NOT NULL,
  written_at_ms INTEGER NOT NULL,
  error_code TEXT,
  error_detail TEXT
) STRICT;
CREATE TABLE IF NOT EXISTS draft (
  room_id INTEGER PRIMARY KEY,
  room_label TEXT NOT NULL,
  text TEXT NOT NULL
) STRICT`;

/**
 * @param take stores everything before it returns; only then the file is removed
 * @returns files that could not be read: damaged ones are moved aside, others stay where they are
 */
export async function importOldOutbox(dir: string, atMs: number, take: (old: OldOutbox) => void): Promise<string[]> {
  const unread: string[] = [];
  const found: Found[] = [];
  const names = (await readdir(dir).catch(() => [])).filter(name => name.endsWith(SUFFIX)).sort();
  for (const path of names.map(name => join(dir, name))) {
    // An empty file belongs to an earlier release that is just starting, or has just ended.
    if (((await stat(path).catch(() => undefined))?.size ?? 0) === 0) continue;
    const old = await readOld(path).catch((error: unknown) => ({error}));
    if (old === undefined) continue;
    if ('error' in old) unread.push(isDamage(old.error) ? await moveAside(path, atMs) : path);
    else found.push({path, ...old});
  }
  // The order of several runs is only known by their clocks; within a run, rows keep their order.
  found.sort((one, other) => startOf(one) - startOf(other));
  try {
    for (let next = found.shift(); next !== undefined; next = found.shift()) await hand(next, take);
  } finally {
    for (const {database} of found) database.close();
  }
  return unread;
}

const startOf = ({messages: [first]}: OldOutbox): number => first?.writtenAtMs ?? 0;

/** A crash between the two steps leaves messages twice, which is harmless, because messages with the same id count once. */
async function hand({path, database, ...old}: Found, take: (old: OldOutbox) => void) {
  try {
    take(old);
    inTransaction(database, () => database.exec('DELETE FROM message; DELETE FROM draft'));
    // The file is removed while it is locked, so that no other program takes it over.
    await rm(path, {force: true});
  } finally {
    database.close();
  }
  await rm(`${path}-wal`, {force: true});
}

/** `undefined` when another program holds the file's lock. */
async function readOld(path: string): Promise<Omit<Found, 'path'> | undefined> {
  const database = await openDatabase(path);
  try {
    database.exec('PRAGMA busy_timeout = 0; PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL');
    database.exec(`PRAGMA synchronous = FULL; BEGIN EXCLUSIVE; ${SCHEMA}; COMMIT`);
    return {
      database,
      messages: database.prepare('SELECT * FROM message ORDER BY position').all().map(toOutboxMessage),
      drafts: database.prepare('SELECT * FROM draft ORDER BY room_id').all().map(toDraft),
    };
  } catch (error) {
    database.close();
    if (isBusy(error)) return undefined;
    throw error;
  }
}

async function moveAside(path: string, atMs: number): Promise<string> {
  const aside = `${path}.damaged-${atMs}`;
  await rename(path, aside);
  return aside;
}
