/** Data of every released schema is opened, brought up to date, and copied before. */
import {mkdtemp, readdir, readFile, rm, stat} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {afterEach, beforeEach, describe, expect, test} from '@jest/globals';
import type {Migration} from '../../src/shared/sqlite/migration.ts';
import {migrate, MIGRATIONS, statementsOf, type UpgradeStep} from '../../src/server/stores/sqlite/engine/schema.ts';
import {openSqliteStore} from '../../src/server/stores/sqlite.ts';

/** One frozen file for each released schema; the last one is today's. */
const RELEASED = MIGRATIONS.map(({version}) => version);
const TODAY = MIGRATIONS.length;
const fixtureOf = (version: number) =>
  readFile(new URL(`./schemas/${String(version).padStart(4, '0')}.sql`, import.meta.url), 'utf8');

let dataDir = '';
const path = () => join(dataDir, 'chat.db');
const openStore = (folder = dataDir) =>
  openSqliteStore({dataDir: folder, now: () => Date.UTC(2030, 0, 1), newId: () => 'x'.repeat(22)});

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'chat-tui-upgrade-'));
});
afterEach(() => rm(dataDir, {recursive: true}));

async function writeFixture(version: number): Promise<void> {
  const database = new DatabaseSync(path());
  database.exec(`PRAGMA journal_mode = WAL; ${await fixtureOf(version)}`);
  database.close();
}

function read<T>(file: string, sql: string): T[] {
  const database = new DatabaseSync(file, {readOnly: true});
  try {
    return database.prepare(sql).all() as T[];
  } finally {
    database.close();
  }
}

/** Every table and index, whatever the space in its text. */
const schemaOf = (file: string) =>
  read<{sql: string}>(file, 'SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name').map(({sql}) =>
    sql.replaceAll(/\s+/g, ' '),
  );

describe.each(RELEASED)('data of schema %i', version => {
  test('ends with the schema of today, and everything in it is still there', async () => {
    await writeFixture(version);
    const store = await openStore();
    const {entries} = await store.entryList({roomId: 1, userId: 2, limit: 10});
    expect(entries.map(({kind}) => kind)).toEqual(['created', 'joined', 'joined', 'message', 'file']);
    expect(entries[3]).toMatchObject({sender: 'ann', text: "it's 語 for @bob"});
    expect(await store.membershipList(2)).toMatchObject([
      {name: 'lobby', topic: 'Welcome', unread: 2, mentions: 1},
      {kind: 'direct', unread: 1, partner: {name: 'ann', role: 'owner'}},
    ]);
    expect(await store.fileList({roomId: 1, userId: 2, limit: 10})).toMatchObject([{name: 'a.txt', sizeBytes: 3}]);
    expect(await store.sessionFind(new Uint8Array([0]), Date.UTC(2030, 0, 1))).toMatchObject({name: 'ann'});
    expect(await store.loginList({limit: 10})).toMatchObject([{name: 'ann', isSuccess: true}]);
    await store.close();
    const fresh = join(dataDir, 'fresh');
    await (await openStore(fresh)).close();
    expect(schemaOf(path())).toEqual(schemaOf(join(fresh, 'chat.db')));
  });
});

describe('an upgrade', () => {
  const NEXT: Migration = {version: 1_000, sql: 'ALTER TABLE rooms ADD COLUMN colour TEXT'};
  const upgrade = (...more: readonly Migration[]) => {
    const connection = new DatabaseSync(path());
    try {
      migrate({connection, dataDir, path: path(), migrations: [...MIGRATIONS, ...more]});
    } finally {
      connection.close();
    }
  };
  const copies = async () => (await readdir(dataDir)).filter(name => name.includes('.schema-'));

  test('goes statement by statement, triggers in one piece, and tells how far it is', async () => {
    for (const {sql} of MIGRATIONS) expect(statementsOf(sql).join('').trim()).toBe(sql.trim());
    const trigger = 'CREATE TRIGGER a AFTER INSERT ON b BEGIN\n  DELETE FROM c;\n  DELETE FROM d;\nEND;\n';
    expect(statementsOf(`CREATE TABLE b (x); -- why\n${trigger}DROP TABLE c`)).toHaveLength(3);
    await writeFixture(TODAY - 2);
    const steps: UpgradeStep[] = [];
    const connection = new DatabaseSync(path());
    migrate({connection, dataDir, path: path(), onStep: step => void steps.push(step)});
    connection.close();
    expect(steps.map(({from, to, done, steps: all}) => [from, to, done, all])).toEqual(
      [0, 1, 2].map(done => [TODAY - 2, TODAY, done, 2]),
    );
  });

  test('keeps a private copy of the database as it was', async () => {
    await writeFixture(TODAY);
    upgrade(NEXT);
    expect(await copies()).toEqual([`chat.db.schema-${TODAY}`]);
    const copy = join(dataDir, `chat.db.schema-${TODAY}`);
    expect((await stat(copy)).mode & 0o777).toBe(0o600);
    expect(read(copy, 'SELECT * FROM rooms')).toHaveLength(2);
    expect(schemaOf(copy).join(' ')).not.toContain('colour');
    expect(schemaOf(path()).join(' ')).toContain('colour');
  });

  test('keeps a copy with the newest messages also while a backup reads an older state of it', async () => {
    await writeFixture(TODAY);
    const backup = new DatabaseSync(path(), {readOnly: true});
    backup.exec('BEGIN; SELECT count(*) FROM rooms');
    const server = new DatabaseSync(path());
    server.exec("UPDATE rooms SET topic = 'the newest' WHERE room_id = 1");
    server.close();
    upgrade(NEXT);
    expect(backup.prepare('SELECT topic FROM rooms WHERE room_id = 1').get()).toEqual({topic: 'Welcome'});
    backup.close();
    const copy = join(dataDir, `chat.db.schema-${TODAY}`);
    expect(read(copy, 'SELECT topic FROM rooms WHERE room_id = 1')).toEqual([{topic: 'the newest'}]);
    expect(read(copy, 'PRAGMA user_version')).toEqual([{user_version: TODAY}]);
    expect((await stat(copy)).mode & 0o777).toBe(0o600);
    expect(await copies()).toEqual([`chat.db.schema-${TODAY}`]);
  });

  test('that fails changes nothing, and can be tried again', async () => {
    await writeFixture(TODAY);
    const before = schemaOf(path());
    expect(() => upgrade(NEXT, {version: 1_001, sql: 'CREATE TABLE half (a); SELECT * FROM absent'})).toThrow(
      'no such table: absent',
    );
    expect(schemaOf(path()).join(' ')).not.toContain('half');
    expect(read(path(), 'PRAGMA user_version')).toEqual([{user_version: 1_000}]);
    upgrade(NEXT, {version: 1_001, sql: 'CREATE TABLE whole (a)'});
    expect(schemaOf(path())).toHaveLength(before.length + 1);
  });

  test('is not made when there is nothing to do, nor a copy', async () => {
    await writeFixture(TODAY);
    upgrade();
    await (await openStore()).close();
    expect(await copies()).toEqual([]);
  });

  test('backwards is refused with a plain sentence', async () => {
    await writeFixture(TODAY);
    upgrade(NEXT);
    await expect(openStore()).rejects.toThrow(/was written by a newer chat-tui \(schema 1000.*Update chat-tui\.$/);
  });
});

test('an index of counted kinds that is of another version is made anew, and what is unread is counted', async () => {
  await writeFixture(TODAY);
  const before = new DatabaseSync(path());
  before.exec(`DROP INDEX entries_counted;
    CREATE INDEX entries_counted ON entries (room_id, seq, sender_id) WHERE kind IN ('message', 'poem')`);
  before.close();
  const store = await openStore();
  const [ann] = await store.accountList({limit: 1});
  expect((await store.membershipList(ann?.userId ?? 0)).every(({unread}) => unread >= 0)).toBe(true);
  await store.close();
  const [{sql}] = read(path(), "SELECT sql FROM sqlite_schema WHERE name = 'entries_counted'") as [{sql: string}];
  expect(sql).toMatch(/kind IN \('action', 'file', 'message', 'sealed'\)/);
});

test('the bytes of the log are counted anew where earlier versions have counted too many', async () => {
  await writeFixture(26);
  const before = new DatabaseSync(path());
  before.exec(`UPDATE rooms SET log_bytes = 1000000; UPDATE log_usage SET bytes = 1000000;
    INSERT INTO log_usage VALUES (77, 5);
    INSERT INTO became (room_id, seq, data, first_text)
      SELECT room_id, seq, '{}', '"first 語"' FROM entries WHERE room_id = 1 AND kind = 'message'`);
  const entries = before.prepare('SELECT room_id, seq, sender_id, text FROM entries').all();
  const [edited] = before.prepare('SELECT seq FROM became').all();
  before.close();
  await (await openStore()).close();
  const sums = (by: 'room_id' | 'sender_id') => {
    const sum = new Map<number, number>();
    for (const row of entries) {
      const isEdited = row['room_id'] === 1 && row['seq'] === edited!['seq'];
      const bytes =
        128 + Buffer.byteLength(String(row['text'] ?? '')) + (isEdited ? Buffer.byteLength('"first 語"') : 0);
      sum.set(Number(row[by]), (sum.get(Number(row[by])) ?? 0) + bytes);
    }
    return [...sum].toSorted(([one], [other]) => one - other);
  };
  const counted = (sql: string) => read<Record<string, number>>(path(), sql).map(row => Object.values(row));
  expect(counted('SELECT room_id, log_bytes FROM rooms WHERE last_seq > 0 ORDER BY room_id')).toEqual(sums('room_id'));
  expect(counted('SELECT user_id, bytes FROM log_usage ORDER BY user_id')).toEqual(sums('sender_id'));
});

test('what was left of encrypted rooms that are gone is erased, that of others stays', async () => {
  await writeFixture(26);
  const before = new DatabaseSync(path());
  before.exec(`INSERT INTO rooms (room_id, kind, name, topic, created_at_ms, conv, member_count)
      VALUES (50, 'private', '~50', '', 1, x'00', 0), (51, 'private', 'garden', '', 1, x'01', 1)`);
  for (const roomId of [50, 51]) {
    before.prepare("INSERT INTO epochs VALUES (?, 0, 1, x'00')").run(roomId);
    const box = before.prepare("INSERT INTO boxes VALUES (?, ?, 0, x'00')");
    for (let device = 0; device < 250; device++) box.run(`device ${device}`, roomId);
  }
  before.close();
  const store = await openStore();
  while ((await store.roomErase()) !== undefined) continue;
  await store.close();
  for (const table of ['epochs', 'boxes'])
    expect(read(path(), `SELECT DISTINCT room_id FROM ${table}`)).toEqual([{room_id: 51}]);
  expect(read(path(), 'SELECT * FROM erased_rooms')).toEqual([]);
});

test('a link to set a password ends where who made it was not stored', async () => {
  await writeFixture(27);
  const before = new DatabaseSync(path());
  before.exec("INSERT INTO password_resets (user_id, code_hash, expires_at_ms) VALUES (2, x'07', 9000000000000)");
  before.close();
  const store = await openStore();
  await expect(store.passwordResetFind(new Uint8Array([7]), 0)).rejects.toMatchObject({code: 'reset-over'});
  const reset = {userId: 2, byUserId: 1, codeHash: new Uint8Array([8]), expiresAtMs: 9_000_000_000_000};
  await store.passwordResetCreate(reset);
  expect(await store.passwordResetFind(reset.codeHash, 0)).toMatchObject({userId: 2});
  await store.close();
});
