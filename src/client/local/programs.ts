/** Tells which programs of a person use a store: each holds a lock file, which the system releases when the process ends. */
import {readdirSync, rmSync, statSync} from 'node:fs';
import {open} from 'node:fs/promises';
import {join} from 'node:path';
import {isBusy, isDamage, openDatabase, type Database} from './sqlite.ts';

export interface Program {
  id: string;
  /** Removes the lock file while it is still locked, so that no other program takes it for a dead program's. */
  leave(): void;
}

const SUFFIX = '.lock';
const TRIES_MAX = 5;

/** Retries if another program, removing old lock files, deleted the new file before it was locked. */
export async function enter(dir: string, newId: () => string): Promise<Program> {
  for (let tries = 1; ; tries++) {
    const id = newId();
    const path = join(dir, id + SUFFIX);
    await (await open(path, 'wx', 0o600)).close();
    const lock = await tryLock(path);
    if (lock !== undefined && isThere(path)) return {id, leave: () => release(path, lock)};
    lock?.close();
    if (tries === TRIES_MAX) throw new Error(`${path} is in use`);
  }
}

/** Also removes the lock files of dead programs. @returns the ids of running programs */
export async function livePrograms(dir: string): Promise<ReadonlySet<string>> {
  const names = readdirSync(dir).filter(name => name.endsWith(SUFFIX));
  const live = new Set<string>();
  for (const name of names) {
    const path = join(dir, name);
    if (!isThere(path)) continue;
    const lock = await tryLock(path).catch((error: unknown) => {
      // A lock file is empty: a damaged one belongs to no running program.
      if (!isDamage(error)) throw error;
      rmSync(path, {force: true});
      return 'damaged' as const;
    });
    if (lock === 'damaged') continue;
    if (lock === undefined) live.add(name.slice(0, -SUFFIX.length));
    else release(path, lock);
  }
  return live;
}

/** `undefined` when another program holds the lock. */
async function tryLock(path: string): Promise<Database | undefined> {
  const lock = await openDatabase(path);
  try {
    lock.exec('PRAGMA busy_timeout = 0; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock.close();
    if (isBusy(error)) return undefined;
    throw error;
  }
}

function release(path: string, lock: Database): void {
  try {
    rmSync(path, {force: true});
  } catch {
    // The file stays on a disk that became read-only; unlocked, it counts as a dead program's.
  }
  lock.close();
}

const isThere = (path: string): boolean => statSync(path, {throwIfNoEntry: false}) !== undefined;
