/**
 * Backups of files that went between two people without the server, as a whole or up to a byte, or whose bytes are others than
 * their senders told, and what is restored of them.
 */
import {afterAll, describe, expect, test} from '@jest/globals';
import {createHash} from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {makeBackup, type BackupDone} from '../../src/server/backup/make.ts';
import {restoreBackup} from '../../src/server/backup/restore.ts';
import {creation, PATCH, scene, type Scene} from './filesSupport.ts';

const folders: string[] = [];
afterAll(() => folders.forEach(folder => rmSync(folder, {recursive: true, force: true})));
const temporary = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'chat-tui-backups-'));
  folders.push(folder);
  return folder;
};

const CONTENT = Buffer.from('0123456789');
const SUM = createHash('sha256').update(CONTENT).digest('hex');

const backupOf = ({one}: Scene, folder: string): Promise<BackupDone> =>
  makeBackup({dataDir: one.dataDir, folder, now: one.clock.now, program: 'test'});

/** Offers a file that goes directly. */
async function offerDirect({one, ann, roomId}: Scene): Promise<string> {
  const offer = {roomId, clientMsgId: one.newId(), name: 'map', sizeBytes: CONTENT.length, isDirect: true as const};
  return (await ann.request('fileOffer', offer)).fileId;
}

describe('a backup', () => {
  test('holds the part of a file that came through the server, and lacks nothing that never did', async () => {
    const here = await scene();
    const partly = await offerDirect(here);
    await here.ann.request('fileRelay', {fileId: partly, fromByte: 4});
    const rest = await here.asAnn('PATCH', `/files/${partly}`, {...PATCH, 'upload-offset': '4'}, CONTENT.subarray(4));
    expect(rest.status).toBe(204);
    await here.ann.request('fileComplete', {fileId: partly, sha256: SUM});
    const whole = await offerDirect(here);
    await here.ann.request('fileComplete', {fileId: whole, sha256: SUM, isDirect: true});
    await offerDirect(here);
    const plain = await here.put('plain', CONTENT);
    const folder = temporary();
    expect(await backupOf(here, folder)).toMatchObject({files: 2, missing: 0, linked: 0});
    here.one.clock.turn(1);
    expect(await backupOf(here, folder)).toMatchObject({files: 2, missing: 0, linked: 1});
    const restored = join(temporary(), 'restored');
    expect(await restoreBackup({from: folder, dataDir: restored})).toMatchObject({files: 2});
    expect(readdirSync(join(restored, 'files')).toSorted()).toEqual([partly, plain].toSorted());
    expect(readFileSync(join(restored, 'files', partly)).subarray(4)).toEqual(CONTENT.subarray(4));
  });
});

describe('a backup of files whose bytes are not those that their senders told of', () => {
  test('is made with the bytes as they are, says which they are, and is restored', async () => {
    const here = await scene();
    const {one, ann, asAnn, offer, put} = here;
    const lied = await offer('lied', 3);
    await asAnn('POST', '/files/', creation(lied, 3));
    await asAnn('PATCH', `/files/${lied}`, {...PATCH, 'upload-offset': '0'}, Buffer.from('abc'));
    await ann.request('fileComplete', {fileId: lied, sha256: 'f'.repeat(64)});
    const rotten = await put('rotten', CONTENT);
    await put('sound', Buffer.from('sound'));
    writeFileSync(join(one.dataDir, 'files', rotten), '012345678?');
    const folder = temporary();
    const first = await backupOf(here, folder);
    expect(first).toMatchObject({files: 3, linked: 0, missing: 0, differing: 2});
    const manifest = JSON.parse(readFileSync(join(first.path, 'backup.json'), 'utf8')) as Record<string, unknown>;
    expect(manifest['differing']).toEqual([lied, rotten].toSorted());
    // One more takes no more room for them.
    one.clock.turn(1);
    expect(await backupOf(here, folder)).toMatchObject({files: 3, linked: 3, differing: 2});
    const dataDir = join(temporary(), 'restored');
    expect(await restoreBackup({from: folder, dataDir})).toMatchObject({files: 3});
    expect(readFileSync(join(dataDir, 'files', lied), 'utf8')).toBe('abc');
  });

  test('lacks what is lost, and goes on doing so when somebody asks for it', async () => {
    const here = await scene();
    const {one, asBob, put} = here;
    const [lost, short] = [await put('lost', CONTENT), await put('short', Buffer.from('short of it'))];
    rmSync(join(one.dataDir, 'files', lost));
    truncateSync(join(one.dataDir, 'files', short), 4);
    for (const fileId of [lost, short]) {
      const answers = [
        await asBob('GET', `/files/${fileId}`),
        await asBob('GET', `/files/${fileId}`, {range: 'bytes=2-'}),
      ];
      expect(answers.map(({status, code}) => [status, code])).toEqual([
        [410, 'file-gone'],
        [410, 'file-gone'],
      ]);
      expect((await asBob('HEAD', `/files/${fileId}`)).status).toBe(410);
    }
    expect(readdirSync(join(one.dataDir, 'files'))).toEqual([short]);
    expect(await backupOf(here, temporary())).toMatchObject({files: 1, missing: 1, differing: 1});
    expect((await asBob('GET', `/files/${await put('empty', Buffer.alloc(0))}`)).status).toBe(200);
  });
});

describe('a restore', () => {
  /** As it is when a restore ends before the database has its place. */
  async function interrupted(): Promise<{from: string; dataDir: string}> {
    const here = await scene();
    await here.put('plain', CONTENT);
    const from = (await backupOf(here, temporary())).path;
    const dataDir = join(temporary(), 'restored');
    await restoreBackup({from, dataDir});
    mkdirSync(join(dataDir, 'restore.part'));
    renameSync(join(dataDir, 'chat.db'), join(dataDir, 'restore.part', 'chat.db'));
    return {from, dataDir};
  }

  test('that was ended while it moved everything to its place is repeated', async () => {
    const {from, dataDir} = await interrupted();
    expect(await restoreBackup({from, dataDir})).toMatchObject({files: 1});
    expect(readdirSync(dataDir)).toEqual(expect.arrayContaining(['chat.db', 'files', 'identity']));
    expect(readdirSync(dataDir)).not.toContain('restore.part');
    await expect(restoreBackup({from, dataDir})).rejects.toMatchObject({code: 'restore-failed'});
  });

  test('removes nothing where something else lies beside what an earlier one has left', async () => {
    const {from, dataDir} = await interrupted();
    writeFileSync(join(dataDir, 'notes.txt'), 'mine');
    const before = readdirSync(dataDir, {recursive: true});
    await expect(restoreBackup({from, dataDir})).rejects.toMatchObject({code: 'restore-failed'});
    expect(readdirSync(dataDir, {recursive: true})).toEqual(before);
  });
});
