/** Tells which programs of a person use a store: each holds a lock file, which is released when its process ends. */
import {readdirSync, rmSync, statSync} from 'node:fs';
import {open} from 'node:fs/promises';
import {join} from 'node:path';
import {isBusy, isDamage, openDatabase, type Database} from './sqlite.ts';

export interface Program {
  id: string;
  /** Removes the file while it is still locked, so that nobody takes it for one of a dead program. */
  leave(): void;
}

const SUFFIX = '.lock';
const TRIES_MAX = 5;

/** Retries where a cleaning program removed the file between creating and locking it. */
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

/** Files of programs that were killed go. @returns the programs that live */
export async function livePrograms(dir: string): Promise<ReadonlySet<string>> {
  const names = readdirSync(dir).filter(name => name.endsWith(SUFFIX));
  const live = new Set<string>();
  for (const name of names) {
    const path = join(dir, name);
    if (!isThere(path)) continue;
    const lock = await tryLock(path).catch((error: unknown) => {
      // Nobody's lock has anything in it.
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

/** `undefined` when another program holds it. */
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
    // A disk that has become read-only keeps it; without its lock it is that of a dead program.
  }
  lock.close();
}

const isThere = (path: string): boolean => statSync(path, {throwIfNoEntry: false}) !== undefined;
