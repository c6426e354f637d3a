/** WAL checkpoints, run after answers were sent, and by hand, because SQLite reports no error of its automatic ones. */
import {coalesce} from '../../../../shared/machine/coalesce.ts';
import type {Database} from './database.ts';

export interface Checkpoints {
  /** A commit with so many pieces of work is over, and so many code units of text in it. */
  count(jobs: number, textLength: number): void;
  /** Something was deleted for good: what the log file still holds of it goes soon, when no more is deleted for a moment. */
  scrubSoon(): void;
  close(): void;
}

/** So many pages, about 8 MB, are moved at once: with 4,000 the loop stood still for 100 ms. */
const PAGES_MAX = 2_000;
const PAGE_BYTES = 4_096;
/** What a commit touches whatever is in it: rooms, members, roots of indexes. */
const PAGES_PER_COMMIT = 5;
/** Deletions within this time share one pass. */
const SCRUB_MS = 2_000;
/** Entries whose ids begin with the time share pages, three on each; those whose ids are chance alone do not. */
const PAGES_PER_JOB = 0.5;

interface Options {
  /** Called with what the disk said; nothing is lost by it, but nothing written later could be trusted. */
  onFailure: (error: unknown) => void;
  /** False while the disk is nearly full: the log file is used anew from its beginning after each commit, and does not grow. */
  hasRoom: () => boolean;
}

export function openCheckpoints(database: Database, {onFailure, hasRoom}: Options): Checkpoints {
  /** A run that was killed may have left a long log: the first commit takes it along. */
  let pages = PAGES_MAX;
  let planned: NodeJS.Immediate | undefined;

  function run(): void {
    planned = undefined;
    pages = 0;
    try {
      database.exec('PRAGMA wal_checkpoint(PASSIVE)');
    } catch (error) {
      onFailure(error);
    }
  }

  /** Whoever reads the database just now, such as a backup, is not waited for: it is tried again. */
  function empty(): boolean {
    try {
      database.exec('PRAGMA busy_timeout = 0');
      const {busy} = database.statement('PRAGMA wal_checkpoint(TRUNCATE)').get() as {busy: number};
      database.exec('PRAGMA busy_timeout = 1000');
      return busy === 0;
    } catch (error) {
      onFailure(error);
      return true;
    }
  }
  const scrubbing = coalesce(() => {
    if (!empty()) scrubSoon();
  });
  function scrubSoon(): void {
    scrubbing.plan(SCRUB_MS);
  }

  // A run that was killed may have had something to scrub.
  scrubSoon();
  return {
    count(jobs, textLength) {
      pages += PAGES_PER_COMMIT + jobs * PAGES_PER_JOB + Math.ceil(textLength / PAGE_BYTES);
      if (pages >= PAGES_MAX || !hasRoom()) planned ??= setImmediate(run);
    },
    scrubSoon,
    close() {
      clearImmediate(planned);
      scrubbing.cancel();
    },
  };
}
