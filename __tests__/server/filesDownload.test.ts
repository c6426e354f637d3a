/** Downloads over HTTP: who may take, which part, and what they see while the file is still coming in or goes away. */
import {randomBytes} from 'node:crypto';
import {readdir} from 'node:fs/promises';
import {request as httpRequest} from 'node:http';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {within} from '../support/suite/deadline.ts';
import {asker, creation, openDownload, PATCH, read, scene, TUS} from './filesSupport.ts';

describe('a download', () => {
  test('comes as an attachment that no browser runs, under its own name', async () => {
    const {asBob, put} = await scene();
    const fileId = await put('"Straße"\r\n; x=<script>.html', Buffer.from('<script>'));
    const {headers, status} = await asBob('GET', `/files/${fileId}`);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('application/octet-stream');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-disposition')).toBe(
      `attachment; filename="_Stra_e____ x__script_.html"; filename*=UTF-8''%22Stra%C3%9Fe%22%0D%0A%3B%20x%3D%3Cscript%3E.html`,
    );
  });

  test.each([
    ['bytes=0-', 206, 'bytes 0-9/10', '0123456789'],
    ['bytes=3-5', 206, 'bytes 3-5/10', '345'],
    ['bytes=7-99', 206, 'bytes 7-9/10', '789'],
    ['bytes=-4', 206, 'bytes 6-9/10', '6789'],
    ['bytes=-99', 206, 'bytes 0-9/10', '0123456789'],
    ['bytes=5-3', 200, null, '0123456789'],
    ['bytes=0-1,3-4', 200, null, '0123456789'],
    ['items=0-1', 200, null, '0123456789'],
    ['bytes=10-', 416, 'bytes */10', undefined],
    ['bytes=-0', 416, 'bytes */10', undefined],
    ['bytes=999999999999999-', 416, 'bytes */10', undefined],
  ])('of %s answers %d', async (range, status, contentRange, text) => {
    const {asBob, put} = await scene();
    const fileId = await put('a.txt', Buffer.from('0123456789'));
    const answer = await asBob('GET', `/files/${fileId}`, {range});
    expect([answer.status, answer.headers.get('content-range')]).toEqual([status, contentRange]);
    expect(status === 416 ? answer.code : answer.bytes.toString()).toBe(text ?? 'bad-request');
  });

  test('of a file in a room of others looks like that of a file that never was', async () => {
    const {one, asEve, asBob, put} = await scene();
    const fileId = await put('a.txt', Buffer.from('secret'));
    const foreign = await asEve('GET', `/files/${fileId}`);
    const absentId = one.newId();
    const absent = await asEve('GET', `/files/${absentId}`);
    const absentText = absent.bytes.toString().replace(absentId, fileId);
    expect([foreign.status, foreign.bytes.toString()]).toEqual([absent.status, absentText]);
    expect([foreign.status, foreign.code]).toEqual([404, 'file-not-found']);
    for (const path of [
      '/files/',
      '/files/..%2f..%2fchat.db',
      '/files/../chat.db',
      `/files/${fileId}/x`,
      `/files/${fileId}%00`,
    ]) {
      expect((await asBob('GET', path)).status).toBe(404);
    }
    expect((await asker(one.url, undefined)('GET', `/files/${fileId}`)).code).toBe('not-signed-in');
  });

  test('may run while the upload does: it gets what is there, waits, and ends with it', async () => {
    const made = await scene();
    const {one, ann, asAnn, offer} = made;
    const content = randomBytes(3_000_000);
    const fileId = await offer('a.bin', content.length);
    const early = await openDownload(made, fileId);
    await asAnn('POST', '/files/', creation(fileId, content.length));
    const upload = httpRequest(new URL(`/files/${fileId}`, one.url), {
      method: 'PATCH',
      headers: {...PATCH, 'upload-offset': '0', 'content-length': content.length, authorization: `Bearer ${ann.token}`},
      agent: false,
    });
    const stored = new Promise<number | undefined>((resolve, reject) => {
      upload.on('error', reject);
      upload.on('response', answer => answer.resume().on('end', () => resolve(answer.statusCode)));
    });
    upload.write(content.subarray(0, 1_000_000));
    const begin = await read(early, 1_000_000);
    expect(begin.equals(content.subarray(0, 1_000_000))).toBe(true);
    const late = await openDownload(made, fileId);
    upload.end(content.subarray(1_000_000));
    const [rest, whole] = await Promise.all([read(early, 2_000_000), read(late, 3_000_000)]);
    expect(rest.equals(content.subarray(1_000_000))).toBe(true);
    expect(whole.equals(content)).toBe(true);
    expect(await stored).toBe(204);
  });

  test('breaks when the file is withdrawn, and its bytes are gone', async () => {
    const made = await scene();
    const {one, ann, asAnn, asBob, offer} = made;
    const fileId = await offer('a.bin', 1000);
    await asAnn('POST', '/files/', creation(fileId, 1000));
    await asAnn('PATCH', `/files/${fileId}`, {...PATCH, 'upload-offset': '0'}, randomBytes(500));
    const running = await openDownload(made, fileId);
    await read(running, 500);
    const broken = new Promise(resolve => running.on('close', resolve));
    await ann.request('fileCancel', {fileId});
    await within('the end of the download', broken);
    expect(running.complete).toBe(false);
    expect((await asBob('GET', `/files/${fileId}`)).code).toBe('file-gone');
    expect((await asAnn('HEAD', `/files/${fileId}`, TUS)).status).toBe(410);
    expect(await readdir(join(one.dataDir, 'files'))).toEqual([]);
  });

  test('that a reader leaves in the middle disturbs nobody', async () => {
    const made = await scene();
    const fileId = await made.put('a.bin', randomBytes(20_000_000));
    const left = await openDownload(made, fileId);
    await read(left, 1000);
    left.destroy();
    const {bytes} = await made.asBob('GET', `/files/${fileId}`);
    expect(bytes).toHaveLength(20_000_000);
    expect(made.one.logLines.filter(line => line.includes('"level":"error"'))).toEqual([]);
  });
});
