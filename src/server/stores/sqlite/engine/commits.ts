/** Group commit: writes requested while the event loop was busy share one transaction and one fsync; no timer is involved. */
import {ChatError} from '../../../../shared/errors.ts';
import {
  primaryCodeOf,
  SQLITE_CORRUPT,
  SQLITE_FULL,
  SQLITE_IOERR,
  SQLITE_IOERR_SHM,
  SQLITE_NOTADB,
} from '../../../../shared/machine/sqliteCodes.ts';
import {faultPoint} from '../../../../shared/machine/faultPoint.ts';
import {textOf} from '../../../../shared/entries/entry.ts';
import type {Committed} from '../../../storeContract/store.ts';
import {openCheckpoints} from './checkpoints.ts';
import {causeCodeOf, type Database} from './database.ts';

export interface Commits {
  /**
   * Queues work that checks first and writes afterwards, so that a refusal leaves nothing behind.
   * Resolves after the fsync with what `run` returned, rejects with what it threw.
   */
  write<T>(run: () => T): Promise<T>;
  /**
   * As `write`, for what nobody waits for: with the next commit, or with one of its own a moment later, together with others of
   * its kind.
   */
  writeSoon<T>(run: () => T): Promise<T>;
  /** As `write`, for work that may be refused after it has written: all of it counts, or nothing. */
  writeWhole<T>(run: () => T): Promise<T>;
  /** Called by running work: the entry is told to the listener after the commit. */
  announce(committed: Committed): void;
  /** Called by running work: text of so many code units that nobody is told of. */
  wrote(textLength: number): void;
  condition(): {waiting: number; isBroken: boolean};
  onCommitted(listener: (committed: readonly Committed[]) => void): void;
  /** What running work has deleted is soon in no file of the database any more. */
  scrubSoon(): void;
  /** Commits what waits; later writes are refused. */
  close(): void;
}

interface Job {
  run: () => unknown;
  /** Has a savepoint of its own. */
  isWhole: boolean;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
  /** What `run` returned or threw. */
  outcome: unknown;
  isRefused: boolean;
}

/**
 * Turns of the event loop in which more may still come in before the commit: a turn takes only what is there already, so a lone
 * message is not held up, while a burst that arrives in pieces becomes one commit instead of two (measured: 50 in flight, 1.3 →
 * 1.9 million deliveries/s).
 */
const MORE_TURNS_MAX = 2;
/**
 * A storm of logins is recorded by some twenty commits a second, not by one for each turn of the loop (2,000 logins: 3.2 instead
 * of 3.6 s).
 */
const SOON_MS = 50;
/** Bounds how long one transaction keeps the loop busy. */
const JOBS_MAX = 500;
/** I/O error, corruption, no database: the state of file or page cache is unknown; only reopening tells. */
const FATAL_PRIMARY = new Set([SQLITE_IOERR, SQLITE_CORRUPT, SQLITE_NOTADB]);

/** A bug in the middle of work that has no savepoint: what it had written must not stay, such as a number without an entry. */
const UNFORESEEN = new Error('work failed half-way');

// The shared index of the log, which cannot grow on a full disk, is made anew from the log.
const isFull = (code: number) => primaryCodeOf(code) === SQLITE_FULL || SQLITE_IOERR_SHM.has(code);
const isFatal = (code: number) => FATAL_PRIMARY.has(primaryCodeOf(code)) && !SQLITE_IOERR_SHM.has(code);

const textLengthOf = (committed: readonly Committed[]): number =>
  committed.reduce((length, {entry}) => length + textOf(entry).length, 0);

export interface CommitHooks {
  /** What running work has not written yet has to be written now: a savepoint or the commit follows. */
  readonly onSave: () => void;
  /** Something that had been written is not. */
  readonly onRollback: () => void;
  /** So many entries more are on the disk, and nobody was told yet. */
  readonly onSynced: (entries: number) => void;
  readonly onTimed: (jobs: number, tookMs: number, syncMs: number) => void;
  /** The disk is full: true when something was given back. */
  readonly onFull: () => boolean;
  /** False while the disk is nearly full. */
  readonly hasRoom: () => boolean;
}

export function openCommits(database: Database, hooks: CommitHooks): Commits {
  const {onSave, onRollback, onSynced, onTimed, onFull, hasRoom} = hooks;
  const begin = database.statement('BEGIN IMMEDIATE');
  const end = database.statement('COMMIT');
  let queue: Job[] = [];
  let isArmed = false;
  let soon: NodeJS.Timeout | undefined;
  let isBroken = false;
  let isClosed = false;
  /** Why nothing is written any more, until somebody was told. */
  let untold: unknown;
  let announced: Committed[] = [];
  /** Code units of text that was written and not announced. */
  let quietLength = 0;
  let listener: (committed: readonly Committed[]) => void = () => {};

  const onFailure = (error: unknown) => {
    const code = causeCodeOf(error);
    if (code === undefined || !isFatal(code)) return;
    isBroken = true;
    untold = error;
  };
  const checkpoints = openCheckpoints(database, {onFailure, hasRoom});

  const enqueue = <T>(run: () => T, {isWhole = false, mayWait = false} = {}) =>
    new Promise<T>((resolve, reject) => {
      if (isClosed || isBroken) {
        reject(isClosed ? new ChatError('server-closing') : failed());
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
    setImmediate(gather, 0, MORE_TURNS_MAX);
  }

  /** The first one carries the cause, which the log then has. */
  function failed(): ChatError {
    const cause = untold;
    untold = undefined;
    return new ChatError('storage-failed', '', cause === undefined ? {} : {cause});
  }

  /** Once more round as long as more has come. */
  function gather(countBefore: number, turns: number): void {
    if (turns > 0 && queue.length > countBefore) setImmediate(gather, queue.length, turns - 1);
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
      if (isBroken) throw failed();
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

  /** Refusals stay with their job; what ends the whole transaction is thrown on. */
  function perform(job: Job): void {
    const announcedBefore = announced.length;
    if (job.isWhole) {
      onSave();
      database.exec('SAVEPOINT job');
    }
    try {
      job.outcome = job.run();
      if (job.isWhole) database.exec('RELEASE job');
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

  /** False when even that fails. */
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
    // A failed fsync may leave the page cache marked clean: nothing written later could be trusted.
    if (code !== undefined && isFatal(code)) isBroken = true;
    if (!rollBack()) isBroken = true;
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
