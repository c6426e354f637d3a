/** What a store of files does by itself. */
import {randomBytes} from 'node:crypto';
import {existsSync, readdirSync, truncateSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from '@jest/globals';
import {newId} from '../../../src/cli/shell.ts';
import {codeOf} from '../../support/stored/shelf.ts';
import {bytesOf, emptyFolder, listed, never, put, sha256, type OpenFileStore} from './place.ts';

/* oxlint-disable jest/no-export -- run by the contract, once for each store */

export function aloneTests(open: OpenFileStore): void {
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
      `${good}.coming`,
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
    // Another one that has its bytes keeps them, whatever is taken over in its place.
    const twinId = await put(files, Buffer.from('as it was'));
    expect(await files.share(fileId, twinId, never)).toBe(true);
    await files.adopt(fileId, path);
    expect([String(await bytesOf(files, fileId)), String(await bytesOf(files, twinId))]).toEqual([
      'changed',
      'as it was',
    ]);
    expect(files.areShared(fileId, twinId)).toBe(false);
  });

  test('an index of many is read page by page', async () => {
    const files = open(emptyFolder());
    const ids: string[] = [];
    for (let count = 0; count < 130; count++) ids.push(await put(files, Buffer.from([count])));
    expect((await listed(files)).map(({fileId}) => fileId).toSorted()).toEqual(ids.toSorted());
  });
}
