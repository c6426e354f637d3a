/** What every store of files must do, by itself and behind HTTP. Each test opens its own in an empty folder. */
/* oxlint-disable jest/no-export -- run for each implementation */
import {createHash, randomBytes} from 'node:crypto';
import {once} from 'node:events';
import {existsSync, mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, describe, expect, test} from '@jest/globals';
import {newId} from '../../src/cli/newId.ts';
import {openFileRoutes} from '../../src/server/files/routes.ts';
import type {FileStore} from '../../src/server/files/fileStore.ts';
import {openSqliteStore} from '../../src/server/stores/sqlite.ts';
import {asker, creation, PATCH, TUS} from '../server/filesSupport.ts';
import {AT_MS, codeOf, shelf} from '../support/shelf.ts';

export type OpenFileStore = (folder: string) => FileStore;

const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean();
});

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'chat-tui-files-'));
  cleanups.push(() => rmSync(folder, {recursive: true, force: true}));
  return folder;
}

const never = new AbortController().signal;
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

async function put(files: FileStore, bytes: Buffer, fileId = newId()): Promise<string> {
  const opened = await files.open(fileId);
  for (let at = 0; at < bytes.length;)
    at += (await opened.write(bytes, at, Math.min(70_000, bytes.length - at), at)).bytesWritten;
  await opened.sync();
  await opened.close();
  return fileId;
}

async function bytesOf(files: FileStore, fileId: string): Promise<Buffer> {
  const opened = await files.open(fileId);
  const bytes = Buffer.alloc(opened.storedBytes);
  for (let at = 0; at < bytes.length;) at += (await opened.read(bytes, at, bytes.length - at, at)).bytesRead;
  await opened.close();
  return bytes;
}

const listed = async (files: FileStore) => {
  const all = [];
  for await (const page of files.list()) all.push(...page);
  return all;
};

/** Somebody who offers, sends and takes over HTTP. */
async function served(files: FileStore) {
  const made = await shelf(openSqliteStore);
  const ann = await made.account('ann');
  const roomId = await made.room(ann, 'tea');
  const routes = openFileRoutes({
    store: made.store,
    fileStore: files,
    limits: {messageGraphemesMax: 1, messageBytesMax: 1, fileBytesMax: 2 ** 40, usersMax: 1},
    authorise: async token => (token === 'ann' ? ann : undefined),
    now: () => AT_MS,
    log: {warn: () => undefined, error: () => undefined},
  });
  const server = createServer((req, res) => void (routes.handle(req, res) || res.destroy()));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanups.push(async () => {
    await routes.close();
    server.close();
    server.closeAllConnections();
  });
  const offer = async (sizeBytes: number) => {
    const fileId = made.newId();
    const entryId = made.newId();
    await made.store.fileOffer({roomId, userId: ann.userId, entryId, fileId, name: 'a', sizeBytes, atMs: AT_MS});
    return fileId;
  };
  const settle = (fileId: string, hash: string) =>
    made.store.fileSettle({
      fileId,
      userId: ann.userId,
      state: 'complete',
      sha256: hash,
      entryId: made.newId(),
      atMs: AT_MS,
    });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {store: made.store, routes, offer, settle, ask: asker(url, 'ann')};
}

function alone(open: OpenFileStore): void {
  test('what was written from the start and behind its end is read at any place, and is as long as that', async () => {
    const files = open(emptyFolder());
    const bytes = randomBytes(200_000);
    const fileId = await put(files, bytes.subarray(0, 120_000));
    expect([files.exists(fileId), files.sizeOf(fileId)]).toEqual([true, 120_000]);
    const again = await files.open(fileId);
    expect(again.storedBytes).toBe(120_000);
    await again.write(bytes, 120_000, 80_000, 120_000);
    const middle = Buffer.alloc(10);
    expect(await again.read(middle, 0, 10, 119_995)).toMatchObject({bytesRead: 10});
    expect(middle).toEqual(bytes.subarray(119_995, 120_005));
    expect(await again.read(middle, 0, 10, 200_000)).toMatchObject({bytesRead: 0});
    await again.close();
    expect(sha256(await bytesOf(files, fileId))).toBe(sha256(bytes));
    expect(files.changedAtMs(fileId)).toBeGreaterThan(0);
  });

  test('what is not there has no bytes, and removing it is nothing', async () => {
    const files = open(emptyFolder());
    const fileId = newId();
    expect([files.exists(fileId), files.sizeOf(fileId), files.changedAtMs(fileId)]).toEqual([false, 0, 0]);
    await files.remove(fileId);
    expect(await files.share(fileId, await put(files, randomBytes(9)), never)).toBe(false);
    expect(files.exists(fileId)).toBe(false);
  });

  test('a name never becomes a path', async () => {
    const folder = emptyFolder();
    const files = open(join(folder, 'data'));
    const good = await put(files, Buffer.from('x'));
    const names = [
      '',
      '.',
      '..',
      '../../etc/passwd',
      `/${'a'.repeat(21)}`,
      `${'a'.repeat(21)}/`,
      `${good}.linked`,
    ].concat([`${'a'.repeat(21)}\0`, `..${'/'.repeat(20)}`, 'a'.repeat(23), 'é'.repeat(22), '%2e%2e%2f'.repeat(2)]);
    for (const name of names) {
      expect(() => files.sizeOf(name)).toThrow('not a file id');
      expect(() => files.exists(name)).toThrow('not a file id');
      expect(() => files.areShared(good, name)).toThrow('not a file id');
      for (const call of [
        () => files.open(name),
        () => files.adopt(name, '/dev/null'),
        () => files.beginAt(name, 0),
        () => files.share(name, good, never),
        () => files.share(good, name, never),
        () => files.remove(name),
      ])
        await expect(call()).rejects.toThrow('not a file id');
    }
    expect((await listed(files)).map(({fileId}) => fileId)).toEqual([good]);
    expect(readdirSync(folder)).toEqual(existsSync(join(folder, 'data')) ? ['data'] : []);
  });

  test('what is read goes on when it is removed, and a new one of that name is another', async () => {
    const files = open(emptyFolder());
    const bytes = randomBytes(50_000);
    const fileId = await put(files, bytes);
    const reading = await files.open(fileId);
    await files.remove(fileId);
    expect(files.exists(fileId)).toBe(false);
    await put(files, Buffer.from('new'), fileId);
    const held = Buffer.alloc(50_000);
    await reading.read(held, 0, held.length, 0);
    await reading.close();
    expect(held.equals(bytes)).toBe(true);
    expect(String(await bytesOf(files, fileId))).toBe('new');
  });

  test('it can begin anew at a later byte', async () => {
    const files = open(emptyFolder());
    const fileId = await put(files, randomBytes(10));
    await files.beginAt(fileId, 1_000);
    expect(files.sizeOf(fileId)).toBe(1_000);
    await files.beginAt(fileId, 0);
    expect(files.sizeOf(fileId)).toBe(0);
  });

  test('the same bytes are there once, a reader goes on, and removing one leaves the other', async () => {
    const files = open(emptyFolder());
    const bytes = randomBytes(700_000);
    const [first, second] = [await put(files, bytes), await put(files, bytes)];
    const reading = await files.open(second);
    expect(await files.share(second, first, never)).toBe(true);
    const held = Buffer.alloc(bytes.length);
    await reading.read(held, 0, held.length, 0);
    expect(held.equals(bytes)).toBe(true);
    await reading.close();
    expect([files.areShared(first, second), files.areShared(second, first)]).toEqual([true, true]);
    expect((await listed(files)).map(({isShared}) => isShared)).toEqual([true, true]);
    expect(await files.share(second, first, never)).toBe(true);
    await files.remove(first);
    expect(sha256(await bytesOf(files, second))).toBe(sha256(bytes));
    expect(await listed(files)).toMatchObject([{fileId: second, isShared: false, sizeBytes: bytes.length}]);
  });

  test.each([
    ['a byte at the end', (bytes: Buffer) => Buffer.concat([bytes.subarray(0, -1), Buffer.from([bytes.at(-1)! ^ 1])])],
    ['their length', (bytes: Buffer) => bytes.subarray(0, -1)],
  ])('bytes that differ in %s stay apart', async (_what, change) => {
    const files = open(emptyFolder());
    const bytes = randomBytes(600_000);
    const [first, second] = [await put(files, bytes), await put(files, change(bytes))];
    expect(await files.share(second, first, never)).toBe(false);
    expect(files.areShared(first, second)).toBe(false);
    expect(sha256(await bytesOf(files, second))).toBe(sha256(change(bytes)));
  });

  test('what is larger than all there is does not come in, and the reason is told', async () => {
    const folder = emptyFolder();
    const files = open(join(folder, 'data'));
    const path = join(folder, 'sparse');
    writeFileSync(path, '');
    truncateSync(path, 2 ** 42);
    await put(files, randomBytes(1));
    const fileId = newId();
    expect(await codeOf(files.adopt(fileId, path))).toBe('storage-full');
    expect(files.exists(fileId)).toBe(false);
  });

  test('what is taken over from elsewhere is a copy', async () => {
    const folder = emptyFolder();
    const files = open(join(folder, 'data'));
    const path = join(folder, 'there');
    await put(files, randomBytes(1));
    writeFileSync(path, 'as it was');
    const fileId = newId();
    await files.adopt(fileId, path);
    writeFileSync(path, 'changed');
    expect(String(await bytesOf(files, fileId))).toBe('as it was');
  });

  test('an index of many is read page by page', async () => {
    const files = open(emptyFolder());
    const ids: string[] = [];
    for (let count = 0; count < 130; count++) ids.push(await put(files, Buffer.from([count])));
    expect((await listed(files)).map(({fileId}) => fileId).toSorted()).toEqual(ids.toSorted());
  });
}

function behindHttp(open: OpenFileStore): void {
  test('a file is made, goes on at its offset, and is read whole and in ranges', async () => {
    const {ask, offer, settle, routes} = await served(open(emptyFolder()));
    const bytes = randomBytes(300_000);
    const fileId = await offer(bytes.length);
    expect((await ask('POST', '/files/', creation(fileId, bytes.length))).status).toBe(201);
    const patch = (from: number, to: number) =>
      ask('PATCH', `/files/${fileId}`, {...PATCH, 'upload-offset': String(from)}, bytes.subarray(from, to));
    expect((await patch(0, 100_000)).headers.get('upload-offset')).toBe('100000');
    expect((await patch(50_000, 60_000)).status).toBe(409);
    expect((await ask('HEAD', `/files/${fileId}`, TUS)).headers.get('upload-offset')).toBe('100000');
    expect((await patch(100_000, 300_000)).status).toBe(204);
    expect(await routes.bytesReceived(fileId)).toBe(bytes.length);
    await settle(fileId, sha256(bytes));
    expect((await ask('GET', `/files/${fileId}`)).bytes.equals(bytes)).toBe(true);
    const part = await ask('GET', `/files/${fileId}`, {range: 'bytes=99990-100009'});
    expect([part.status, part.bytes]).toEqual([206, bytes.subarray(99_990, 100_010)]);
    expect((await ask('GET', `/files/${fileId}`, {range: 'bytes=300000-'})).status).toBe(416);
    expect((await patch(300_000, 300_000)).code).toBe('bad-request');
  });

  test('what is removed while it is read ends the reading, and is not there again', async () => {
    const files = open(emptyFolder());
    const {ask, offer, routes} = await served(files);
    const fileId = await offer(100);
    await ask('POST', '/files/', creation(fileId, 100));
    await ask('PATCH', `/files/${fileId}`, {...PATCH, 'upload-offset': '0'}, randomBytes(60));
    const reading = ask('GET', `/files/${fileId}`).then(
      () => 'whole',
      () => 'cut',
    );
    // The same connection's next answer comes when the reading has begun.
    await ask('HEAD', `/files/${fileId}`, TUS);
    await routes.remove(fileId);
    expect(await reading).toBe('cut');
    expect(files.exists(fileId)).toBe(false);
  });

  test('a hash that somebody made up joins nothing: each file keeps its own bytes', async () => {
    const files = open(emptyFolder());
    const {ask, offer, settle, routes} = await served(files);
    const [bytes, others] = [randomBytes(5_000), randomBytes(5_000)];
    const ids: string[] = [];
    for (const one of [bytes, others, bytes]) {
      const fileId = await offer(5_000);
      const headers = {...creation(fileId, 5_000), 'content-type': 'application/offset+octet-stream'};
      expect((await ask('POST', '/files/', headers, one)).status).toBe(201);
      const {twinId} = await settle(fileId, sha256(bytes));
      if (twinId !== undefined) routes.join(fileId, twinId);
      ids.push(fileId);
    }
    await routes.close();
    const [first = '', second = '', third = ''] = ids;
    expect([files.areShared(first, second), files.areShared(first, third)]).toEqual([false, true]);
    expect(sha256(await bytesOf(files, second))).toBe(sha256(others));
    expect(sha256(await bytesOf(files, third))).toBe(sha256(bytes));
  });
}

export function fileStoreContract(name: string, open: OpenFileStore): void {
  describe(`files in ${name}`, () => {
    alone(open);
    behindHttp(open);
  });
}
