/** Files over bad networks, through restarts of the server and of the programs on both sides: in the end the same bytes. */
import {lstat, mkdir, rename, symlink} from 'node:fs/promises';
import {join} from 'node:path';
import {afterEach, describe, expect, test} from '@jest/globals';
import {
  acceptTransfer,
  cancelTransfer,
  getFile,
  sendFiles,
  transferFinished,
} from '../../src/client/actions/transfer.ts';
import {openFaultProxy, seededRandom, type Cut, type FaultProxy} from '../support/faultProxy.ts';
import {memberAgain} from './support/member.ts';
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

describe('a downloads folder', () => {
  test('that somebody replaces by a link in the middle gets nothing', async () => {
    const {ann, bob, roomId, file, proxy} = await badPair();
    proxy.setWeather('up', {bytesPerSecond: 10 * MIB});
    const path = await file('a.bin', 4 * MIB);
    const [up = ''] = await sendFiles(ann.client, {paths: [path], roomId});
    await sees(bob, 'offered');
    const offer = transfers(bob)[0]?.transferId ?? '';
    await acceptTransfer(bob.client, offer);
    await sees(bob, 'active');
    const folder = bob.client.options.downloadsDir;
    await bob.sees('a part of it', () => transfers(bob).some(({doneBytes}) => doneBytes > 0));
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
