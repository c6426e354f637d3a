/** A server that keeps files of encrypted conversations otherwise than they were sent: nothing of them lands on the disk. */
import {readdirSync, readFileSync, statSync, truncateSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {describe, expect, test} from '@jest/globals';
import {previewFile} from '../../src/client/actions/preview.ts';
import {sendAndWait} from '../../src/client/actions/messages/message.ts';
import {openDirect} from '../../src/client/actions/room.ts';
import {acceptTransfer, fetchFile, sendFiles} from '../../src/client/actions/transfer.ts';
import {submit} from '../../src/client/input/submit.ts';
import type {FileView} from '../../src/shared/model.ts';
import {moment, throughGates} from '../client/support/heldRequests.ts';
import {enter, entriesOf, person} from '../client/support/sealedMembers.ts';
import {temporaryFolder} from '../client/support/member.ts';
import {world} from '../support/world.ts';

describe('B33 a file that is not as it was sealed', () => {
  test('cut at every length, changed in any part, or longer than it was, is refused, and nothing of it stays', async () => {
    const on = await world();
    const [alice, bob] = [await person(on, 'alice'), await person(on, 'bob')];
    const {roomId} = await openDirect(alice.client, 'bob');
    const path = join(alice.dataDir, 'plan.txt');
    writeFileSync(path, 'x');
    const [sent = ''] = await sendFiles(alice.client, {paths: [path], roomId, route: 'relay'});
    await alice.client.parts.transfers.finished(sent);
    await bob.sees('the conversation', state => state.roomById[roomId]);
    const {files} = await bob.client.request('fileList', {roomId});
    const [file] = files;
    if (file === undefined) throw new Error('no file');
    const stored = join(on.dataDir, 'files', file.fileId);
    const whole = readFileSync(stored);
    expect(whole.length).toBeLessThan(400);
    const database = new DatabaseSync(join(on.dataDir, 'chat.db'));
    const resize = database.prepare('UPDATE files SET size_bytes = ? WHERE file_id = ?');
    const into = await temporaryFolder();
    const {transfers} = bob.client.parts;
    /** As the server keeps it from now on, and says so. */
    const fetched = async (bytes: Buffer): Promise<string> => {
      writeFileSync(stored, bytes);
      resize.run(bytes.length, file.fileId);
      const view: FileView = {...file, sizeBytes: bytes.length};
      return transfers
        .fetch(view, {folder: into})
        .then(id => transfers.finished(id))
        .then(
          ({path: at = ''}) => readFileSync(at, 'utf8'),
          (error: {code: string}) => error.code,
        );
    };
    const seen = new Set<string>();
    for (let length = 0; length < whole.length; length++) seen.add(await fetched(whole.subarray(0, length)));
    for (let at = 0; at < whole.length; at += 16) {
      const changed = Buffer.from(whole);
      changed[at] = (changed[at] ?? 0) ^ 1;
      seen.add(await fetched(changed));
    }
    seen.add(await fetched(Buffer.concat([whole, Buffer.alloc(1)])));
    expect([...seen]).toEqual(['file-damaged']);
    // More than a file of its size takes is not even fetched.
    const downloads = () => Object.values(bob.client.getState().transferById).filter(one => one.direction === 'down');
    const before = downloads().length;
    expect(await fetched(Buffer.alloc(1024 ** 2))).toBe('not-genuine');
    expect(downloads()).toHaveLength(before);
    expect(readdirSync(into)).toEqual([]);
    // A preview reads the beginning only, and shows no byte that is not genuine.
    truncateSync(stored, whole.length - 1);
    resize.run(whole.length - 1, file.fileId);
    await expect(previewFile(bob.client, file)).rejects.toThrow(/not what it should be/);

    expect(await fetched(whole)).toBe('x');
    expect(readdirSync(into)).toHaveLength(1);
    expect(statSync(stored).size).toBe(whole.length);
    database.close();
  });

  test('larger than what its sender has signed, it is not taken by itself, nor by hand', async () => {
    const on = await world();
    const [alice, bob] = [await person(on, 'alice'), await person(on, 'bob')];
    await submit(alice.client, '/friend add @bob');
    await bob.sees('that he is asked', state => state.contacts.has('alice'));
    await submit(bob.client, '/friend accept @alice');
    await bob.client.permissions.change('alice', {acceptBytes: 10_000});
    const {roomId} = await openDirect(alice.client, 'bob');
    await sendAndWait(alice.client, roomId, {text: 'look'});
    await bob.sees('the conversation', state => state.roomById[roomId]);
    const asked = moment();
    throughGates(bob, {
      async down(name, nth) {
        // Whether it is the same, and what opens it.
        if (name === 'fileShow' && nth === 2) asked.comes();
      },
    });
    const {fileId} = await alice.client.parts.keys.sealing.offer(
      {roomId, clientMsgId: alice.client.options.newId(), name: 'notes.txt', sizeBytes: 1024 ** 2},
      {identity: `AGE-SECRET-KEY-1${'Q'.repeat(58)}`, sizeBytes: 10, sha256: '0'.repeat(64)},
    );
    await asked.came;
    await expect(acceptTransfer(bob.client, fileId)).rejects.toMatchObject({code: 'not-genuine'});
    expect(bob.client.getState().transferById[fileId]).toMatchObject({status: 'offered', sizeBytes: 10});
    expect(readdirSync(join(bob.dataDir, 'downloads'))).toEqual([]);
  });

  test('a newer one of the same name in whose place the server gives the older one, is refused', async () => {
    const on = await world();
    const [alice, bob] = [await person(on, 'alice'), await person(on, 'bob')];
    const {roomId} = await openDirect(alice.client, 'bob');
    const path = join(alice.dataDir, 'deploy.sh');
    for (const content of ['old one', 'new one']) {
      writeFileSync(path, content);
      const [sent = ''] = await sendFiles(alice.client, {paths: [path], roomId, route: 'relay'});
      await alice.client.parts.transfers.finished(sent);
    }
    const offers = () => Object.values(bob.client.getState().transferById);
    await bob.sees('both', () => offers().length === 2);
    const {files} = await bob.client.request('fileList', {roomId});
    const [newer, older] = files;
    if (newer === undefined || older === undefined) throw new Error('no files');
    const database = new DatabaseSync(join(on.dataDir, 'chat.db'));
    const move = database.prepare('UPDATE files SET seq = ? WHERE file_id = ?');
    const place = (newerSeq: number, olderSeq: number) => {
      move.run(-1, older.fileId);
      move.run(newerSeq, newer.fileId);
      move.run(olderSeq, older.fileId);
    };
    const bytesOf = ({fileId}: FileView) => join(on.dataDir, 'files', fileId);
    writeFileSync(bytesOf(newer), readFileSync(bytesOf(older)));
    place(older.seq, newer.seq);
    const isRefused = async (view: FileView) => {
      await expect(acceptTransfer(bob.client, newer.fileId)).rejects.toMatchObject({code: 'not-genuine'});
      for (const file of [view, newer])
        await expect(fetchFile(bob.client, file)).rejects.toMatchObject({code: 'not-genuine'});
      await expect(previewFile(bob.client, newer)).rejects.toMatchObject({code: 'not-genuine'});
    };
    const moved = (await bob.client.request('fileList', {roomId})).files.find(({fileId}) => fileId === newer.fileId);
    if (moved === undefined) throw new Error('it is gone');
    expect(moved).toMatchObject({seq: older.seq, name: 'deploy.sh'});
    await isRefused(moved);
    enter(bob, roomId);
    await bob.sees('the newer one', () => entriesOf(bob, roomId).some(({seq}) => seq === newer.seq));
    await isRefused(moved);
    await expect(previewFile(bob.client, moved)).rejects.toMatchObject({code: 'not-genuine'});
    place(newer.seq, older.seq);
    database.close();
    await acceptTransfer(bob.client, older.fileId);
    expect(readFileSync((await bob.client.parts.transfers.finished(older.fileId)).path ?? '', 'utf8')).toBe('old one');
  });
});
