/** The hash of a file that is somebody else's: it leads to nothing, and tells nothing. */
import {createHash} from 'node:crypto';
import {lstat} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {asker, creation, PATCH, scene} from '../server/filesSupport.ts';
import {scene as tokenScene} from '../support/keys/programTokens.ts';
import {codeOf} from '../support/stored/shelf.ts';
import type {Person, World} from '../support/world.ts';

describe('B320 the hash of a file that is somebody else’s', () => {
  const twice = Buffer.from('the same twice');
  const hash = createHash('sha256').update(twice).digest('hex');
  const inodesOf = async (dataDir: string, ids: readonly string[]) =>
    new Set(await Promise.all(ids.map(async id => (await lstat(join(dataDir, 'files', id))).ino))).size;
  /** Ann’s file, and one that somebody else offers, sends and completes with what they say its hash is. */
  const put = async (one: World, by: Person, bytes: Buffer, roomId: number) => {
    const clientMsgId = one.newId();
    const {fileId} = await by.request('fileOffer', {roomId, clientMsgId, name: 'x', sizeBytes: bytes.length});
    const ask = asker(one.url, by.token);
    await ask('POST', '/files/', creation(fileId, bytes.length));
    await ask('PATCH', `/files/${fileId}`, {...PATCH, 'upload-offset': '0'}, bytes);
    return {fileId, code: await codeOf(by.request('fileComplete', {fileId, sha256: hash}))};
  };

  test('gives nobody its bytes: who names it keeps what they sent, and is told nothing', async () => {
    const {one, ann, bob, eve, roomId} = await scene();
    const secret = await put(one, ann, twice, roomId);
    const {roomId: elsewhere} = await eve.request('directOpen', {name: 'bob'});
    const short = await eve.request('fileOffer', {
      roomId: elsewhere,
      clientMsgId: one.newId(),
      name: 'x',
      sizeBytes: twice.length,
    });
    const claims = [hash, 'f'.repeat(64)].map(sha256 => eve.request('fileComplete', {fileId: short.fileId, sha256}));
    expect(await Promise.all(claims.map(codeOf))).toEqual(['file-incomplete', 'file-incomplete']);
    const lied = Buffer.alloc(twice.length, 'x');
    const ids = [secret.fileId];
    for (const [by, bytes] of [
      [eve, lied],
      [eve, twice],
      [eve, lied],
    ] as const) {
      const made = await put(one, by, bytes, elsewhere);
      expect(made.code).toBe('ok');
      ids.push(made.fileId);
    }
    await one.restart();
    const bobAgain = await one.open('bob', bob.token);
    const got = ids.map(async id => String((await asker(one.url, bobAgain.token)('GET', `/files/${id}`)).bytes));
    expect(await Promise.all(got)).toEqual([twice, lied, twice, lied].map(String));
    // Eve’s own two of the same bytes are one; Ann’s is none of them.
    expect(await inodesOf(one.dataDir, [ids[0]!, ids[2]!])).toBe(2);
    expect(await inodesOf(one.dataDir, ids)).toBe(3);
  });

  test('tells a token for one room nothing of the others of its account, not by what there is room for', async () => {
    const {made, bob, garden, shed, open} = await tokenScene();
    const robot = await open(['read', 'files'], [garden]);
    const first = await put(made, bob, twice, shed);
    const second = await put(made, robot, twice, garden);
    expect([first.code, second.code]).toEqual(['ok', 'ok']);
    await made.restart();
    expect(await inodesOf(made.dataDir, [first.fileId, second.fileId])).toBe(2);
  });
});
