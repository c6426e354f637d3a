/** What is kept on this machine is written in pieces: others have their turn in between, and any piece may be the last one. */
import {copyFile, mkdir} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {afterAll, expect, test} from '@jest/globals';
import {enterRoom} from '../../src/client/actions/room.ts';
import {searchMessages} from '../../src/client/actions/search.ts';
import {newId} from '../../src/cli/shell.ts';
import {addRun} from '../../src/client/history/batch.ts';
import {openWriting} from '../../src/client/history/writing.ts';
import {accountStores} from '../../src/client/local/accountStore.ts';
import {initialState} from '../../src/client/state/initialState.ts';
import {untilStatus} from '../../src/client/log/waiting.ts';
import {nextTurn} from '../../src/shared/bounds/turns.ts';
import {cleanUp, onCleanUp} from '../support/program.ts';
import {fakeServer, lobby, ok, session, type FakeServer} from './support/fakeServer.ts';
import {clientOf, temporaryFolder, toMember, type Member} from './support/member.ts';

afterAll(cleanUp);

const history = {messagesMax: 10_000, bytesMax: 256 * 1024 ** 2};
const COUNT = 100;
/** Each pair of letters is a word. */
const LONG = '\u4f60\u597d\u4e16\u754c\u6211\u4eec'.repeat(600);

const entries = (from: number, to: number) =>
  Array.from({length: to - from + 1}, (_, at) => ({
    seq: from + at,
    id: `e${from + at}`.padStart(22, 'x'),
    sender: 'bob',
    sentAtMs: from + at,
    kind: 'message',
    text: `number${from + at} ${LONG}`,
  }));

/** It has a page of long messages, and tells it only when it is asked to. */
async function pageServer(): Promise<FakeServer & {say(): void}> {
  let say: () => void = () => undefined;
  const said = new Promise<void>(resolve => (say = resolve));
  const server = await fakeServer({
    sessionOpen: () => session('ann', [lobby({lastSeq: COUNT, readSeq: COUNT})]),
    async entryList({afterSeq = 0, beforeSeq = COUNT + 1}: {afterSeq?: number; beforeSeq?: number}) {
      await said;
      return ok({entries: entries(afterSeq + 1, beforeSeq - 1), lastSeq: COUNT});
    },
  });
  return {...server, say: () => say()};
}

async function start(url: string, dataDir?: string): Promise<Member> {
  const more = {dataDir: dataDir ?? (await temporaryFolder()), account: 'ann', history};
  return toMember(await clientOf({serverUrl: url, token: 'ct_x', ...more}), 'ann', 'ct_x');
}

const fileOf = ({client}: Member): string => join(client.local.dirOf('ann'), 'history.sqlite');

/** Looked at from outside. */
function look(member: Member) {
  const database = new DatabaseSync(fileOf(member), {readOnly: true});
  onCleanUp(() => database.close());
  const count = database.prepare('SELECT count(*) AS value FROM entry');
  return () => Number(count.get()?.['value']);
}

/** As it is at this moment. @returns a folder for the next start */
async function copyOf(ann: Member): Promise<string> {
  const dataDir = await temporaryFolder();
  const copy = fileOf(ann).replace(ann.dataDir, dataDir);
  await mkdir(dirname(copy), {recursive: true});
  for (const suffix of ['', '-wal']) await copyFile(fileOf(ann) + suffix, copy + suffix);
  return dataDir;
}

/** Somebody who is looking at the room, of which the first pieces are in the file. */
async function halfway(server: Awaited<ReturnType<typeof pageServer>>) {
  const ann = await start(server.url);
  await untilStatus(ann.client, 'online');
  await ann.client.history.recalled();
  const count = look(ann);
  enterRoom(ann.client, 1);
  server.say();
  while (count() === 0) await nextTurn();
  return {ann, count};
}

test('others have their turn while a page of long messages is written, which is found all the same', async () => {
  const {ann, count} = await halfway(await pageServer());
  const seen = new Set<number>();
  while (count() < COUNT) {
    seen.add(count());
    await nextTurn();
  }
  expect(seen.size).toBeGreaterThan(4);
  expect(ann.texts()).toHaveLength(COUNT);
});

test('what is said meanwhile follows on it, and search waits for both', async () => {
  const server = await pageServer();
  const {ann, count} = await halfway(server);
  server.tell('entriesAppended', {roomId: 1, entries: entries(COUNT + 1, COUNT + 20)});
  await ann.sees('the newest', () => ann.texts().length === COUNT + 20);
  expect(count()).toBeLessThan(COUNT);
  await server.close();
  await ann.sees('the cut', ({connection}) => connection.status !== 'online');
  for (const seq of [COUNT, COUNT + 20])
    expect((await searchMessages(ann.client, {words: `number${seq}`})).hits.map(hit => hit.entry.seq)).toEqual([seq]);
  expect(count()).toBe(COUNT + 20);
});

test('a program that ends between two pieces has kept what was written, and goes on there', async () => {
  const server = await pageServer();
  const {ann} = await halfway(server);
  const dataDir = await copyOf(ann);
  await ann.client.close();
  const next = await start(server.url, dataDir);
  const kept = look(next)();
  await untilStatus(next.client, 'online');
  enterRoom(next.client, 1);
  await next.sees('all of it', () => next.texts().length === COUNT);
  expect([kept > 0, kept < COUNT, next.notices()]).toEqual([true, true, []]);
  await next.client.close();
  expect(look(next)()).toBe(COUNT);
});

test('is whole when the program ends between two pieces', async () => {
  const {ann, count} = await halfway(await pageServer());
  const before = count();
  await ann.client.close();
  expect([before < COUNT, count()]).toEqual([true, COUNT]);
});

test('what is emptied, or of a room that is closed, between two pieces is not written any more', async () => {
  const emptied = await halfway(await pageServer());
  expect(emptied.ann.client.history.clear()).toBeLessThan(COUNT);
  await emptied.ann.client.close();
  expect(emptied.count()).toBe(0);

  const server = await pageServer();
  const closed = await halfway(server);
  server.tell('roomClosed', {roomId: 1});
  await closed.ann.sees('the room gone', ({roomById}) => roomById[1] === undefined);
  await closed.ann.client.close();
  expect(closed.count()).toBe(0);
});

test('others have their turn while what is kept is searched', async () => {
  const {ann, count} = await halfway(await pageServer());
  while (count() < COUNT) await nextTurn();
  await ann.client.history.search({words: 'nothing'});
  let turns = 0;
  let isOver = false;
  const searching = ann.client.history.search({words: 'number*', limit: COUNT}).finally(() => (isOver = true));
  while (!isOver) {
    await nextTurn();
    turns++;
  }
  expect((await searching)?.hits).toHaveLength(COUNT);
  expect(turns).toBeGreaterThan(2);
});

/** Somebody who has all of it, and is told that the room is closed. */
async function closing() {
  const server = await pageServer();
  const {ann, count} = await halfway(server);
  while (count() < COUNT) await nextTurn();
  server.tell('roomClosed', {roomId: 1});
  while (count() === COUNT) await nextTurn();
  return {ann, count, server};
}

test('others have their turn while what was kept of a room is removed', async () => {
  const {count} = await closing();
  const seen = new Set<number>();
  while (count() > 0) {
    seen.add(count());
    await nextTurn();
  }
  expect(seen.size).toBeGreaterThan(4);
});

test('what a program that ended did not remove any more is not shown, and is removed by the next one', async () => {
  const {ann, server} = await closing();
  const dataDir = await copyOf(ann);
  await ann.client.close();

  const {sessionOpen} = server.answers;
  server.answers['sessionOpen'] = () => undefined;
  const away = await start(server.url, dataDir);
  await away.client.history.recalled();
  const count = look(away);
  const before = count();
  const search = await searchMessages(away.client, {words: 'number50'});
  expect([before > 0, away.client.getState().roomById[1], search.hits]).toEqual([true, undefined, []]);
  await away.client.close();

  // The room is there again; what is in it now is not told.
  server.answers['sessionOpen'] = () => sessionOpen?.({} as never, {} as never);
  server.answers['entryList'] = () => undefined;
  const again = await start(server.url, dataDir);
  await untilStatus(again.client, 'online');
  while (count() > 0) await nextTurn();
  expect(again.texts()).toEqual([]);
});

test('nothing is collected where what is kept cannot be opened; while it is being opened, everything is', async () => {
  const place = {serverUrl: 'http://127.0.0.1:1', dataDir: await temporaryFolder(), now: () => 1, newId};
  const local = accountStores(place);
  const options = {...place, history};
  const nothing = () => undefined;
  const background = (work: Promise<unknown>) => void work.catch(nothing);
  const host = {options, local, getState: () => initialState, dispatch: nothing, notify: nothing, background};
  const writing = openWriting({...host, request: () => new Promise(() => undefined)}, nothing);
  const hear = () => writing.collect(1, batch => addRun(batch, entries(1, 2) as never));
  const opening = writing.open('ann');
  hear();
  expect(writing.isPending(1)).toBe(true);
  await opening;
  expect(writing.isPending(1)).toBe(true);
  writing.close();

  // Of a newer program.
  const database = new DatabaseSync(join(local.dirOf('ann'), 'history.sqlite'));
  database.exec('PRAGMA user_version = 99000');
  database.close();
  const again = writing.open('ann');
  hear();
  expect(writing.isPending(1)).toBe(true);
  await again;
  expect([writing.historyStore(), writing.isPending(1)]).toEqual([undefined, false]);
  hear();
  await writing.flush();
  expect(writing.isPending(1)).toBe(false);
  writing.close();
  await local.close();
});
