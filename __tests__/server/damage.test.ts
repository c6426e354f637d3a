/** Damaged data is an error that says what to do: never another text, never a hole that nobody notices. */
import {mkdtemp, open, readFile, rm, stat, truncate, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {afterEach, beforeEach, expect, test} from '@jest/globals';
import {openSqliteStore} from '../../src/server/stores/sqlite.ts';
import {world} from '../support/world.ts';

const NEEDLE = 'the words that somebody wrote';
let dataDir = '';
let ids = 0;
const openStore = () => openSqliteStore({dataDir, now: () => 1, newId: () => String((ids += 1)).padStart(22, 'x')});
const path = () => join(dataDir, 'chat.db');

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'chat-tui-damage-'));
  const store = await openStore();
  const {userId} = await store.accountCreate({name: 'ann', displayName: '', passwordHash: '', atMs: 1});
  const append = (number: number) => {
    const body = {kind: 'message' as const, id: `m${number}`, text: `${number} ${NEEDLE}`};
    return store.entryAppend({roomId: 1, userId, body, atMs: 1});
  };
  await Promise.all(Array.from({length: 300}, (_, number) => append(number)));
  await store.close();
});

afterEach(() => rm(dataDir, {recursive: true}));

const messageOf = (work: Promise<unknown>) =>
  work.then(
    () => 'no error',
    (error: unknown) => (error as Error).message,
  );

async function readAll() {
  const store = await openStore();
  try {
    return await store.entryList({roomId: 1, userId: 1, afterSeq: 0, limit: 1000});
  } finally {
    await store.close();
  }
}

test('a flipped bit in a text is an error that says which entry', async () => {
  const bytes = await readFile(path());
  const at = bytes.indexOf(`200 ${NEEDLE}`) + 6;
  bytes[at] = bytes[at]! ^ 1;
  await writeFile(path(), bytes);
  expect(await messageOf(readAll())).toMatch(/damaged and is not shown \(entry 203 of room 1\).*backup/);
});

test.each([
  ['another kind', "UPDATE entries SET kind = 'action' WHERE seq = 100"],
  ['another sender', 'UPDATE entries SET sender_id = 0 WHERE seq = 100'],
  ['another time', 'UPDATE entries SET sent_at_ms = 2 WHERE seq = 100'],
  ['the place of another', 'UPDATE entries SET seq = 1000 WHERE seq = 302'],
  ['nothing any more', 'DELETE FROM entries WHERE seq = 100'],
])('an entry that got %s behind the back of the server is not shown', async (_, sql) => {
  const database = new DatabaseSync(path());
  database.exec(sql);
  database.close();
  expect(await messageOf(readAll())).toMatch(/^A part of the data on the server is damaged/);
});

test('a file that was cut off is refused at the start, with its folder and what to do', async () => {
  await truncate(path(), (await stat(path())).size - 4096);
  expect(await messageOf(openStore())).toMatch(
    /^The data in .*chat-tui-damage-.* is damaged \(.*\)\. Put back a backup/,
  );
});

test('a page of zeros is refused at the start', async () => {
  const file = await open(path(), 'r+');
  await file.write(Buffer.alloc(4096), 0, 4096, 4096 * 20);
  await file.close();
  expect(await messageOf(openStore())).toMatch(/ is damaged \(/);
});

test('a log that lost its end is refused at the start: how much is missing, and how to go on', async () => {
  const store = await openStore();
  const before = await readFile(path());
  const body = (number: number) => ({kind: 'message' as const, id: `n${number}`, text: 'told to everybody'});
  for (let number = 0; number < 7; number++)
    await store.entryAppend({roomId: 1, userId: 1, body: body(number), atMs: 1});
  await store.close();
  await writeFile(path(), before);
  const sentence = await messageOf(openStore());
  expect(sentence).toMatch(/has lost its end: 7 entries are missing.*Put back.*delete .*chat\.db-mark/);
  expect(sentence).toContain(dataDir);
  await rm(`${path()}-mark`);
  await (await openStore()).close();
  await (await openStore()).close();
});

test.each(['', 'garbage', '9999999999999999 0000000000000001\n', '9999999999999999'])(
  'a damaged mark of where the log ends (%j) is no reason to refuse anything',
  async text => {
    await writeFile(`${path()}-mark`, text);
    await (await openStore()).close();
    expect(await readFile(`${path()}-mark`, 'latin1')).toMatch(/^0{13}\d{3} 0{13}\d{3}\n/);
  },
);

test('what is whole is opened as often as one likes', async () => {
  expect((await readAll()).entries).toHaveLength(302);
  expect((await readAll()).lastSeq).toBe(302);
});

test('who asks for a damaged part is told so, everything else goes on, and the log of the server says it', async () => {
  const made = await world();
  const ann = await made.person('ann');
  const {seq} = await made.say(ann, made.lobby, 'one');
  const database = new DatabaseSync(join(made.dataDir, 'chat.db'));
  database.exec(`UPDATE entries SET text = 'another' WHERE seq = ${seq}`);
  database.close();
  const answer = await ann.codeOf('entryList', {roomId: made.lobby, limit: 1});
  expect(answer).toBe(`storage-damaged entry ${seq} of room 1`);
  expect((await made.say(ann, made.lobby, 'two')).seq).toBe(seq + 1);
  expect(made.logLines.filter(line => line.includes('the checksum of an entry is wrong'))).toHaveLength(1);
});
