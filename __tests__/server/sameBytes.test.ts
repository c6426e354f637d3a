/** What one person sends twice lies on the disk once and counts once, in whichever rooms, whatever is stopped in between. */
import {createHash, randomBytes} from 'node:crypto';
import {copyFileSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {afterEach, describe, expect, test} from '@jest/globals';
import {asker, creation} from './filesSupport.ts';
import {account, cleanUp, jsonLinesOf, person, serve, temporaryFolder} from '../support/program.ts';
import {world, type Person, type World} from '../support/world.ts';

afterEach(cleanUp);

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** Offers, sends and completes; over HTTP as it is, by one person in some room. */
async function put(one: World, by: Person, bytes: Buffer, roomId: number = one.lobby) {
  const offered = await by.request('fileOffer', {
    roomId,
    clientMsgId: one.newId(),
    name: 'a',
    sizeBytes: bytes.length,
  });
  const headers = {...creation(offered.fileId, bytes.length), 'content-type': 'application/offset+octet-stream'};
  expect((await asker(one.url, by.token)('POST', '/files/', headers, bytes)).status).toBe(201);
  await by.request('fileComplete', {fileId: offered.fileId, sha256: sha256(bytes)});
  return offered.fileId;
}

const inodes = (dataDir: string, ...ids: readonly string[]): number =>
  new Set(ids.map(fileId => statSync(join(dataDir, 'files', fileId)).ino)).size;

const taken = async (one: World, by: Person, fileId: string): Promise<Buffer> =>
  (await asker(one.url, by.token)('GET', `/files/${fileId}`)).bytes;

/** What all files count, as the database has it. */
function countedBytes(dataDir: string): number {
  const database = new DatabaseSync(join(dataDir, 'chat.db'), {readOnly: true});
  try {
    return Number(database.prepare('SELECT bytes FROM file_usage WHERE user_id = 0').get()?.['bytes']);
  } finally {
    database.close();
  }
}

describe('the same bytes', () => {
  test('of one person to several rooms and people are there once, and each stays as long as it is wanted', async () => {
    const bytes = randomBytes(100_000);
    const one = await world({settings: {filesPerUserBytesMax: 250_000}});
    const [ann, bob] = (await one.people('ann', 'bob')) as [Person, Person];
    const {roomId} = await ann.request('directOpen', {name: 'bob'});
    const [first, second] = [await put(one, ann, bytes), await put(one, ann, bytes, roomId)];
    await one.restart();
    const later = await one.open('ann', ann.token);
    expect(inodes(one.dataDir, first, second)).toBe(1);
    expect(countedBytes(one.dataDir)).toBe(100_000);
    // With two of them counted there were no room for another.
    const third = await put(one, later, bytes);
    await one.restart();
    const again = await one.open('ann', ann.token);
    const bobAgain = await one.open('bob', bob.token);
    const other = randomBytes(100_000);
    const fourth = await put(one, again, other);
    await again.request('fileCancel', {fileId: first});
    expect((await taken(one, bobAgain, second)).equals(bytes)).toBe(true);
    await again.request('fileCancel', {fileId: second});
    await one.restart();
    const last = await one.open('ann', ann.token);
    expect((await taken(one, last, third)).equals(bytes)).toBe(true);
    expect((await taken(one, last, fourth)).equals(other)).toBe(true);
    expect(countedBytes(one.dataDir)).toBe(200_000);
    await last.request('fileCancel', {fileId: third});
    expect(readdirSync(join(one.dataDir, 'files'))).toEqual([fourth]);
    expect(countedBytes(one.dataDir)).toBe(100_000);
  });

  test('that disk and database see differently, after a copy or a stop, are put right at the next start', async () => {
    const bytes = randomBytes(50_000);
    const one = await world();
    const [ann] = (await one.people('ann')) as [Person];
    const [first, second] = [await put(one, ann, bytes), await put(one, ann, bytes)];
    const path = (fileId: string) => join(one.dataDir, 'files', fileId);
    await one.restart();
    // As a restored copy has it.
    copyFileSync(path(second), join(one.dataDir, 'copy'));
    renameSync(join(one.dataDir, 'copy'), path(second));
    expect(inodes(one.dataDir, first, second)).toBe(2);
    await one.restart();
    await one.restart();
    expect(inodes(one.dataDir, first, second)).toBe(1);
    // As a stop between the two leaves it.
    const database = new DatabaseSync(join(one.dataDir, 'chat.db'));
    database.exec('UPDATE files SET same_as = NULL');
    database.close();
    writeFileSync(path(`${'x'.repeat(22)}.coming`), '');
    expect(countedBytes(one.dataDir)).toBe(100_000);
    await one.restart();
    await one.restart();
    expect(countedBytes(one.dataDir)).toBe(50_000);
    expect(readdirSync(join(one.dataDir, 'files')).toSorted()).toEqual([first, second].toSorted());
  });
});

test.each(['files.linked:1', 'files.shared:1'])(
  'a server killed at %s loses nothing and leaves nothing',
  async fault => {
    const owner = person();
    const dataDir = join(temporaryFolder(), 'data');
    const bytes = randomBytes(200_000);
    const path = join(temporaryFolder(), 'twice.bin');
    writeFileSync(path, bytes);
    const killed = await serve(person(owner.home, {CHAT_TUI_FAULT: fault}), ['--data', dataDir]);
    const alice = await account(killed, 'alice');
    await alice.call(['send', '#lobby', '--file', path, '--json']);
    await alice.call(['send', '#lobby', '--file', path, '--json']);
    await killed.ended;
    const port = new URL(killed.url).port;
    for (let starts = 0; starts < 2; starts++) {
      const server = await serve(owner, ['--data', dataDir, '--port', port]);
      const {stdout} = await alice.call(['files', '#lobby', '--json']);
      const files = jsonLinesOf<{fileId: string; state: string}>(stdout);
      expect(files.map(({state}) => state)).toEqual(['complete', 'complete']);
      for (const {fileId} of files) {
        const out = temporaryFolder();
        expect(await alice.call(['get', '#lobby', fileId, '--out', out])).toMatchObject({code: 0});
        expect(readFileSync(join(out, 'twice.bin')).equals(bytes)).toBe(true);
      }
      await server.stop();
      expect(readdirSync(join(dataDir, 'files')).toSorted()).toEqual(files.map(({fileId}) => fileId).toSorted());
      const isShared = inodes(dataDir, ...files.map(({fileId}) => fileId)) === 1;
      expect(countedBytes(dataDir)).toBe(isShared ? 200_000 : 400_000);
    }
  },
);

test('a backup has them once as well, and what is restored from it or exported has all of them', async () => {
  const owner = person();
  const dataDir = join(temporaryFolder(), 'data');
  const path = join(temporaryFolder(), 'twice.bin');
  writeFileSync(path, randomBytes(200_000));
  const first = await serve(owner, ['--data', dataDir]);
  const alice = await account(first, 'alice');
  for (let count = 0; count < 2; count++) await alice.call(['send', '#lobby', '--file', path]);
  await first.stop();
  const port = new URL(first.url).port;
  const second = await serve(owner, ['--data', dataDir, '--port', port]);
  const folder = temporaryFolder();
  const backup = await owner.run(['admin', 'backup', folder, '--json', '--data', dataDir]);
  const made = jsonLinesOf<{path: string; files: number}>(backup.stdout)[0]!;
  const ids = readdirSync(join(made.path, 'files'));
  expect([made.files, ids.length, inodes(made.path, ...ids)]).toEqual([2, 2, 1]);
  const exported = temporaryFolder();
  const args = [
    'admin',
    'export',
    '--all',
    '--to',
    join(exported, 'all'),
    '--files',
    join(exported, 'files'),
    '--data',
    dataDir,
  ];
  expect(await owner.run(args)).toMatchObject({code: 0});
  expect(readdirSync(join(exported, 'files')).toSorted()).toEqual(ids.toSorted());
  await second.stop();
  const restored = join(temporaryFolder(), 'data');
  expect(await owner.run(['restore', made.path, '--data', restored])).toMatchObject({code: 0});
  for (let starts = 0; starts < 2; starts++) {
    const third = await serve(owner, ['--data', restored, '--port', port]);
    for (const fileId of ids) {
      const out = temporaryFolder();
      expect(await alice.call(['get', '#lobby', fileId, '--out', out])).toMatchObject({code: 0});
      expect(readFileSync(join(out, 'twice.bin')).equals(readFileSync(path))).toBe(true);
    }
    await third.stop();
  }
  expect(inodes(restored, ...ids)).toBe(1);
  expect(countedBytes(restored)).toBe(200_000);
});
