/** Files that cannot be sent, are sent anew by a retry, or have to be copied first: what is left of each. */
import {mkdir, readdir, rm, utimes, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {
  cancelTransfer,
  getFile,
  listFiles,
  retryTransfer,
  sendFiles,
  transferFinished,
} from '../../src/client/actions/transfer.ts';
import {createRoom, joinRoom, leaveRoom} from '../../src/client/actions/room.ts';
import {inStore, storeDirOf} from '../../src/client/local/store.ts';
import type {Source} from '../../src/client/transfers/up/source.ts';
import {DAY_MS} from '../../src/shared/limits.ts';
import {temporaryFolder, type Member} from './support/member.ts';
import {contentOf, kept, pair, sha256, transfers, type Pair} from './transfersSupport.ts';

describe('a file that cannot be sent', () => {
  test('is refused with its reason before anything is sent', async () => {
    const {ann, roomId, file} = await pair({settings: {limits: {fileBytesMax: 100}}});
    const good = await file('good.txt', 10);
    const sending = (path: string) => sendFiles(ann.client, {paths: [good, path], roomId});
    const folder = await temporaryFolder();
    await expect(sending(join(folder, 'none'))).rejects.toMatchObject({code: 'file-missing'});
    await expect(sending(folder)).rejects.toMatchObject({code: 'file-too-large'});
    await expect(sending('/dev/null')).rejects.toMatchObject({code: 'file-not-regular'});
    await expect(sending(await file('large.txt', 101))).rejects.toMatchObject({code: 'file-too-large'});
    expect(transfers(ann)).toEqual([]);
    expect(await listFiles(ann.client, roomId)).toEqual([]);
  });

  /** What could be read only once, such as a pipe. */
  const once = (name: string, content: () => AsyncIterable<Uint8Array>): Source => ({
    path: name,
    name,
    sizeBytes: 0,
    changedAtMs: 0,
    inode: 0,
    content,
  });
  const copiesOf = ({dataDir}: Member) => readdir(join(dataDir, 'transfers', 'copies'));

  test('leaves no copy of what could be read only once, its own or of those before it', async () => {
    const {ann, roomId} = await pair();
    const good = once('good', async function* () {
      yield Buffer.from('good');
    });
    const bad = once('bad', async function* () {
      yield Buffer.from('half');
      throw new Error('bad');
    });
    await expect(ann.client.parts.transfers.send([good, bad], roomId)).rejects.toMatchObject({code: 'file-unreadable'});
    expect(await copiesOf(ann)).toEqual([]);
    // Where the record of it cannot be kept.
    await rm(ann.client.local.dirOf('ann'), {recursive: true});
    await ann.client.local.close();
    await expect(ann.client.parts.transfers.send([good], roomId)).rejects.toMatchObject({code: 'file-unwritable'});
    expect(await copiesOf(ann)).toEqual([]);
  });

  test('and copies of programs that were killed go after a day, unless a transfer of anybody needs them', async () => {
    const {one, ann} = await pair();
    const copies = join(ann.dataDir, 'transfers', 'copies');
    const [old, young, growing, queued, others] = [one.newId(), one.newId(), one.newId(), one.newId(), one.newId()];
    const agoMs = (ms: number) => new Date(Date.now() - ms);
    for (const id of [old, young, growing, queued, others]) {
      await mkdir(join(copies, id), {recursive: true});
      await writeFile(join(copies, id, 'a.txt'), 'a');
      if (id !== growing) await utimes(join(copies, id, 'a.txt'), agoMs(2 * DAY_MS), agoMs(2 * DAY_MS));
      if (id !== young) await utimes(join(copies, id), agoMs(2 * DAY_MS), agoMs(2 * DAY_MS));
    }
    const recordOf = (id: string) => JSON.stringify({source: {path: join(copies, id, 'a.txt')}});
    await writeFile(join(ann.dataDir, 'transfers', 'earlier-release.json'), recordOf(queued));
    await inStore({dir: storeDirOf(ann.dataDir, 'https://chat.example', 'zoe'), now: () => 1}, database =>
      database
        .prepare('INSERT INTO transfer (transfer_id, owner, started_at_ms, record) VALUES (?, ?, ?, ?)')
        .run('x', '', 1, recordOf(others)),
    );
    await ann.client.parts.transfers.resume();
    expect((await copiesOf(ann)).toSorted()).toEqual([young, growing, queued, others].toSorted());
    // Of one that cannot be read nobody knows what it needs.
    await utimes(join(copies, young), agoMs(2 * DAY_MS), agoMs(2 * DAY_MS));
    await writeFile(join(storeDirOf(ann.dataDir, 'https://chat.example', 'zoe'), 'store.sqlite'), 'broken');
    await ann.client.parts.transfers.resume();
    expect(await copiesOf(ann)).toHaveLength(4);
  });

  /** A file of ann's that was another one when it was chosen, and cannot be sent without a retry. */
  const failedFile = async ({ann, roomId, file}: Pick<Pair, 'ann' | 'roomId' | 'file'>) => {
    const source = {path: await file('log.txt', 1000), name: 'log.txt', sizeBytes: 1000, changedAtMs: 1, inode: 1};
    const [id = ''] = await ann.client.parts.transfers.send([source], roomId);
    await expect(transferFinished(ann.client, id)).rejects.toMatchObject({code: 'file-changed'});
    return id;
  };

  test('is offered once where a retry comes while another one still looks at the file', async () => {
    const made = await pair();
    const {ann, roomId} = made;
    const id = await failedFile(made);
    await Promise.all([retryTransfer(ann.client, id), retryTransfer(ann.client, id)]);
    await transferFinished(ann.client, id);
    const states = (await listFiles(ann.client, roomId)).map(({state}) => state);
    expect(states).toEqual(['complete', 'cancelled']);
  });

  test('is cancelled here as well where its room was left, or the offer is not there any more', async () => {
    const made = await pair();
    const {ann, bob, file} = made;
    const {roomId} = await createRoom(ann.client, {name: 'garden', isPrivate: false});
    await joinRoom(bob.client, 'garden');
    const inRoom = await failedFile({ann, roomId, file});
    await leaveRoom(ann.client, roomId);
    const withBob = await failedFile(made);
    for (const id of [inRoom, withBob]) await cancelTransfer(ann.client, id);
    expect(transfers(ann)).toMatchObject([{status: 'cancelled'}, {status: 'cancelled'}]);
    expect(await kept(ann)).toEqual([]);
  });

  test.each(['before', 'after'])('stays cancelled where a retry is asked for just %s that', async order => {
    const made = await pair();
    const {ann, roomId} = made;
    const id = await failedFile(made);
    if (order === 'before') {
      const going = retryTransfer(ann.client, id);
      await cancelTransfer(ann.client, id);
      await going;
    } else {
      const going = cancelTransfer(ann.client, id);
      await retryTransfer(ann.client, id).catch(() => undefined);
      await going;
    }
    await expect(transferFinished(ann.client, id)).rejects.toMatchObject({code: 'file-changed'});
    expect(transfers(ann)).toMatchObject([{status: 'cancelled'}]);
    expect((await listFiles(ann.client, roomId)).map(({state}) => state)).toEqual(['cancelled']);
    expect(await kept(ann)).toEqual([]);
    await expect(retryTransfer(ann.client, id)).rejects.toMatchObject({code: 'transfer-not-found'});
  });

  test('because it changed after it was chosen is withdrawn, and sent anew by a retry', async () => {
    const {one, ann, bob, roomId, file} = await pair();
    const path = await file('log.txt', 1000);
    const source = {path, name: 'log.txt', sizeBytes: 1000, changedAtMs: 1, inode: 1};
    const [id = ''] = await ann.client.parts.transfers.send([source], roomId);
    await expect(transferFinished(ann.client, id)).rejects.toMatchObject({code: 'file-changed', detail: path});
    await retryTransfer(ann.client, id);
    await transferFinished(ann.client, id);
    const {path: got = ''} = await transferFinished(bob.client, await getFile(bob.client, {roomId, wanted: 'log.txt'}));
    expect(sha256(await contentOf(got))).toBe(sha256(await contentOf(path)));
    expect(one.logLines.filter(line => line.includes('"error"'))).toEqual([]);
  });
});
