/** What a store of files does behind HTTP, with the rows of files in a real database. */
/* oxlint-disable jest/no-export -- run by the contract, once for each store */
import {randomBytes} from 'node:crypto';
import {once} from 'node:events';
import {createServer} from 'node:http';
import {connect, type AddressInfo} from 'node:net';
import {setImmediate as nextTurn} from 'node:timers/promises';
import {expect, test} from '@jest/globals';
import {openFileRoutes} from '../../../src/server/files/http/routes.ts';
import type {FileStore} from '../../../src/server/files/fileStore.ts';
import {openSqliteStore} from '../../../src/server/stores/sqlite.ts';
import {asker, creation, PATCH, TUS} from '../../server/filesSupport.ts';
import {within} from '../../support/suite/deadline.ts';
import {resetSocket} from '../../support/hostile/resetSocket.ts';
import {AT_MS, shelf} from '../../support/stored/shelf.ts';
import {bytesOf, cleanups, emptyFolder, sha256, type OpenFileStore} from './place.ts';

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
  const left: Promise<unknown>[] = [];
  const server = createServer((req, res) => {
    left.push(once(res, 'close'));
    if (!routes.handle(req, res)) res.destroy();
  });
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
  const takeBack = async (fileId: string) =>
    void (await made.store.fileSettle({
      fileId,
      userId: ann.userId,
      state: 'cancelled',
      entryId: made.newId(),
      atMs: AT_MS,
    }));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {store: made.store, routes, left, url, offer, settle, takeBack, ask: asker(url, 'ann')};
}

export function behindHttpTests(open: OpenFileStore): void {
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

  test('bytes stay where they count, and begin anew where they came while that was decided', async () => {
    const {ask, offer, routes, store} = await served(open(emptyFolder()));
    const fileId = await offer(10);
    await ask('POST', '/files/', creation(fileId, 10));
    await ask('PATCH', `/files/${fileId}`, {...PATCH, 'upload-offset': '0'}, randomBytes(6));
    const file = (await store.fileFindAny(fileId))!;
    await routes.beginAt(file, {fromByte: 5, isHeld: true});
    expect(await routes.bytesReceived(fileId)).toBe(6);
    await routes.beginAt(file, {fromByte: 5, isHeld: false});
    expect(await routes.bytesReceived(fileId)).toBe(5);
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

  test('who leaves while they are let in holds nothing, with whatever they asked behind one another', async () => {
    const files = open(emptyFolder());
    const opens = Promise.withResolvers<undefined>();
    let isSlow = false;
    const {ask, offer, routes, left, url} = await served({
      ...files,
      async open(fileId) {
        if (isSlow) await opens.promise;
        return files.open(fileId);
      },
    });
    const fileId = await offer(300_000);
    const headers = {...creation(fileId, 300_000), 'content-type': 'application/offset+octet-stream'};
    expect((await ask('POST', '/files/', headers, randomBytes(300_000))).status).toBe(201);
    isSlow = true;
    const before = left.length;
    const socket = connect(Number(new URL(url).port), '127.0.0.1').on('error', () => undefined);
    for (const method of ['GET', 'HEAD', 'GET'])
      socket.write(`${method} /files/${fileId} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ann\r\n\r\n`);
    while (left.length < before + 3) await within('the requests', nextTurn());
    resetSocket(socket);
    await within('the server seeing that they left', Promise.all(left));
    opens.resolve(undefined);
    // By then they are let in.
    expect((await ask('GET', `/files/${fileId}`)).bytes).toHaveLength(300_000);
    await within('closing', routes.close());
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

  test('what is taken back while it is about to be joined is not there again, and the other one is whole', async () => {
    const files = open(emptyFolder());
    const meanwhile: (() => Promise<void>)[] = [];
    const {ask, offer, settle, routes, takeBack} = await served({
      ...files,
      async share(fileId, otherId, signal) {
        for (const one of meanwhile.splice(0)) await one();
        return files.share(fileId, otherId, signal);
      },
    });
    const bytes = randomBytes(5_000);
    const put = async () => {
      const fileId = await offer(bytes.length);
      const headers = {...creation(fileId, bytes.length), 'content-type': 'application/offset+octet-stream'};
      await ask('POST', '/files/', headers, bytes);
      return settle(fileId, sha256(bytes));
    };
    const first = await put();
    const second = await put();
    const third = await put();
    // The row is gone in between, its bytes only afterwards; and of the other one both.
    meanwhile.push(() => takeBack(second.fileId));
    routes.join(second.fileId, second.twinId ?? '');
    routes.join(third.fileId, first.fileId);
    await routes.close();
    expect([files.exists(second.fileId), files.areShared(third.fileId, first.fileId)]).toEqual([false, true]);
    expect(sha256(await bytesOf(files, first.fileId))).toBe(sha256(bytes));
  });
}
