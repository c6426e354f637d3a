/** A server that keeps files of encrypted conversations otherwise than they were sent: nothing of them lands on the disk. */
import {readdirSync, readFileSync, statSync, truncateSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {describe, expect, test} from '@jest/globals';
import {previewFile} from '../../src/client/actions/preview.ts';
import {openDirect} from '../../src/client/actions/room.ts';
import {sendFiles} from '../../src/client/actions/transfer.ts';
import type {FileView} from '../../src/shared/model.ts';
import {person} from '../client/support/sealedMembers.ts';
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
      const id = await transfers.fetch(view, {folder: into});
      return transfers.finished(id).then(
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
    seen.add(await fetched(Buffer.alloc(100_000)));
    expect([...seen]).toEqual(['file-damaged']);
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
});
