/** Removes the data that was read on this machine from an account's folder, and old copies of the store. */
import {existsSync, readdirSync, rmSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {DAY_MS} from '../../shared/limits.ts';
import {withSecureDeleteAndVacuum, type Database} from './sqlite.ts';

/** Tables with read content. Keys, permissions, unsent messages and unfinished transfers are in other tables, and stay. */
const SEEN = ['direct_said', 'view', 'fetched', 'decided', 'past_transfer', 'damaged'];

/** Copies that `store.ts` made before a migration, including unfinished ones. */
const COPY = /^store\.sqlite\.schema-\d+(?:\.\d+\.part)?$/;
/** Damaged stores that `store.ts` moved aside, after copying their readable rows to a new store. */
const DAMAGED = /^store\.sqlite\.damaged-\d+(?:-\d+)?(?:-wal|-shm)?$/;
const COPY_KEPT_MS = 30 * DAY_MS;

/** Deletes everything that was read here. @param database the account's store. @throws errors of the disk */
export function forgetSeen(database: Database, dir: string): void {
  withSecureDeleteAndVacuum(database, () => {
    for (const table of SEEN) database.exec(`DELETE FROM ${table}`);
  });
  removeStoreCopies(dir, 'too');
}

/** Copies from before a migration, and damaged stores: they may contain data that was deleted from the store since. */
export const storeCopiesIn = (dir: string): string[] =>
  existsSync(dir) ? readdirSync(dir).filter(name => COPY.test(name) || DAMAGED.test(name)) : [];

/** @param damaged whether damaged stores are removed too; the person was told that they are kept. @throws errors of the disk */
export function removeStoreCopies(dir: string, damaged: 'too' | 'stay'): void {
  for (const name of storeCopiesIn(dir))
    if (damaged === 'too' || COPY.test(name)) rmSync(join(dir, name), {force: true});
}

/**
 * Removes copies from before a migration after 30 days, when nobody returns to the earlier release any more: they contain
 * data deleted since.
 */
export function removeOldStoreCopies(dir: string, nowMs: number): void {
  try {
    for (const name of readdirSync(dir).filter(one => COPY.test(one))) {
      const path = join(dir, name);
      const facts = statSync(path, {throwIfNoEntry: false});
      if (facts?.isFile() === true && facts.mtimeMs < nowMs - COPY_KEPT_MS) rmSync(path, {force: true});
    }
  } catch {
    // If the disk refuses, the next start tries again.
  }
}
