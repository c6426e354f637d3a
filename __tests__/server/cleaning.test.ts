/** The cleaner of files and the eraser of rooms beside the people: what they remove and leave, a few in each turn. */
import {expect, test} from '@jest/globals';
import {mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setImmediate as nextTurn} from 'node:timers/promises';
import {newId} from '../../src/cli/shell.ts';
import {clean} from '../../src/server/files/cleaner.ts';
import {openDisk} from '../../src/server/files/disk.ts';
import {eraseSoon} from '../../src/server/rooms/erasing.ts';
import {openSqliteStore} from '../../src/server/stores/sqlite.ts';
import {within} from '../support/suite/deadline.ts';
import {AT_MS, shelf} from '../support/stored/shelf.ts';

const FILES = 1_500;
const IN_A_TURN_MAX = 200;
const HOUR_MS = 60 * 60_000;

const PARTS = {
  now: Date.now,
  isLive: () => false,
  onGone: () => undefined,
  join: () => undefined,
  onFailed: () => undefined,
};

test('so many files as there may be hold up nobody', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'chat-tui-cleaning-'));
  mkdirSync(join(dataDir, 'files'));
  for (let count = 0; count < FILES; count++) writeFileSync(join(dataDir, 'files', newId()), '');
  const store = await openSqliteStore({dataDir, now: Date.now, newId});
  const seen = {all: 0, inThisTurn: 0, most: 0};
  const turn = () => {
    seen.inThisTurn = 0;
    if (seen.all < FILES) setImmediate(turn);
  };
  setImmediate(turn);
  const watched = {
    ...store,
    fileFindAny(fileId: string) {
      seen.all++;
      seen.most = Math.max(seen.most, ++seen.inThisTurn);
      return store.fileFindAny(fileId);
    },
  };
  await clean({...PARTS, fileStore: openDisk(dataDir), store: watched});
  await store.close();
  rmSync(dataDir, {recursive: true});
  expect(seen.all).toBe(FILES);
  expect(seen.most).toBeLessThanOrEqual(IN_A_TURN_MAX);
});

/** A person in a conversation, and where files of it lie. */
async function talk() {
  const made = await shelf(openSqliteStore);
  const [ann, bob] = await made.accounts('ann', 'bob');
  const {userId} = ann!;
  const pair = {userId, partnerId: bob!.userId, entryId: newId(), atMs: AT_MS};
  const {roomId} = await made.store.directOpen(pair);
  const offer = async (isDirect = false) => {
    const file = {roomId, userId, entryId: newId(), fileId: newId(), name: 'a', sizeBytes: 9, isDirect, atMs: AT_MS};
    return (await made.store.fileOffer(file)).fileId;
  };
  const fileStore = openDisk(made.dataDir);
  const cleanAt = (atMs: number) => clean({...PARTS, fileStore, store: made.store, now: () => atMs});
  return {...made, store: made.store, userId, fileStore, offer, cleanAt};
}

test('fresh bytes of a file that is not there yet, as an import takes them over, stay until it may be', async () => {
  const {store, dataDir, userId, fileStore, offer, cleanAt} = await talk();
  const fileId = await offer();
  await store.fileSettle({fileId, userId, state: 'cancelled', entryId: newId(), atMs: AT_MS});
  const path = join(dataDir, 'source');
  writeFileSync(path, 'imported.');
  await fileStore.adopt(fileId, path);
  utimesSync(join(dataDir, 'files', fileId), new Date(AT_MS), new Date(AT_MS));
  await cleanAt(AT_MS + HOUR_MS);
  expect(fileStore.exists(fileId)).toBe(true);
  await cleanAt(AT_MS + 25 * HOUR_MS);
  expect(fileStore.exists(fileId)).toBe(false);
});

test('a file that goes directly may still be on its way after a day, for its bytes are not seen here', async () => {
  const {store, offer, cleanAt} = await talk();
  const [plain, direct] = [await offer(), await offer(true)];
  const states = async () => [(await store.fileFindAny(plain))?.state, (await store.fileFindAny(direct))?.state];
  await cleanAt(AT_MS + 25 * HOUR_MS);
  expect(await states()).toEqual(['cancelled', 'uploading']);
  await cleanAt(AT_MS + 49 * HOUR_MS);
  expect(await states()).toEqual(['cancelled', 'cancelled']);
});

test('rooms that many leave at once are erased step by step, one in each transaction', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'chat-tui-erasing-'));
  const jobs: number[] = [];
  const onTimed = (count: number) => void jobs.push(count);
  const store = await openSqliteStore({dataDir, now: Date.now, newId, onTimed});
  const {userId} = await store.accountCreate({name: 'ann', displayName: '', passwordHash: 'x', atMs: AT_MS});
  const place = {userId, atMs: AT_MS};
  const rooms = await Promise.all(
    Array.from({length: 20}, (_, at) =>
      store.roomCreate({...place, name: `room${at}`, kind: 'private', topic: '', entryId: newId()}),
    ),
  );
  await Promise.all(rooms.map(roomId => store.roomLeave({...place, roomId, entryId: newId()})));
  jobs.length = 0;
  const log = {warn: () => undefined} as never;
  const server = {store, files: {remove: async () => undefined} as never, log};
  for (const _ of rooms) eraseSoon(server);
  const erase = async () => {
    while ((await store.roomErase()) !== undefined) await nextTurn();
  };
  await within('the end of it', erase());
  await store.close();
  rmSync(dataDir, {recursive: true});
  expect(jobs.length).toBeGreaterThan(rooms.length);
  // One of its own, and one asked for here.
  expect(Math.max(...jobs)).toBeLessThanOrEqual(2);
});
