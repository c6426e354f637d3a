/**
 * Files of others: names that are paths, folders that are traps, chunks that do not fit; what arrives lies where it should, under
 * a name that does nothing.
 */
import {execFileSync} from 'node:child_process';
import {chmod, lstat, mkdir, readdir, readFile, symlink, writeFile} from 'node:fs/promises';
import {basename, join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {getFile, transferFinished} from '../../src/client/actions/transfer.ts';
import type {Client} from '../../src/client/client.ts';
import {untilStatus} from '../../src/client/log/waiting.ts';
import {clientOf, temporaryFolder} from '../client/support/member.ts';
import {asker, creation, PATCH, scene, TUS, type Scene} from '../server/filesSupport.ts';
import {HOSTILE_TEXTS} from '../support/hostile/hostileText.ts';

const CONTENT = Buffer.from('harmless content');

/** Bob as a real client, with a folder of his own. */
async function bobOf({one, bob}: Scene): Promise<{client: Client; downloads: string; above: string}> {
  const above = await temporaryFolder();
  const downloads = join(above, 'downloads');
  await mkdir(downloads, {mode: 0o700});
  const client = await clientOf({serverUrl: one.url, token: bob.token, downloadsDir: downloads, isHeadless: true});
  await untilStatus(client, 'online');
  return {client, downloads, above};
}

const get = async (client: Client, roomId: number, fileId: string, outDir?: string) =>
  transferFinished(client, await getFile(client, {roomId, wanted: fileId, outDir}));

const NAMES = [
  '../x',
  '..\\x',
  '/etc/x',
  'C:x',
  'C:\\Windows\\x',
  '\\\\server\\share\\x',
  '~',
  '~root',
  '-rf',
  '--help',
  '.bashrc',
  '...x',
  'CON',
  'nul.txt',
  'COM1',
  'a.txt.',
  'a.txt ',
  ' a',
  'x:y',
  'a\0b',
  'a\nb',
  'a\u001B]0;owned\u0007b',
  'photo\u202Egnp.exe',
  'x'.repeat(255),
  '漢'.repeat(255),
  '\u{1F600}'.repeat(120),
  'a\u0301.txt',
  '\u00E1.txt',
  'Case.txt',
  'case.TXT',
  '$(touch owned)',
  '`touch owned`',
  ';rm -rf ~;',
  '|cat',
  '%00',
  '%2e%2e%2fx',
  'a/../../b',
  '....//x',
  '\uD800',
  '\u200B',
  'archive.zip',
  'page.html',
  'run.sh',
  ...HOSTILE_TEXTS.filter((_, at) => at % 12 === 0).map(({text}) => `f${text.slice(0, 200)}`),
];

describe('B16, B18 names of files', () => {
  test('become one safe name in the folder for downloads, and overwrite nothing', async () => {
    const all = await scene();
    const {client, downloads, above} = await bobOf(all);
    const paths: string[] = [];
    for (const name of [...NAMES, 'twice.txt', 'twice.txt']) {
      const fileId = await all.put(name, CONTENT);
      const {path = ''} = await get(client, all.roomId, fileId);
      paths.push(path);
    }
    expect(new Set(paths).size).toBe(NAMES.length + 2);
    expect(new Set(await readdir(above))).toEqual(new Set(['downloads']));
    const names = await readdir(downloads);
    expect(names).toHaveLength(paths.length);
    for (const path of paths) {
      expect(path).toBe(join(downloads, basename(path)));
      const name = basename(path);
      const facts = await lstat(path);
      // Nothing to run, nothing for others, no link.
      expect([name, facts.isFile(), facts.mode & 0o777]).toEqual([name, true, 0o600]);
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
      expect(name).not.toMatch(
        /^[.~-]|[. ]$|[/\\:*?"<>|]|[\u0000-\u001F\u007F-\u009F\u200B-\u200F\u2028-\u202E\u2066-\u2069]/,
      );
      expect(name.normalize('NFC')).toBe(name);
      expect(await readFile(path)).toEqual(CONTENT);
    }
    expect(names).toContain('twice (1).txt');
  });

  test.each(['', '.', '..', '/', '\\', 'x/', ' '])('%j is no name and is refused', async name => {
    const {one, ann, roomId} = await scene();
    const offer = {roomId, clientMsgId: one.newId(), name, sizeBytes: 1};
    expect(await ann.codeOf('fileOffer', offer)).toBe('file-empty-name');
  });

  test('a name that is too long is refused', async () => {
    const {one, ann, roomId} = await scene();
    const offer = {roomId, clientMsgId: one.newId(), name: 'x'.repeat(4_096), sizeBytes: 1};
    expect(await ann.codeOf('fileOffer', offer)).toMatch(/^bad-request/);
  });

  test.each(['page.html', 'picture.svg', 'run.sh', 'a"; filename=evil.html', 'a\r\nSet-Cookie: x'])(
    '%j is given as an attachment that nothing runs or shows',
    async name => {
      const all = await scene();
      const fileId = await all.put(name, Buffer.from('<script>alert(1)</script>'));
      const {status, headers} = await all.asBob('GET', `/files/${fileId}`);
      expect(status).toBe(200);
      expect(headers.get('content-type')).toBe('application/octet-stream');
      expect(headers.get('content-disposition')).toMatch(
        /^attachment; filename="[\w.()+ -]*"; filename\*=UTF-8''[\w%.!~*()-]*$/,
      );
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('set-cookie')).toBeNull();
    },
  );
});

describe('B17 folders that are traps', () => {
  const refusal = {code: 'file-unwritable'};

  test('a pipe, a file, a device or a folder one may not write is refused', async () => {
    const all = await scene();
    const {client, above} = await bobOf(all);
    const fileId = await all.put('x.txt', CONTENT);
    const pipe = join(above, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const file = join(above, 'file');
    await writeFile(file, 'here');
    const locked = join(above, 'locked');
    await mkdir(locked);
    await chmod(locked, 0o500);
    const isRoot = process.getuid?.() === 0;
    for (const folder of [pipe, file, join(file, 'below'), '/dev/null', isRoot ? '/proc' : locked]) {
      await expect(get(client, all.roomId, fileId, folder)).rejects.toMatchObject(refusal);
    }
    expect(await readFile(file, 'utf8')).toBe('here');
  });

  test('a link or a pipe with the name of the file is left alone', async () => {
    const all = await scene();
    const {client, downloads, above} = await bobOf(all);
    const target = join(above, 'target');
    await writeFile(target, 'precious');
    await symlink(target, join(downloads, 'x.txt'));
    await symlink(join(above, 'nowhere'), join(downloads, 'x (1).txt'));
    execFileSync('mkfifo', [join(downloads, 'x (2).txt')]);
    const {path = ''} = await get(client, all.roomId, await all.put('x.txt', CONTENT));
    expect(basename(path)).toBe('x (3).txt');
    expect(await readFile(target, 'utf8')).toBe('precious');
    expect(await readdir(above)).not.toContain('nowhere');
  });

  test('a folder behind a link is used where it really is', async () => {
    const all = await scene();
    const {client, above} = await bobOf(all);
    const real = join(above, 'real');
    await mkdir(real);
    await symlink(real, join(above, 'link'));
    const {path = ''} = await get(client, all.roomId, await all.put('x.txt', CONTENT), join(above, 'link'));
    expect(path).toBe(join(real, 'x.txt'));
  });
});

describe('B19 chunks that do not fit', () => {
  test.each([
    ['at -1', {'upload-offset': '-1'}],
    ['at no number', {'upload-offset': 'NaN'}],
    ['at 1e308', {'upload-offset': '1e308'}],
    ['at a fraction', {'upload-offset': '0.5'}],
    ['beyond the end', {'upload-offset': '11'}],
    ['ahead', {'upload-offset': '5'}],
    ['nowhere', {}],
    ['of another kind', {'upload-offset': '0', 'content-type': 'text/html'}],
  ])('%s are refused, and nothing of them is kept', async (_title, headers) => {
    const {asAnn, offer} = await scene();
    const fileId = await offer('x.bin', 10);
    expect((await asAnn('POST', '/files/', creation(fileId, 10))).status).toBe(201);
    const answer = await asAnn('PATCH', `/files/${fileId}`, {...PATCH, ...headers}, Buffer.from('0123456789'));
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect((await asAnn('HEAD', `/files/${fileId}`, TUS)).headers.get('upload-offset')).toBe('0');
  });

  test('with more bytes than were announced are refused', async () => {
    const {asAnn, ann, offer} = await scene();
    const fileId = await offer('x.bin', 10);
    await asAnn('POST', '/files/', creation(fileId, 10));
    const answer = await asAnn('PATCH', `/files/${fileId}`, {...PATCH, 'upload-offset': '0'}, Buffer.alloc(11)).catch(
      () => undefined,
    );
    expect(answer?.status ?? 413).toBe(413);
    expect(await ann.codeOf('fileComplete', {fileId, sha256: '0'.repeat(64)})).toMatch(/^file-incomplete/);
  });

  test.each([
    ['a wrong length', {'upload-length': '9'}],
    ['a length without end', {'upload-length': '1e99'}],
    ['a negative length', {'upload-length': '-10'}],
    ['a length to be told later', {'upload-length': '', 'upload-defer-length': '1'}],
    ['another version', {'tus-resumable': '0.2.2'}],
    ['no metadata', {'upload-metadata': ''}],
    ['strange metadata', {'upload-metadata': 'fileId ../../etc/passwd'}],
    ['a file to put together', {'upload-concat': 'final;/files/a /files/b'}],
  ])('announced with %s make no file', async (_title, headers) => {
    const {asAnn, offer} = await scene();
    const fileId = await offer('x.bin', 10);
    const {status} = await asAnn('POST', '/files/', {...creation(fileId, 10), ...headers});
    expect([400, 404, 412, 413, 501]).toContain(status);
  });

  test('a wrong hash is found by the receiver, who keeps nothing', async () => {
    const all = await scene();
    const {client, downloads} = await bobOf(all);
    const fileId = await all.offer('x.bin', 10);
    await all.asAnn('POST', '/files/', creation(fileId, 10));
    await all.asAnn('PATCH', `/files/${fileId}`, {...PATCH, 'upload-offset': '0'}, Buffer.from('0123456789'));
    await all.ann.request('fileComplete', {fileId, sha256: 'f'.repeat(64)});
    await expect(get(client, all.roomId, fileId)).rejects.toMatchObject({code: 'file-damaged'});
    expect(await readdir(downloads)).toEqual([]);
  });

  test('of ten senders at once on one file never make more than the file', async () => {
    const {asAnn, one, ann, offer} = await scene();
    const fileId = await offer('x.bin', 10);
    await asAnn('POST', '/files/', creation(fileId, 10));
    const again = asker(one.url, ann.token);
    await Promise.allSettled(
      Array.from({length: 10}, (_, at) =>
        again('PATCH', `/files/${fileId}`, {...PATCH, 'upload-offset': '0'}, Buffer.alloc(10, String(at))),
      ),
    );
    const {headers} = await asAnn('HEAD', `/files/${fileId}`, TUS);
    expect(Number(headers.get('upload-offset'))).toBeLessThanOrEqual(10);
    expect((await readFile(join(one.dataDir, 'files', fileId))).length).toBeLessThanOrEqual(10);
  });
});
