/** Files from one person to another, through the real server, onto real disks. */
import {randomBytes} from 'node:crypto';
import {lstat, mkdir, readdir, rm, symlink, writeFile, chmod} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {describe, expect, test} from '@jest/globals';
import {enterRoom} from '../../src/client/actions/room.ts';
import {
  acceptTransfer,
  cancelTransfer,
  declineTransfer,
  dismissTransfer,
  getFile,
  listFiles,
  sendFiles,
  transferFinished,
} from '../../src/client/actions/transfer.ts';
import {submit} from '../../src/client/input/submit.ts';
import {memberAgain, temporaryFolder} from './support/member.ts';
import {contentOf, downloads, kept, pair, sees, sha256, transfers} from './transfersSupport.ts';

const MIB = 1024 * 1024;

describe('a file for one person', () => {
  test('is offered, taken, and the same on both disks; nothing else is left of it', async () => {
    const {one, ann, bob, roomId, file} = await pair();
    const path = await file('notes.txt', Buffer.from('hello'));
    const [up = ''] = await sendFiles(ann.client, {paths: [path], roomId});
    await sees(bob, 'offered');
    const [offer] = transfers(bob);
    expect(offer).toMatchObject({name: 'notes.txt', peer: 'ann', sizeBytes: 5, direction: 'down'});
    await acceptTransfer(bob.client, offer?.transferId ?? '');
    const {path: got = ''} = await transferFinished(bob.client, offer?.transferId ?? '');
    await transferFinished(ann.client, up);
    expect(got).toBe(join(bob.client.options.downloadsDir, 'notes.txt'));
    expect((await contentOf(got)).toString()).toBe('hello');
    expect((await lstat(got)).mode & 0o777).toBe(0o600);
    expect(await downloads(bob)).toEqual(['notes.txt']);
    expect([await kept(ann), await kept(bob)]).toEqual([[], []]);
    expect(await readdir(join(one.dataDir, 'files'))).toHaveLength(1);
  });

  test('may be empty', async () => {
    const {ann, bob, roomId, file} = await pair();
    const [up = ''] = await sendFiles(ann.client, {paths: [await file('empty', 0)], roomId});
    await transferFinished(ann.client, up);
    const down = await getFile(bob.client, {roomId, wanted: 'empty'});
    const {path = ''} = await transferFinished(bob.client, down);
    expect(await contentOf(path)).toHaveLength(0);
  });

  test('of 64 MiB is taken while it is still being sent', async () => {
    const {ann, bob, roomId, file} = await pair();
    const path = await file('big.bin', 64 * MIB);
    const [up = ''] = await sendFiles(ann.client, {paths: [path], roomId});
    await sees(bob, 'offered');
    const [offer] = transfers(bob);
    await acceptTransfer(bob.client, offer?.transferId ?? '');
    const [{path: got = ''}] = await Promise.all([
      transferFinished(bob.client, offer?.transferId ?? ''),
      transferFinished(ann.client, up),
    ]);
    expect(sha256(await contentOf(got))).toBe(sha256(await contentOf(path)));
  });

  test('never overwrites: a name that is taken gets a number, also when only a link has it', async () => {
    const {ann, bob, roomId, file} = await pair();
    const [up = ''] = await sendFiles(ann.client, {paths: [await file('a.txt', Buffer.from('new'))], roomId});
    await transferFinished(ann.client, up);
    const folder = bob.client.options.downloadsDir;
    const secret = join(await temporaryFolder(), 'secret');
    await mkdir(folder, {recursive: true});
    await writeFile(secret, 'old');
    await symlink(secret, join(folder, 'a.txt'));
    await symlink('/nowhere/at/all', join(folder, 'a (1).txt'));
    const {path} = await transferFinished(bob.client, await getFile(bob.client, {roomId, wanted: 'a.txt'}));
    expect(path).toBe(join(folder, 'a (2).txt'));
    expect((await contentOf(secret)).toString()).toBe('old');
  });

  test('goes to the folder that was asked for, and is refused where nothing can be written', async () => {
    const {ann, bob, roomId, file} = await pair();
    const [up = ''] = await sendFiles(ann.client, {paths: [await file('a.txt', 10)], roomId});
    await transferFinished(ann.client, up);
    const folder = await temporaryFolder();
    const id = await getFile(bob.client, {roomId, wanted: '1', outDir: join(folder, 'new', 'one')});
    expect((await transferFinished(bob.client, id)).path).toBe(join(folder, 'new', 'one', 'a.txt'));
    await writeFile(join(folder, 'plain'), '');
    const refused = getFile(bob.client, {roomId, wanted: '1', outDir: join(folder, 'plain')});
    await expect(refused).rejects.toMatchObject({code: 'file-unwritable'});
  });

  test('that could not be taken while the disk took nothing can be taken once it does', async () => {
    const {ann, bob, roomId, file} = await pair();
    const content = randomBytes(1_000);
    const [up = ''] = await sendFiles(ann.client, {paths: [await file('a.txt', content)], roomId});
    await transferFinished(ann.client, up);
    await sees(bob, 'offered');
    const {transferId} = transfers(bob)[0]!;
    const other = new DatabaseSync(join(bob.client.local.dirOf('bob'), 'store.sqlite'));
    other.exec('BEGIN IMMEDIATE');
    await expect(acceptTransfer(bob.client, transferId)).rejects.toMatchObject({code: 'file-unwritable'});
    expect(await downloads(bob)).toEqual([]);
    other.exec('ROLLBACK');
    other.close();
    await acceptTransfer(bob.client, transferId);
    const {path = ''} = await transferFinished(bob.client, transferId);
    expect((await contentOf(path)).equals(content)).toBe(true);
    expect([await downloads(bob), await kept(bob)]).toEqual([['a.txt'], []]);
  });

  test('is declined: both sides see it, and its bytes are gone from the server', async () => {
    const {one, ann, bob, roomId, file} = await pair();
    const [up = ''] = await sendFiles(ann.client, {paths: [await file('a.bin', 5 * MIB)], roomId});
    await sees(bob, 'offered');
    await declineTransfer(bob.client, transfers(bob)[0]?.transferId ?? '');
    await sees(bob, 'declined');
    await sees(ann, 'declined');
    await expect(transferFinished(ann.client, up)).rejects.toMatchObject({code: 'file-gone'});
    enterRoom(bob.client, roomId);
    const isWithdrawn = () => bob.room(roomId).entries.some(entry => entry.kind === 'fileCancelled');
    await bob.sees('it withdrawn', isWithdrawn);
    await ann.client.request('ping', {});
    expect(await readdir(join(one.dataDir, 'files'))).toEqual([]);
    const again = await memberAgain(one.url, bob, {dataDir: bob.dataDir});
    await again.sees('the files', state => state.roomById[roomId]);
    await again.client.parts.transfers.resume();
    expect(transfers(again)).toEqual([]);
  });

  test('is withdrawn by its sender while it is on its way', async () => {
    const {one, ann, bob, roomId, file} = await pair();
    const [up = ''] = await sendFiles(ann.client, {paths: [await file('a.bin', 32 * MIB)], roomId});
    await sees(bob, 'offered');
    const offer = transfers(bob)[0]?.transferId ?? '';
    await acceptTransfer(bob.client, offer);
    await cancelTransfer(ann.client, up);
    await sees(bob, 'cancelled');
    await expect(transferFinished(bob.client, offer)).rejects.toMatchObject({code: 'file-gone'});
    expect(await downloads(bob)).toEqual([]);
    expect(await readdir(join(one.dataDir, 'files'))).toEqual([]);
    expect([await kept(ann), await kept(bob)]).toEqual([[], []]);
    await expect(getFile(bob.client, {roomId, wanted: 'a.bin'})).rejects.toMatchObject({code: 'file-gone'});
  });

  test('that came while the person was away is offered on return, once', async () => {
    const {one, ann, bob, roomId, file} = await pair();
    await bob.client.close();
    const [up = ''] = await sendFiles(ann.client, {paths: [await file('a.txt', 10)], roomId});
    await transferFinished(ann.client, up);
    const again = await memberAgain(one.url, bob);
    await sees(again, 'offered');
    expect(transfers(again)).toHaveLength(1);
    const id = transfers(again)[0]?.transferId ?? '';
    await acceptTransfer(again.client, id);
    await transferFinished(again.client, id);
    await again.client.close();
    const third = await memberAgain(one.url, bob);
    await sees(third, 'done');
    expect(transfers(third).map(({status}) => status)).toEqual(['done']);
  });

  test('that was fetched is known after a restart with its place, until it is taken off the list', async () => {
    const {one, ann, bob, roomId, file} = await pair();
    const [up = ''] = await sendFiles(ann.client, {paths: [await file('a.txt', 10)], roomId});
    await transferFinished(ann.client, up);
    await transferFinished(bob.client, await getFile(bob.client, {roomId, wanted: 'a.txt'}));
    const path = join(bob.client.options.downloadsDir, 'a.txt');
    await bob.client.close();
    const again = await memberAgain(one.url, bob);
    await sees(again, 'done');
    expect(transfers(again)).toMatchObject([{name: 'a.txt', peer: 'ann', status: 'done', path, doneBytes: 10}]);
    enterRoom(again.client, roomId);
    const listed = await submit(again.client, '/files');
    if (listed.kind !== 'choose') throw new Error(`not a list: ${listed.kind}`);
    expect(listed.choices[0]?.row).toContain(path);
    expect(await listed.choices[0]?.take(again.client)).toEqual({kind: 'told', sentence: `a.txt is here: ${path}`});
    dismissTransfer(again.client, transfers(again)[0]?.transferId ?? '');
    await again.client.close();
    const third = await memberAgain(one.url, bob);
    const [{fileId} = {fileId: ''}] = await listFiles(third.client, roomId);
    while (third.client.parts.transfers.pathOf(fileId) === undefined) await third.client.request('ping', {});
    expect(transfers(third)).toEqual([]);
  });

  test('that was fetched and is gone from the disk is not said to be there', async () => {
    const {one, ann, bob, roomId, file} = await pair();
    const [up = ''] = await sendFiles(ann.client, {paths: [await file('a.txt', 10)], roomId});
    await transferFinished(ann.client, up);
    await transferFinished(bob.client, await getFile(bob.client, {roomId, wanted: 'a.txt'}));
    await bob.client.close();
    await rm(join(bob.client.options.downloadsDir, 'a.txt'));
    const again = await memberAgain(one.url, bob);
    enterRoom(again.client, roomId);
    const listed = await submit(again.client, '/files');
    expect(listed.kind === 'choose' && String(listed.choices[0]?.row)).not.toContain(bob.client.options.downloadsDir);
    expect(transfers(again)).toEqual([]);
  });
});

/** Nothing is unreadable for root, who is somebody else meanwhile. */
async function asNobody(work: () => Promise<void>): Promise<void> {
  const isRoot = process.getuid?.() === 0;
  if (isRoot) process.seteuid?.(65_534);
  try {
    await work();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}

describe('a file that may not be read', () => {
  test('is refused, and says so', async () => {
    const {ann, roomId, file} = await pair();
    const path = await file('locked.txt', 10);
    await chmod(dirname(path), 0o755);
    await asNobody(async () => expect(await contentOf(path)).toHaveLength(10));
    await chmod(path, 0);
    await asNobody(() =>
      expect(sendFiles(ann.client, {paths: [path], roomId})).rejects.toMatchObject({code: 'file-unreadable'}),
    );
  });
});

describe('a file that arrives damaged', () => {
  test('is not kept, and says so', async () => {
    const {one, ann, bob, roomId, file} = await pair();
    const [up = ''] = await sendFiles(ann.client, {paths: [await file('a.bin', 1000)], roomId});
    const {fileId = ''} = await transferFinished(ann.client, up);
    await writeFile(join(one.dataDir, 'files', fileId), Buffer.alloc(1000));
    const id = await getFile(bob.client, {roomId, wanted: 'a.bin'});
    await expect(transferFinished(bob.client, id)).rejects.toMatchObject({code: 'file-damaged'});
    expect(await downloads(bob)).toEqual([]);
  });
});

describe('files with hostile names', () => {
  test('end in the downloads folder under safe names, twins side by side', async () => {
    const {ann, bob, roomId, file} = await pair();
    const path = await file('plain', 10);
    const names = ['.bashrc', 'CON', 'a\u001b[2J.txt', 'e\u0301', '\u00e9', 'x'.repeat(255), '-rf'];
    for (const name of names) {
      const {size: sizeBytes, mtimeMs: changedAtMs, ino: inode} = await lstat(path);
      const [id = ''] = await ann.client.parts.transfers.send([{path, name, sizeBytes, changedAtMs, inode}], roomId);
      await transferFinished(ann.client, id);
      await transferFinished(bob.client, await getFile(bob.client, {roomId, wanted: name}));
    }
    const expected = ['bashrc', '_CON', 'a_[2J.txt', '\u00e9', '\u00e9 (1)', 'x'.repeat(200), '_rf'];
    expect((await downloads(bob)).sort()).toEqual(expected.sort());
  });
});
