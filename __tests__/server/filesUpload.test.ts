/** Uploads over HTTP: who may send, how much, and what stays when a connection breaks. */
import {createHash, randomBytes} from 'node:crypto';
import {once} from 'node:events';
import {lstat, readdir, utimes, writeFile} from 'node:fs/promises';
import {request as httpRequest, type IncomingMessage} from 'node:http';
import {connect} from 'node:net';
import {join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {describe, expect, test} from '@jest/globals';
import {within} from '../support/suite/deadline.ts';
import type {Person} from '../support/world.ts';
import {asker, creation, openDownload, PATCH, read, scene, TUS} from './filesSupport.ts';

describe('an upload', () => {
  test('goes by tus: created, asked for, sent in parts, refused where it does not fit on', async () => {
    const {one, ann, asAnn, offer} = await scene();
    const content = randomBytes(1000);
    const fileId = await offer('a.bin', 1000);
    expect((await asAnn('HEAD', `/files/${fileId}`, TUS)).status).toBe(404);
    const made = await asAnn('POST', '/files/', creation(fileId, 1000));
    expect([made.status, made.headers.get('location')]).toEqual([201, `/files/${fileId}`]);
    const first = await asAnn('PATCH', `/files/${fileId}`, {...PATCH, 'upload-offset': '0'}, content.subarray(0, 300));
    expect([first.status, first.headers.get('upload-offset')]).toEqual([204, '300']);
    const again = await asAnn('PATCH', `/files/${fileId}`, {...PATCH, 'upload-offset': '0'}, content);
    expect([again.status, again.code]).toEqual([409, 'bad-request']);
    const more = await asAnn('PATCH', `/files/${fileId}`, {...PATCH, 'upload-offset': '300'}, randomBytes(701));
    expect(more.status).toBe(413);
    const sha256 = createHash('sha256').update(content).digest('hex');
    expect(await ann.codeOf('fileComplete', {fileId, sha256})).toBe('file-incomplete a.bin');
    await asAnn('POST', '/files/', creation(fileId, 1000));
    const head = await asAnn('HEAD', `/files/${fileId}`, TUS);
    expect([head.headers.get('upload-offset'), head.headers.get('upload-length')]).toEqual(['300', '1000']);
    await asAnn('PATCH', `/files/${fileId}`, {...PATCH, 'upload-offset': '300'}, content.subarray(300));
    await ann.request('fileComplete', {fileId, sha256});
    const after = await asAnn('PATCH', `/files/${fileId}`, {...PATCH, 'upload-offset': '1000'}, Buffer.alloc(0));
    expect(after.code).toBe('bad-request');
    const path = join(one.dataDir, 'files', fileId);
    expect((await lstat(path)).mode & 0o777).toBe(0o600);
    expect((await asAnn('GET', `/files/${fileId}`)).bytes.equals(content)).toBe(true);
  });

  test('may come with the request that makes it, and goes on from where that broke off', async () => {
    const {ann, asAnn, offer} = await scene();
    const content = randomBytes(1000);
    const made = (fileId: string) => ({...PATCH, ...creation(fileId, 1000)});
    const whole = await offer('whole.bin', 1000);
    const answer = await asAnn('POST', '/files/', made(whole), content);
    expect([answer.status, answer.headers.get('upload-offset')]).toEqual([201, '1000']);
    await ann.request('fileComplete', {fileId: whole, sha256: createHash('sha256').update(content).digest('hex')});
    expect((await asAnn('GET', `/files/${whole}`)).bytes.equals(content)).toBe(true);
    const half = await offer('half.bin', 1000);
    expect((await asAnn('POST', '/files/', made(half), content.subarray(0, 300))).headers.get('upload-offset')).toBe(
      '300',
    );
    const again = await asAnn('POST', '/files/', made(half), content);
    expect([again.status, again.code]).toEqual([400, 'bad-request']);
    const rest = await asAnn('PATCH', `/files/${half}`, {...PATCH, 'upload-offset': '300'}, content.subarray(300));
    expect([rest.status, rest.headers.get('upload-offset')]).toEqual([204, '1000']);
    expect((await asAnn('GET', `/files/${half}`)).bytes.equals(content)).toBe(true);
  });

  test('is refused to everybody but the one who offered it, and with another size', async () => {
    const {asAnn, asBob, asEve, one, offer} = await scene();
    const fileId = await offer('a.bin', 10);
    expect((await asBob('POST', '/files/', creation(fileId, 10))).code).toBe('not-allowed');
    expect((await asEve('POST', '/files/', creation(fileId, 10))).code).toBe('file-not-found');
    expect((await asker(one.url, undefined)('POST', '/files/', creation(fileId, 10))).code).toBe('not-signed-in');
    expect((await asker(one.url, 'ct_wrong')('POST', '/files/', creation(fileId, 10))).status).toBe(401);
    expect((await asAnn('POST', '/files/', creation(fileId, 11))).code).toBe('bad-request');
    expect((await asAnn('POST', '/files/', {...TUS, 'upload-length': '10'})).code).toBe('file-not-found');
    expect((await asAnn('DELETE', `/files/${fileId}`, TUS)).code).toBe('bad-request');
    expect(await readdir(join(one.dataDir, 'files')).catch(() => [])).toEqual([]);
  });

  test('sent without a length is cut off where more comes than was announced', async () => {
    const {one, ann, asAnn, offer} = await scene();
    const fileId = await offer('a.bin', 1000);
    await asAnn('POST', '/files/', creation(fileId, 1000));
    const request = httpRequest(new URL(`/files/${fileId}`, one.url), {
      method: 'PATCH',
      headers: {...PATCH, 'upload-offset': '0', authorization: `Bearer ${ann.token}`, 'transfer-encoding': 'chunked'},
      agent: false,
    });
    request.on('error', () => undefined);
    request.write(randomBytes(800));
    request.end(randomBytes(800));
    const [response] = (await within('a refusal', once(request, 'response'))) as [IncomingMessage];
    expect(response.statusCode).toBe(400);
    response.destroy();
    expect((await lstat(join(one.dataDir, 'files', fileId))).size).toBeLessThanOrEqual(1000);
  });

  test('in pieces of one byte is refused, and taken in pieces as a proxy makes them', async () => {
    const {one, ann, asAnn, offer} = await scene();
    const content = randomBytes(20_000);
    const send = async (pieceBytes: number, sentBytes: number) => {
      const fileId = await offer(`${pieceBytes}.bin`, content.length);
      await asAnn('POST', '/files/', creation(fileId, content.length));
      const request = httpRequest(new URL(`/files/${fileId}`, one.url), {
        method: 'PATCH',
        headers: {...PATCH, 'upload-offset': '0', authorization: `Bearer ${ann.token}`, 'transfer-encoding': 'chunked'},
        agent: false,
      });
      request.on('error', () => undefined);
      for (let at = 0; at < sentBytes; at += pieceBytes) request.write(content.subarray(at, at + pieceBytes));
      request.end();
      const [response] = (await within('an answer', once(request, 'response'))) as [IncomingMessage];
      response.destroy();
      return {fileId, status: response.statusCode};
    };
    const crumbs = await send(1, 3_000);
    expect(crumbs.status).toBe(400);
    const head = await asAnn('HEAD', `/files/${crumbs.fileId}`, TUS);
    expect(Number(head.headers.get('upload-offset'))).toBeLessThanOrEqual(1_000);
    const {fileId, status} = await send(4_096, content.length);
    expect(status).toBe(204);
    await ann.request('fileComplete', {fileId, sha256: createHash('sha256').update(content).digest('hex')});
    expect((await asAnn('GET', `/files/${fileId}`)).bytes.equals(content)).toBe(true);
  });

  test('that breaks off keeps what came, also over a restart; a second connection takes the place of the first', async () => {
    const made = await scene();
    const {one, ann, offer} = made;
    const fileId = await offer('a.bin', 100_000);
    const content = randomBytes(100_000);
    await asker(one.url, ann.token)('POST', '/files/', creation(fileId, 100_000));
    const {port} = new URL(one.url);
    const dead = connect(Number(port), '127.0.0.1').on('error', () => undefined);
    const head = Object.entries({
      ...PATCH,
      host: 'x',
      'upload-offset': '0',
      'content-length': '100000',
      authorization: `Bearer ${ann.token}`,
    });
    dead.write(
      `PATCH /files/${fileId} HTTP/1.1\r\n${head.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`,
    );
    dead.write(content.subarray(0, 40_000));
    await read(await openDownload(made, fileId), 40_000);
    const closed = once(dead, 'close');
    // The dead connection is found out by nobody but the one who comes back.
    const asked = await asker(one.url, ann.token)('HEAD', `/files/${fileId}`, TUS);
    await within('the end of the dead connection', closed);
    const offset = Number(asked.headers.get('upload-offset'));
    await one.restart();
    const again = await asker(one.url, ann.token)('HEAD', `/files/${fileId}`, TUS);
    expect(Number(again.headers.get('upload-offset'))).toBe(offset);
    const rest = content.subarray(offset);
    const done = await asker(one.url, ann.token)(
      'PATCH',
      `/files/${fileId}`,
      {...PATCH, 'upload-offset': String(offset)},
      rest,
    );
    expect(done.headers.get('upload-offset')).toBe('100000');
    expect((await asker(one.url, ann.token)('GET', `/files/${fileId}`)).bytes.equals(content)).toBe(true);
  });
});

describe('bytes that nobody needs', () => {
  test('are cleaned away when the server starts: of withdrawn files, of abandoned uploads, and of none at all', async () => {
    const {one, ann, bob, asAnn, asBob, offer, put, roomId} = await scene();
    const kept = await put('kept.bin', randomBytes(10));
    // One of somebody without any right over others.
    const his = await bob.request('fileOffer', {roomId, clientMsgId: one.newId(), name: 'his.bin', sizeBytes: 1000});
    await asBob('POST', '/files/', creation(his.fileId, 1000));
    const abandoned = await offer('abandoned.bin', 1000);
    await asAnn('POST', '/files/', creation(abandoned, 1000));
    const orphan = join(one.dataDir, 'files', one.newId());
    await writeFile(orphan, 'x');
    for (const path of [orphan, ...[his.fileId, abandoned].map(id => join(one.dataDir, 'files', id))])
      await utimes(path, new Date(0), new Date(0));
    one.clock.turn(15 * 24 * 60 * 60 * 1000);
    const {token} = ann;
    await one.restart();
    const back = await one.open('ann', token);
    expect(await within('the cleaning', givenUp(back, [his.fileId, abandoned]))).toEqual(['cancelled', 'cancelled']);
    await one.server.close();
    expect(await readdir(join(one.dataDir, 'files'))).toEqual([kept]);
  });

  test('one that cannot be given up is told of, and keeps none of the others', async () => {
    const {one, ann, offer} = await scene();
    const [stuck, abandoned] = [await offer('stuck.bin', 1000), await offer('abandoned.bin', 1000)];
    one.clock.turn(15 * 24 * 60 * 60 * 1000);
    const {token} = ann;
    const database = new DatabaseSync(join(one.dataDir, 'chat.db'));
    database.exec(`CREATE TRIGGER stuck BEFORE UPDATE ON files WHEN old.file_id = '${stuck}'
      BEGIN SELECT RAISE(ABORT, 'this row is stuck'); END`);
    database.close();
    await one.restart();
    const back = await one.open('ann', token);
    expect(await within('the cleaning', givenUp(back, [abandoned]))).toEqual(['cancelled']);
    expect((await back.request('fileShow', {fileId: stuck})).state).toBe('uploading');
    await one.server.close();
    expect(one.logLines.filter(line => line.includes('this row is stuck'))).toHaveLength(1);
  });
});

/** States of files once they are given up; the server says so in the room. */
async function givenUp(person: Person, fileIds: string[]): Promise<string[]> {
  const states = await Promise.all(fileIds.map(async fileId => (await person.request('fileShow', {fileId})).state));
  if (states.every(state => state === 'cancelled')) return states;
  await person.next('entriesAppended', ({entries}) => entries.some(entry => entry.kind === 'fileCancelled'));
  return givenUp(person, fileIds);
}
