/** The small parts of a transfer: its place in the queue, its progress, and who works on it. */
import {randomBytes} from 'node:crypto';
import {link, mkdir, readdir, unlink, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {acceptTransfer, cancelTransfer, sendFiles} from '../../src/client/actions/transfer.ts';
import {createProgress} from '../../src/client/transfers/progress.ts';
import type {ClientOptions} from '../../src/client/core/core.ts';
import {accountStores} from '../../src/client/local/accountStore.ts';
import {inStore} from '../../src/client/local/store.ts';
import {initialState} from '../../src/client/state/initialState.ts';
import {openDecisions} from '../../src/client/transfers/kept/decisions.ts';
import type {TransferRecord} from '../../src/client/transfers/kept/record.ts';
import {openRecords} from '../../src/client/transfers/kept/records.ts';
import type {User} from '../../src/shared/model.ts';
import {createEnds} from '../../src/client/transfers/ends.ts';
import {createSlots} from '../../src/client/transfers/slots.ts';
import {makeTarget, wasFinished} from '../../src/client/transfers/down/destination.ts';
import {newEntryId} from '../../src/shared/entries/entryId.ts';
import {newId} from '../../src/cli/shell.ts';
import {temporaryFolder} from './support/member.ts';
import {downloads, pair, sees, transfers} from './transfersSupport.ts';

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
  const SERVER = 'http://localhost:1';
  const recordOf = (user = 'ann'): TransferRecord => ({
    version: 1,
    transferId: newId(),
    direction: 'down',
    serverUrl: SERVER,
    user,
    roomId: 1,
    name: 'a',
    peer: 'bob',
    sizeBytes: 1,
    startedAtMs: 1,
    target: {folder: '/tmp', partName: 'a.part'},
  });
  const me: User = {name: 'ann', displayName: 'ann', role: 'member', state: 'online', status: ''};
  /** One running program of ann's. */
  const open = (dataDir: string) => {
    const options = {serverUrl: SERVER, dataDir, downloadsDir: dataDir, deviceName: '', now: () => Date.now(), newId};
    const local = accountStores(options);
    return {local, ...openRecords({options, local, getState: () => ({...initialState, me})})};
  };
  const idsOf = (records: readonly TransferRecord[]) => records.map(({transferId}) => transferId);

  test('is taken over when the program that worked on it is dead or let go of it, and not while it lives', async () => {
    const folder = await temporaryFolder();
    const [mine, other] = [open(folder), open(folder)];
    const [one, two] = [recordOf(), recordOf()];
    await mine.save(one, two);
    expect(await other.adopt(() => true)).toEqual([]);
    mine.unclaim(one.transferId);
    expect(idsOf(await other.adopt(() => true))).toEqual([one.transferId]);
    // As a kill leaves it: nobody holds the lock.
    mine.close();
    expect(idsOf(await other.adopt(() => true))).toEqual([two.transferId]);
    other.remove(two.transferId);
    other.close();
    expect(idsOf(await open(folder).adopt(() => true))).toEqual([one.transferId]);
  });

  test('that is damaged is left alone', async () => {
    const folder = await temporaryFolder();
    const [mine, other] = [open(folder), open(folder)];
    const [one, two] = [recordOf(), recordOf()];
    await mine.save(one, two);
    await inStore({dir: mine.local.dirOf('ann'), now: () => 1}, database => {
      database.prepare('UPDATE transfer SET record = ? WHERE transfer_id = ?').run('{"version":1,', one.transferId);
      const strange = JSON.stringify({...two, sizeBytes: 'x'});
      database.prepare('UPDATE transfer SET record = ? WHERE transfer_id = ?').run(strange, two.transferId);
    });
    mine.close();
    expect(await other.adopt(() => true)).toEqual([]);
    other.close();
  });

  test('of an earlier release is taken over once, with decided offers; what is another account’s stays', async () => {
    const folder = await temporaryFolder();
    const [dead, alive, others] = [recordOf(), recordOf(), recordOf('bob')];
    await mkdir(join(folder, 'transfers', 'decided'), {recursive: true});
    const write = (name: string, text: string) => writeFile(join(folder, 'transfers', name), text);
    for (const one of [dead, alive, others]) await write(`${one.transferId}.json`, JSON.stringify(one));
    // No process has this id: it is above what systems give out.
    await write(`${dead.transferId}.claim`, `999999999 ${Date.now()}`);
    await write(`${alive.transferId}.claim`, `${process.ppid} ${Date.now()}`);
    const decided = newId();
    await write(`decided/${decided}`, '');
    const mine = open(folder);
    expect(idsOf(await mine.adopt(() => true))).toEqual([dead.transferId]);
    const core = {options: {...({} as ClientOptions), dataDir: folder, now: () => 1}, local: mine.local};
    const decisions = openDecisions({...core, getState: () => ({...initialState, me})});
    await decisions.ready();
    expect(decisions.has(decided)).toBe(true);
    await decisions.close();
    mine.close();
    const left = [`${alive.transferId}.claim`, `${alive.transferId}.json`, `${others.transferId}.json`];
    expect((await readdir(join(folder, 'transfers'))).toSorted()).toEqual(left.toSorted());
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

test('a download that is cancelled leaves nothing of what was made beside it, decrypted or taken out of an archive', async () => {
  const made = await pair({}, undefined, {route: 'relay', bytesPerSecondMax: 2_000_000});
  const {ann, bob, roomId, file} = made;
  const paths = [await file('box/one', 32_000_000), await file('box/two', 1)];
  await sendFiles(ann.client, {paths: [dirname(paths[0]!)], roomId});
  await sees(bob, 'offered');
  const {transferId} = transfers(bob)[0]!;
  await acceptTransfer(bob.client, transferId);
  await bob.sees('some of it', () => transfers(bob).some(({doneBytes}) => doneBytes > 0));
  const [part = ''] = await downloads(bob);
  // As a kill leaves them.
  const {downloadsDir} = bob.client.options;
  await writeFile(join(downloadsDir, `${part}.opened`), 'half of the plaintext');
  const staging = join(downloadsDir, part.replace(/\.tar\.([\w-]+)\.part$/, '.$1.parts'));
  await mkdir(join(staging, 'box'), {recursive: true});
  expect(await downloads(bob)).toHaveLength(3);
  await cancelTransfer(bob.client, transferId);
  expect(await downloads(bob)).toEqual([]);
});
