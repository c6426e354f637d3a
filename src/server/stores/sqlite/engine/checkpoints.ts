/** WAL checkpoints, run after answers were sent, and by hand, because SQLite reports no error of its automatic ones. */
import {coalesce} from '../../../../shared/bounds/coalesce.ts';
import type {Database} from './database.ts';

export interface Checkpoints {
  /** Counts a commit with this number of jobs and code units of text. */
  count(jobs: number, textLength: number): void;
  /** Content was deleted: schedules emptying the WAL, once no more is deleted for a moment. */
  scrubSoon(): void;
  close(): void;
}

/** Pages per checkpoint, about 8 MB; 4,000 pages blocked the event loop for 100 ms. */
const PAGES_MAX = 2_000;
const PAGE_BYTES = 4_096;
/** Pages that every commit touches: rooms, members, roots of indexes. */
const PAGES_PER_COMMIT = 5;
/** Deletions within this time share one checkpoint. */
const SCRUB_MS = 2_000;
/** Pages per job: entries whose ids begin with the time share pages, those with random ids do not. */
const PAGES_PER_JOB = 0.5;

interface Options {
  /** Called if a checkpoint fails. Nothing is lost, but later writes cannot be trusted. */
  onFailure: (error: unknown) => void;
  /** False if the disk is nearly full: the WAL is then reset after each commit, so that it does not grow. */
  hasRoom: () => boolean;
}

export function openCheckpoints(database: Database, {onFailure, hasRoom}: Options): Checkpoints {
  /** A killed run may have left a long WAL, which the first commit includes. */
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

  /** Does not wait for readers such as a backup; returns false if it has to be retried. */
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

  // A killed run may have left deleted content in the WAL.
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
