/** Group commit: writes requested while the event loop was busy share one transaction and one fsync; no timer is involved. */
import {ChatError} from '../../../../shared/errors.ts';
import {
  primaryCodeOf,
  SQLITE_CORRUPT,
  SQLITE_FULL,
  SQLITE_IOERR,
  SQLITE_IOERR_SHM,
  SQLITE_NOTADB,
} from '../../../../shared/sqlite/sqliteCodes.ts';
import {faultPoint} from '../../../../shared/machine/faultPoint.ts';
import {textOf} from '../../../../shared/entries/entry.ts';
import type {Committed} from '../../../storeContract/store.ts';
import {openCheckpoints} from './checkpoints.ts';
import {causeCodeOf, type Database} from './database.ts';

export interface Commits {
  /**
   * Queues a job that checks before it writes, so that a refusal leaves nothing behind. Resolves after the fsync to the result
   * of `run`, rejects with what it threw.
   */
  write<T>(run: () => T): Promise<T>;
  /** As `write`, for low-priority jobs: with the next commit, or a moment later in a separate one. */
  writeSoon<T>(run: () => T): Promise<T>;
  /** As `write`, with a savepoint, for jobs that may throw after writing. */
  writeWhole<T>(run: () => T): Promise<T>;
  /** Called inside a transaction: passes the entry to the listener after the commit. */
  announce(committed: Committed): void;
  /** Called inside a transaction: counts text written without an announced entry. */
  wrote(textLength: number): void;
  condition(): {waiting: number; isBroken: boolean};
  onCommitted(listener: (committed: readonly Committed[]) => void): void;
  /** Schedules removal of deleted content from the WAL. */
  scrubSoon(): void;
  /** Commits pending writes; later ones are refused. */
  close(): void;
}

interface Job {
  run: () => unknown;
  /** Has a savepoint of its own. */
  isWhole: boolean;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
  /** Result or error of `run`. */
  outcome: unknown;
  isRefused: boolean;
}

/**
 * Event-loop turns to wait for more writes before a commit. A single message is hardly delayed, because a turn only handles
 * pending input, while a burst in pieces becomes one commit instead of two (measured with 50 in flight: 1.3 → 1.9 million
 * deliveries/s).
 */
const MORE_TURNS_MAX = 2;
/**
 * Delay of low-priority writes: many logins are recorded in some twenty commits per second instead of one per turn (2,000 logins:
 * 3.2 instead of 3.6 s).
 */
const SOON_MS = 50;
/** Maximum jobs per transaction, which limits how long it blocks the event loop. */
const JOBS_MAX = 500;
/** I/O error, corruption or no database: the state of file and page cache is unknown until it is reopened. */
const FATAL_PRIMARY = new Set([SQLITE_IOERR, SQLITE_CORRUPT, SQLITE_NOTADB]);

/** A bug in a job without a savepoint, whose partial writes must be rolled back. */
const UNFORESEEN = new Error('work failed half-way');

// An error in the WAL's shared-memory index, which cannot grow on a full disk, is not fatal, because the index is rebuilt from
// the WAL.
const isFull = (code: number) => primaryCodeOf(code) === SQLITE_FULL || SQLITE_IOERR_SHM.has(code);
const isFatal = (code: number) => FATAL_PRIMARY.has(primaryCodeOf(code)) && !SQLITE_IOERR_SHM.has(code);

const textLengthOf = (committed: readonly Committed[]): number =>
  committed.reduce((length, {entry}) => length + textOf(entry).length, 0);

export interface CommitHooks {
  /** Write cached changes now: a savepoint or the commit follows. */
  readonly onSave: () => void;
  /** Writes were rolled back: caches are invalid. */
  readonly onRollback: () => void;
  /** This many further entries are synced but not announced yet. */
  readonly onSynced: (entries: number) => void;
  readonly onTimed: (jobs: number, tookMs: number, syncMs: number) => void;
  /** The disk is full; true if space was freed. */
  readonly onFull: () => boolean;
  /** Called once if the disk has failed: nothing is written any more. */
  readonly onStopped: (cause: unknown) => void;
  /** False if the disk is nearly full. */
  readonly hasRoom: () => boolean;
}

export function openCommits(database: Database, hooks: CommitHooks): Commits {
  const {onSave, onRollback, onSynced, onTimed, onFull, hasRoom} = hooks;
  const begin = database.statement('BEGIN IMMEDIATE');
  const end = database.statement('COMMIT');
  const save = database.statement('SAVEPOINT job');
  const release = database.statement('RELEASE job');
  let queue: Job[] = [];
  let isArmed = false;
  let soon: NodeJS.Timeout | undefined;
  let isBroken = false;
  let isClosed = false;
  let announced: Committed[] = [];
  /** Code units of text written without an announced entry. */
  let quietLength = 0;
  let listener: (committed: readonly Committed[]) => void = () => {};

  const onFailure = (error: unknown) => {
    const code = causeCodeOf(error);
    if (code === undefined || !isFatal(code)) return;
    stop(error);
  };
  /** Reported at once, because the next write may be much later. */
  const stop = (cause: unknown) => {
    if (!isBroken) hooks.onStopped(cause);
    isBroken = true;
  };
  const checkpoints = openCheckpoints(database, {onFailure, hasRoom});

  const enqueue = <T>(run: () => T, {isWhole = false, mayWait = false} = {}) =>
    new Promise<T>((resolve, reject) => {
      if (isClosed || isBroken) {
        reject(new ChatError(isClosed ? 'server-closing' : 'storage-failed'));
        return;
      }
      queue.push({
        run,
        isWhole,
        resolve: resolve as (value: unknown) => void,
        reject,
        outcome: undefined,
        isRefused: false,
      });
      if (mayWait) soon ??= setTimeout(arm, SOON_MS);
      else arm();
    });

  function arm(): void {
    clearTimeout(soon);
    soon = undefined;
    if (isArmed) return;
    isArmed = true;
    setImmediate(flushWhenQuiet, 0, MORE_TURNS_MAX);
  }

  /** Waits another turn as long as more jobs arrive, up to a limit. */
  function flushWhenQuiet(countBefore: number, turns: number): void {
    if (turns > 0 && queue.length > countBefore) setImmediate(flushWhenQuiet, queue.length, turns - 1);
    else flush();
  }

  function flush(): void {
    isArmed = false;
    const jobs = queue.length > JOBS_MAX ? queue.splice(0, JOBS_MAX) : queue;
    if (jobs === queue) queue = [];
    else {
      isArmed = true;
      setImmediate(flush);
    }
    if (jobs.length > 0) commit(jobs);
  }

  function commit(jobs: readonly Job[]): void {
    announced = [];
    quietLength = 0;
    const startedMs = performance.now();
    try {
      if (isBroken) throw new ChatError('storage-failed');
      begin.run();
      for (const job of jobs) perform(job);
      onSave();
      faultPoint('commit.before');
      const endingMs = performance.now();
      end.run();
      const endedMs = performance.now();
      onTimed(jobs.length, endedMs - startedMs, endedMs - endingMs);
      faultPoint('commit.after');
      onSynced(announced.length);
      checkpoints.count(jobs.length, textLengthOf(announced) + quietLength);
    } catch (error) {
      const code = causeCodeOf(error);
      if (code !== undefined && isFull(code) && onFull() && rollBack())
        commit(jobs.map(job => Object.assign(job, {isRefused: false})));
      else if (error !== UNFORESEEN) fail(jobs, error);
      else if (rollBack()) commit(jobs.map(job => Object.assign(job, {isWhole: true, isRefused: false})));
      else fail(jobs, error);
      return;
    }
    if (announced.length > 0) listener(announced);
    for (const job of jobs) {
      if (job.isRefused) job.reject(job.outcome);
      else job.resolve(job.outcome);
    }
  }

  /** Stores refusals with their job; rethrows errors that end the transaction. */
  function perform(job: Job): void {
    const announcedBefore = announced.length;
    if (job.isWhole) {
      onSave();
      save.run();
    }
    try {
      job.outcome = job.run();
      if (job.isWhole) release.run();
    } catch (error) {
      if (endsTransaction(error)) throw error;
      if (!job.isWhole && !(error instanceof ChatError)) throw UNFORESEEN;
      if (job.isWhole) {
        database.exec('ROLLBACK TO job; RELEASE job');
        onRollback();
      }
      announced.length = announcedBefore;
      job.outcome = error;
      job.isRefused = true;
    }
  }

  const endsTransaction = (error: unknown) => {
    const code = causeCodeOf(error);
    return code !== undefined && (isFull(code) || isFatal(code) || !database.isInTransaction());
  };

  /** Returns false if the rollback fails. */
  function rollBack(): boolean {
    try {
      if (database.isInTransaction()) database.exec('ROLLBACK');
      return true;
    } catch {
      return false;
    } finally {
      onRollback();
    }
  }

  function fail(jobs: readonly Job[], cause: unknown): void {
    const code = causeCodeOf(cause);
    // After a failed fsync the page cache may be marked clean, so nothing written later could be trusted.
    if (code !== undefined && isFatal(code)) stop(cause);
    if (!rollBack()) stop(cause);
    const error = new ChatError(code !== undefined && isFull(code) ? 'storage-full' : 'storage-failed', '', {cause});
    for (const job of jobs) job.reject(error);
  }

  return {
    write: run => enqueue(run),
    writeSoon: run => enqueue(run, {mayWait: true}),
    writeWhole: run => enqueue(run, {isWhole: true}),
    announce: committed => announced.push(committed),
    wrote: length => void (quietLength += length),
    condition: () => ({waiting: queue.length, isBroken}),
    onCommitted: told => (listener = told),
    scrubSoon: () => checkpoints.scrubSoon(),
    close() {
      clearTimeout(soon);
      while (queue.length > 0) flush();
      isClosed = true;
      checkpoints.close();
    },
  };
}
