/** Data of every released schema is opened, brought up to date, and copied before. */
import {mkdtemp, readdir, readFile, rm, stat} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {afterEach, beforeEach, describe, expect, test} from '@jest/globals';
import type {Migration} from '../../src/shared/machine/migration.ts';
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
