/** The small parts of a transfer: its place in the queue, its progress, and who works on it. */
import {randomBytes} from 'node:crypto';
import {link, unlink, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {createProgress} from '../../src/client/transfers/progress.ts';
import {openRecords, type TransferRecord} from '../../src/client/transfers/record.ts';
import {createEnds} from '../../src/client/transfers/ends.ts';
import {createSlots} from '../../src/client/transfers/slots.ts';
import {makeTarget, wasFinished} from '../../src/client/transfers/down/target.ts';
import {newEntryId} from '../../src/shared/entryId.ts';
import {newId} from '../../src/cli/newId.ts';
import {temporaryFolder} from './support/member.ts';

describe('places', () => {
  test('are given in order, two at a time, and not to those who went away', async () => {
    const slots = createSlots(2);
    const stays = new AbortController();
    const leaves = new AbortController();
    const order: string[] = [];
    const [first] = await Promise.all([slots.take(stays.signal), slots.take(stays.signal)]);
    const third = slots.take(leaves.signal).catch(() => order.push('left'));
    const fourth = slots.take(stays.signal).then(() => order.push('fourth'));
    leaves.abort();
    await third;
    first();
    first();
    await fourth;
    expect(order).toEqual(['left', 'fourth']);
  });
});

describe('progress', () => {
  test('is told ten times a second at most, with a speed that does not jump', () => {
    let nowMs = 0;
    const told: {doneBytes: number; bytesPerSecond: number}[] = [];
    const progress = createProgress(
      () => nowMs,
      change => told.push(change),
    );
    progress.start(0);
    for (nowMs = 10; nowMs <= 1000; nowMs += 10) progress.step(nowMs * 1000);
    expect(told).toHaveLength(11);
    expect(told.at(-1)).toEqual({doneBytes: 1_000_000, bytesPerSecond: 1_000_000});
    nowMs = 1100;
    progress.step(3_000_000);
    const speed = told.at(-1)?.bytesPerSecond ?? 0;
    expect(speed).toBeGreaterThan(1_000_000);
    expect(speed).toBeLessThan(3_000_000);
    progress.stop();
  });

  test('goes on when the clock is set back', () => {
    let nowMs = 10_000;
    const told: number[] = [];
    const progress = createProgress(
      () => nowMs,
      ({doneBytes}) => told.push(doneBytes),
    );
    progress.start(0);
    nowMs = 0;
    progress.step(5);
    progress.stop();
    expect(told).toEqual([0, 5]);
  });
});

describe('ends of transfers', () => {
  test('are forgotten once they have come, however they came, and not when the same was begun anew', async () => {
    const ends = createEnds();
    const first = Promise.withResolvers<void>();
    const second = Promise.withResolvers<void>();
    for (let count = 0; count < 1_000; count++) ends.add(`done ${count}`, Promise.resolve());
    ends.add('a', first.promise);
    ends.add('a', second.promise);
    first.resolve();
    await ends.of('done 999');
    await Promise.all([first.promise, ends.of('never begun')]);
    expect(ends.count()).toBe(1);
    second.resolve();
    await ends.all();
    expect(ends.count()).toBe(0);
  });
});

describe('the record of a transfer', () => {
  const recordOf = (): TransferRecord => ({
    version: 1,
    transferId: newId(),
    direction: 'down',
    serverUrl: 'http://localhost',
    user: 'ann',
    roomId: 1,
    name: 'a',
    peer: 'bob',
    sizeBytes: 1,
    startedAtMs: 1,
    target: {folder: '/tmp', partName: 'a.part'},
  });
  const open = (dataDir: string) => openRecords({dataDir, now: () => Date.now(), isOptional: false});

  test('is taken over when the program that worked on it is dead, and not while it lives', async () => {
    const folder = await temporaryFolder();
    const mine = open(folder);
    const [one, two] = [recordOf(), recordOf()];
    await mine.save(one);
    await mine.save(two);
    expect(await open(folder).adopt(() => true)).toEqual([]);
    mine.unclaim(one.transferId);
    expect((await open(folder).adopt(() => true)).map(({transferId}) => transferId)).toEqual([one.transferId]);
    mine.unclaim(two.transferId);
    // No process has this id: it is above what systems give out.
    await writeFile(join(folder, 'transfers', `${two.transferId}.claim`), `999999999 ${Date.now()}`);
    expect((await open(folder).adopt(() => true)).map(({transferId}) => transferId)).toEqual([two.transferId]);
  });

  test('that is damaged is left alone', async () => {
    const folder = await temporaryFolder();
    const records = open(folder);
    const [one, two] = [recordOf(), recordOf()];
    await records.save(one);
    await writeFile(join(folder, 'transfers', `${one.transferId}.json`), '{"version":1,');
    await writeFile(join(folder, 'transfers', `${two.transferId}.json`), JSON.stringify({...two, sizeBytes: 'x'}));
    records.unclaim(one.transferId);
    expect(await open(folder).adopt(() => true)).toEqual([]);
  });
});

describe('the unfinished file', () => {
  test('of each download is its own, also of two of one name that begin in the same millisecond', async () => {
    const folder = await temporaryFolder();
    const begun = [1, 1, 1].map(atMs => makeTarget(folder, 'a.txt', newEntryId(atMs, randomBytes)).partName);
    expect(new Set(begun).size).toBe(3);
  });
});

describe('a download that was stopped', () => {
  test('is finished when its own file has the name, and not when another one of that name is there', async () => {
    const folder = await temporaryFolder();
    const target = makeTarget(folder, 'a.txt', newId());
    const path = join(folder, 'a.txt');
    const part = join(folder, target.partName);
    expect([target.path, wasFinished(target, path, 5)]).toEqual([path, false]);
    await writeFile(part, 'whole');
    await link(part, path);
    expect(wasFinished(target, path, 5)).toBe(true);
    await unlink(path);
    await writeFile(path, 'somebody else');
    expect(wasFinished(target, path, 5)).toBe(false);
  });
});
