/** What happens to writers when the disk refuses: nobody is told "kept", and after a failed fsync nothing is written any more. */
import type {StatementSync} from 'node:sqlite';
import {expect, test} from '@jest/globals';
import {setImmediate as nextTurn} from 'node:timers/promises';
import {openCommits} from '../../src/server/stores/sqlite/engine/commits.ts';
import type {Database} from '../../src/server/stores/sqlite/engine/database.ts';
import {codeOf} from '../support/stored/shelf.ts';

const SQLITE_FULL = 13;
/** SQLITE_IOERR_FSYNC, as SQLite extends its codes. */
const FSYNC_FAILED = 10 | (4 << 8);

const sqliteError = (errcode: number) => Object.assign(new Error('disk'), {errcode});

/** A disk whose commits fail as told; the real one cannot be made to on every machine. */
function disk() {
  const failures: (number | undefined)[] = [];
  const checkpointFailures: number[] = [];
  const stops: unknown[] = [];
  let checkpoints = 0;
  let hasRoom = true;
  const checkpoint = () => {
    checkpoints++;
    const failure = checkpointFailures.shift();
    if (failure !== undefined) throw sqliteError(failure);
  };
  const done: string[] = [];
  let isInTransaction = false;
  const perform = (sql: string) => {
    if (sql.startsWith('PRAGMA wal_checkpoint')) return checkpoint();
    done.push(sql);
    if (sql.startsWith('BEGIN')) isInTransaction = true;
    if (sql === 'ROLLBACK') isInTransaction = false;
    if (sql !== 'COMMIT') return;
    const failure = failures.shift();
    if (failure !== undefined) throw sqliteError(failure);
    isInTransaction = false;
  };
  const database: Database = {
    exec: perform,
    statement: sql => ({run: () => perform(sql)}) as unknown as StatementSync,
    isInTransaction: () => isInTransaction,
    close: () => {},
  };
  return {
    failures,
    checkpointFailures,
    stops,
    done,
    checkpoints: () => checkpoints,
    setRoom: (has: boolean) => void (hasRoom = has),
    commits: openCommits(database, {
      onSave: () => undefined,
      onRollback: () => done.push('rolled back'),
      onSynced: () => undefined,
      onTimed: () => undefined,
      onFull: () => false,
      onStopped: cause => stops.push(cause),
      hasRoom: () => hasRoom,
    }),
  };
}

test('what arrives while the loop is busy shares one transaction', async () => {
  const {done, commits} = disk();
  await Promise.all([1, 2, 3].map(number => commits.write(() => number)));
  await commits.write(() => 4);
  expect(done).toEqual(['BEGIN IMMEDIATE', 'COMMIT', 'BEGIN IMMEDIATE', 'COMMIT']);
});

test('a burst that arrives in pieces is one commit; what comes without end does not hold it up', async () => {
  const {done, commits} = disk();
  const writes: Promise<number>[] = [];
  for (let piece = 0; piece < 8; piece++) {
    writes.push(commits.write(() => piece));
    await nextTurn();
  }
  expect(await Promise.all(writes)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  const count = done.filter(sql => sql === 'COMMIT').length;
  expect(count).toBeGreaterThan(1);
  expect(count).toBeLessThan(5);
});

test('what nobody waits for goes with the next commit, or together a moment later, and is not forgotten at the end', async () => {
  const {done, commits} = disk();
  const first = commits.writeSoon(() => 1);
  await commits.write(() => 2);
  expect(await first).toBe(1);
  expect(done).toEqual(['BEGIN IMMEDIATE', 'COMMIT']);
  const alone = [3, 4].map(number => commits.writeSoon(() => number));
  expect(await Promise.all(alone)).toEqual([3, 4]);
  expect(done).toHaveLength(4);
  const last = commits.writeSoon(() => 5);
  commits.close();
  expect(await last).toBe(5);
});

test('on a full disk all writers of the commit are told, and the next commit may succeed', async () => {
  const {failures, done, commits} = disk();
  failures.push(SQLITE_FULL);
  const told: unknown[] = [];
  commits.onCommitted(committed => told.push(committed));
  const codes = await Promise.all([1, 2].map(number => codeOf(commits.write(() => number))));
  expect(codes).toEqual(['storage-full', 'storage-full']);
  expect(done).toEqual(['BEGIN IMMEDIATE', 'COMMIT', 'ROLLBACK', 'rolled back']);
  expect(told).toEqual([]);
  expect(await commits.write(() => 'kept')).toBe('kept');
});

test('a disk that is full in the middle of a transaction ends it for all', async () => {
  const {commits} = disk();
  const full = () => {
    throw sqliteError(SQLITE_FULL);
  };
  const codes = await Promise.all([codeOf(commits.write(() => 1)), codeOf(commits.writeWhole(full))]);
  expect(codes).toEqual(['storage-full', 'storage-full']);
});

test('after a failed fsync nothing is written any more', async () => {
  const {failures, done, stops, commits} = disk();
  failures.push(FSYNC_FAILED);
  const first = codeOf(commits.write(() => 1));
  expect(await first).toBe('storage-failed');
  expect(await codeOf(commits.write(() => 2))).toBe('storage-failed');
  expect(done.filter(sql => sql === 'COMMIT')).toHaveLength(1);
  expect(stops).toEqual([expect.objectContaining({errcode: FSYNC_FAILED})]);
});

test('after a failed fsync of the database itself nothing is written any more, and it is said at once why', async () => {
  const {checkpointFailures, stops, commits} = disk();
  checkpointFailures.push(FSYNC_FAILED);
  await commits.write(() => 1);
  await nextTurn();
  expect(stops).toEqual([expect.objectContaining({errcode: FSYNC_FAILED})]);
  expect(await codeOf(commits.write(() => 2))).toBe('storage-failed');
  expect(await codeOf(commits.write(() => 3))).toBe('storage-failed');
  expect(stops).toHaveLength(1);
});

test('a disk that has no room for moving the log goes on with the log', async () => {
  const {checkpointFailures, commits} = disk();
  checkpointFailures.push(SQLITE_FULL);
  await commits.write(() => 1);
  await nextTurn();
  expect(await commits.write(() => 'kept')).toBe('kept');
});

test('while the disk is nearly full, the log is moved after every commit, and grows no more', async () => {
  const {checkpoints, setRoom, commits} = disk();
  const write = async () => {
    await commits.write(() => 1);
    await nextTurn();
    return checkpoints();
  };
  const before = await write();
  expect(await write()).toBe(before);
  setRoom(false);
  expect([await write(), await write()]).toEqual([before + 1, before + 2]);
  setRoom(true);
  expect(await write()).toBe(before + 2);
});

test('work that is refused half way is undone without touching its neighbours', async () => {
  const {done, commits} = disk();
  const refused = () => {
    throw new Error('no');
  };
  const results = await Promise.allSettled([
    commits.write(() => 1),
    commits.writeWhole(refused),
    commits.writeWhole(() => 3),
  ]);
  expect(results.map(({status}) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(done).toEqual([
    'BEGIN IMMEDIATE',
    'SAVEPOINT job',
    'ROLLBACK TO job; RELEASE job',
    'rolled back',
    'SAVEPOINT job',
    'RELEASE job',
    'COMMIT',
  ]);
});

test('closing commits what waits and refuses what comes', async () => {
  const {done, commits} = disk();
  const waiting = Array.from({length: 1_200}, (_, index) => commits.write(() => index));
  commits.close();
  expect(done.filter(sql => sql === 'COMMIT')).toHaveLength(3);
  expect((await Promise.all(waiting)).at(-1)).toBe(1_199);
  expect(await codeOf(commits.write(() => 1))).toBe('server-closing');
});

test('what a bug had written half-way does not stay, and the others of its commit are kept', async () => {
  const {done, commits} = disk();
  const kept = commits.write(() => void done.push('kept'));
  const broken = commits.write(() => {
    done.push('half');
    throw new TypeError('a bug');
  });
  await expect(broken).rejects.toThrow('a bug');
  await kept;
  expect(done.join(', ')).toBe(
    'BEGIN IMMEDIATE, kept, half, ROLLBACK, rolled back, BEGIN IMMEDIATE, SAVEPOINT job, kept, RELEASE job, ' +
      'SAVEPOINT job, half, ROLLBACK TO job; RELEASE job, rolled back, COMMIT',
  );
});
