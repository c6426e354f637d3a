/** Files over bad networks, through restarts of the server and of the programs on both sides: in the end the same bytes. */
import {existsSync} from 'node:fs';
import {lstat, mkdir, readdir, rename, symlink, writeFile, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {setImmediate as nextTurn} from 'node:timers/promises';
import {afterEach, describe, expect, test} from '@jest/globals';
import {
  acceptTransfer,
  cancelTransfer,
  getFile,
  sendFiles,
  transferFinished,
} from '../../src/client/actions/transfer.ts';
import {createRoom, joinRoom, leaveRoom, openDirect} from '../../src/client/actions/room.ts';
import type {Source} from '../../src/client/transfers/up/source.ts';
import {openFaultProxy, seededRandom, type Cut, type FaultProxy} from '../support/machine/faultProxy.ts';
import {within} from '../support/suite/deadline.ts';
import {world} from '../support/world.ts';
import {member, memberAgain, temporaryFolder} from './support/member.ts';
import {contentOf, downloads, kept, pair, sees, sha256, transfers, type Pair} from './transfersSupport.ts';

const MIB = 1024 * 1024;

/** Two people who reach their server through a bad network. */
async function badPair(): Promise<Pair & {proxy: FaultProxy}> {
  let proxy: FaultProxy | undefined;
  const made = await pair({}, async url => {
    proxy = await openFaultProxy(Number(new URL(url).port));
    return proxy.url;
  });
  if (!proxy) throw new Error('no proxy');
  proxies.push(proxy);
  return {...made, proxy};
}

const proxies: FaultProxy[] = [];
afterEach(async () => {
  await Promise.all(proxies.splice(0).map(proxy => proxy.close()));
});

/** Cuts one connection after the other, a little later each time, and at random within that; then no more. */
function cutSome(
  proxy: FaultProxy,
  {cuts, maxBytes, direction}: {cuts: number; maxBytes: number; direction: Cut['direction']},
): void {
  const random = seededRandom(maxBytes);
  const step = maxBytes / cuts;
  let count = 0;
  proxy.setCuts(() => {
    count += 1;
    if (count > cuts) return undefined;
    return {direction, bytes: Math.floor((count - random()) * step), ending: random() < 0.5 ? 'reset' : 'close'};
  });
}

async function sendThrough({ann, bob, roomId, file}: Pair, size: number): Promise<void> {
  const path = await file('a.bin', size);
  const [up = ''] = await sendFiles(ann.client, {paths: [path], roomId});
  await transferFinished(ann.client, up);
  const down = await getFile(bob.client, {roomId, wanted: 'a.bin'});
  const {path: got = ''} = await transferFinished(bob.client, down);
  expect(sha256(await contentOf(got))).toBe(sha256(await contentOf(path)));
  expect([await kept(ann), await kept(bob), await downloads(bob)]).toEqual([[], [], ['a.bin']]);
}

describe('a file over a network that cuts', () => {
  test.each([
    ['up', 4096, 30],
    ['down', 4096, 30],
    ['up', 8 * MIB, 8],
    ['down', 8 * MIB, 8],
  ] as const)('on the way %s, %d bytes, %d times, arrives whole', async (direction, size, cuts) => {
    const made = await badPair();
    cutSome(made.proxy, {cuts, maxBytes: size > MIB ? size / 4 : size + 1500, direction});
    await sendThrough(made, size);
    expect(made.proxy.cutCount()).toBeGreaterThan(2);
  });

  test('is taken while it is being sent, with both sides cut', async () => {
    const {ann, bob, roomId, file, proxy} = await badPair();
    const path = await file('a.bin', 16 * MIB);
    let count = 0;
    const random = seededRandom(7);
    proxy.setCuts(() => {
      count += 1;
      const direction = count % 2 === 0 ? 'up' : 'down';
      return count > 20 ? undefined : {direction, bytes: Math.floor(random() * 8 * MIB), ending: 'reset'};
    });
    const [up = ''] = await sendFiles(ann.client, {paths: [path], roomId});
    await sees(bob, 'offered');
    const offer = transfers(bob)[0]?.transferId ?? '';
    await acceptTransfer(bob.client, offer);
    const [{path: got = ''}] = await Promise.all([
      transferFinished(bob.client, offer),
      transferFinished(ann.client, up),
    ]);
    expect(sha256(await contentOf(got))).toBe(sha256(await contentOf(path)));
  });
});

describe('a file goes on where it was', () => {
  test('after the server was started again in the middle of an upload', async () => {
    const {one, ann, bob, roomId, file, proxy} = await badPair();
    const path = await file('a.bin', 8 * MIB);
    proxy.setCuts(() => ({direction: 'up', bytes: 4 * MIB, ending: 'close'}));
    const [up = ''] = await sendFiles(ann.client, {paths: [path], roomId});
    await ann.sees('half of it', () => transfers(ann).some(({doneBytes}) => doneBytes > MIB));
    await one.restart();
    proxy.setCuts(undefined);
    proxy.aim(Number(new URL(one.url).port));
    proxy.resetAll();
    await transferFinished(ann.client, up);
    const {path: got = ''} = await transferFinished(bob.client, await getFile(bob.client, {roomId, wanted: 'a.bin'}));
    expect(sha256(await contentOf(got))).toBe(sha256(await contentOf(path)));
  });

  test('after the sender and the receiver were started again', async () => {
    const {ann, bob, roomId, file, proxy} = await badPair();
    const path = await file('a.bin', 8 * MIB);
    proxy.setWeather('up', {bytesPerSecond: 20 * MIB});
    await sendFiles(ann.client, {paths: [path], roomId});
    await sees(bob, 'offered');
    await acceptTransfer(bob.client, transfers(bob)[0]?.transferId ?? '');
    await bob.sees('a part of it', () => transfers(bob).some(({doneBytes}) => doneBytes > MIB));
    await Promise.all([ann.client.close(), bob.client.close()]);
    expect([(await kept(ann)).length, (await kept(bob)).length]).toEqual([1, 1]);
    proxy.heal();
    const bobAgain = await memberAgain(proxy.url, bob);
    const annAgain = await memberAgain(proxy.url, ann);
    await annAgain.sees('it sent', () => transfers(annAgain).some(({status}) => status === 'done'));
    await bobAgain.sees('it received', () => transfers(bobAgain).some(({status}) => status === 'done'));
    const got = transfers(bobAgain)[0]?.path ?? '';
    expect(sha256(await contentOf(got))).toBe(sha256(await contentOf(path)));
    expect(await downloads(bob)).toEqual(['a.bin']);
    expect([await kept(ann), await kept(bob)]).toEqual([[], []]);
  });
});

describe('a file', () => {
  test('that its receiver gives up in the middle leaves nothing, and the sender is not disturbed', async () => {
    const {ann, bob, roomId, file, proxy} = await badPair();
    proxy.setWeather('up', {bytesPerSecond: 20 * MIB});
    const [up = ''] = await sendFiles(ann.client, {paths: [await file('a.bin', 32 * MIB)], roomId});
    await sees(bob, 'offered');
    const offer = transfers(bob)[0]?.transferId ?? '';
    await acceptTransfer(bob.client, offer);
    await sees(bob, 'active');
    await cancelTransfer(bob.client, offer);
    proxy.heal();
    await transferFinished(ann.client, up);
    expect(await downloads(bob)).toEqual([]);
    expect(await kept(bob)).toEqual([]);
  });
});

describe('an upload that is taken back on a bad line', () => {
  test('is withdrawn also while the answer to its offer is on its way', async () => {
    const {ann, bob, proxy, send} = await sendingPair();
    proxy.setWeather('down', {isHeld: true});
    const up = await send();
    await sees(bob, 'offered');
    const cancelled = cancelTransfer(ann.client, up);
    proxy.heal();
    await cancelled;
    await sees(bob, 'cancelled');
    expect(await kept(ann)).toEqual([]);
  });

  test('ends its bytes first, and goes on where the withdrawal fails', async () => {
    const {ann, bob, proxy, send} = await sendingPair();
    proxy.setWeather('down', {isHeld: true});
    const up = await send();
    await sees(bob, 'offered');
    proxy.setWeather('up', {isHeld: true});
    proxy.setWeather('down', {});
    await until('its connection', () => proxy.openCount() === 2);
    const cancelled = cancelTransfer(ann.client, up);
    await until('its end', () => proxy.openCount() === 1);
    expect(ann.client.getState().connection.status).toBe('online');
    proxy.resetAll();
    await expect(cancelled).rejects.toMatchObject({code: 'disconnected'});
    proxy.heal();
    await transferFinished(ann.client, up);
  });

  test('leaves nothing on this machine where its room is not one’s own any more', async () => {
    const {ann, bob, proxy} = await sendingPair();
    const {roomId} = await createRoom(bob.client, {name: 'plans'});
    await joinRoom(ann.client, 'plans');
    ann.client.parts.transfers.limit = 10_000;
    const once: Source = {
      path: 'log',
      name: 'log',
      sizeBytes: 0,
      changedAtMs: 0,
      inode: 0,
      async *content() {
        yield Buffer.alloc(MIB);
      },
    };
    const [up = ''] = await ann.client.parts.transfers.send([once], roomId);
    await sees(ann, 'active');
    await leaveRoom(ann.client, roomId);
    proxy.resetAll();
    await sees(ann, 'failed');
    const copies = () => readdir(join(ann.dataDir, 'transfers', 'copies'));
    expect([await kept(ann), await copies()]).toEqual([[up], [expect.any(String)]]);
    await cancelTransfer(ann.client, up);
    expect([await kept(ann), await copies()]).toEqual([[], []]);
  });
});

/** The sender alone is behind the bad network. */
async function sendingPair() {
  const {url} = await world();
  const proxy = await openFaultProxy(Number(new URL(url).port));
  proxies.push(proxy);
  const ann = await member(proxy.url, 'ann');
  const bob = await member(url, 'bob');
  const {roomId} = await openDirect(ann.client, 'bob');
  await openDirect(bob.client, 'ann');
  const path = join(await temporaryFolder(), 'a.bin');
  await writeFile(path, Buffer.alloc(100_000));
  return {ann, bob, proxy, send: async () => (await sendFiles(ann.client, {paths: [path], roomId}))[0] ?? ''};
}

async function until(what: string, isSo: () => boolean): Promise<void> {
  await within(
    what,
    (async () => {
      while (!isSo()) await nextTurn();
    })(),
  );
}

describe('B17 a downloads folder', () => {
  /** In the middle of a file; returns how it ends. */
  async function halfWay() {
    const {ann, bob, roomId, file, proxy} = await badPair();
    proxy.setWeather('up', {bytesPerSecond: 10 * MIB});
    const path = await file('a.bin', 4 * MIB);
    const [up = ''] = await sendFiles(ann.client, {paths: [path], roomId});
    await sees(bob, 'offered');
    const offer = transfers(bob)[0]?.transferId ?? '';
    await acceptTransfer(bob.client, offer);
    await sees(bob, 'active');
    await bob.sees('a part of it', () => transfers(bob).some(({doneBytes}) => doneBytes > 0));
    return {ann, bob, proxy, up, offer, folder: bob.client.options.downloadsDir};
  }

  test('that vanishes in the middle gets nothing, and is not made anew', async () => {
    const {ann, bob, proxy, up, offer, folder} = await halfWay();
    await rm(folder, {recursive: true});
    proxy.heal();
    await expect(transferFinished(bob.client, offer)).rejects.toMatchObject({code: 'file-unwritable'});
    await transferFinished(ann.client, up);
    expect(existsSync(folder)).toBe(false);
  });

  test('that somebody replaces by a link in the middle gets nothing', async () => {
    const {ann, bob, proxy, up, offer, folder} = await halfWay();
    await rename(folder, `${folder}.moved`);
    await mkdir(`${folder}.other`);
    await symlink(`${folder}.other`, folder);
    proxy.heal();
    await expect(transferFinished(bob.client, offer)).rejects.toMatchObject({code: 'file-unwritable'});
    await transferFinished(ann.client, up);
    expect(await downloads(bob)).toEqual([]);
    expect((await lstat(join(`${folder}.moved`))).isDirectory()).toBe(true);
  });
});
