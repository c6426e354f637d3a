/** Removes from an account's folder on this machine what was read there, and copies of the store that nobody needs any more. */
import {existsSync, readdirSync, rmSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {DAY_MS} from '../../shared/limits.ts';
import {forGood, type Database} from './sqlite.ts';

/** Keys, permissions, unsent messages and unfinished transfers are none of it. */
const SEEN = ['direct_said', 'view', 'fetched', 'decided', 'past_transfer', 'damaged'];

/** As `store.ts` names what it has copied before a change of the tables; also an unfinished one. */
const COPY = /^store\.sqlite\.schema-\d+(?:\.\d+\.part)?$/;
/** As it names damaged stores, of which what could be read is in the store. */
const DAMAGED = /^store\.sqlite\.damaged-\d+(?:-\d+)?(?:-wal|-shm)?$/;
const COPY_KEPT_MS = 30 * DAY_MS;

/** Nothing that was read here stays in the folder. @param database the account's store. @throws what the disk throws */
export function forgetSeen(database: Database, dir: string): void {
  forGood(database, () => {
    for (const table of SEEN) database.exec(`DELETE FROM ${table}`);
  });
  removeCopies(dir, 'too');
}

/** Copies from before a change of the tables, and damaged stores: they hold what is deleted from the store since. */
export const copiesIn = (dir: string): string[] =>
  existsSync(dir) ? readdirSync(dir).filter(name => COPY.test(name) || DAMAGED.test(name)) : [];

/** @param damaged whether damaged stores go too, which the person was told are kept. @throws what the disk throws */
export function removeCopies(dir: string, damaged: 'too' | 'stay'): void {
  for (const name of copiesIn(dir)) if (damaged === 'too' || COPY.test(name)) rmSync(join(dir, name), {force: true});
}

/** Copies from before a change of the tables hold what is deleted since: they go once nobody goes back any more. */
export function removeOldCopies(dir: string, nowMs: number): void {
  try {
    for (const name of readdirSync(dir).filter(one => COPY.test(one))) {
      const path = join(dir, name);
      const facts = statSync(path, {throwIfNoEntry: false});
      if (facts?.isFile() === true && facts.mtimeMs < nowMs - COPY_KEPT_MS) rmSync(path, {force: true});
    }
  } catch {
    // A disk that does not let them go keeps them; the next start tries again.
  }
}
