/** The local store of an account: versions, several programs at once, what earlier releases left, and files that were fetched. */
import {mkdir, readdir, readFile, stat, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {describe, expect, test} from '@jest/globals';
import {newId} from '../../src/cli/shell.ts';
import {putFetched, readFetched} from '../../src/client/local/fetched.ts';
import {openSealedRows} from '../../src/client/local/sealedRows.ts';
import {inStore, MIGRATIONS, openLocalStore} from '../../src/client/local/store.ts';
import type {OutboxMessage} from '../../src/client/sending/outboxRows.ts';
import {temporaryFolder} from './support/member.ts';
import {outboxIn} from './support/outbox.ts';

const now = () => 1_000;
const message = (text: string, writtenAtMs = 1): OutboxMessage => ({
  clientMsgId: newId(),
  roomId: 1,
  roomLabel: '#lobby',
  kind: 'message',
  text,
  writtenAtMs,
  status: 'sending',
});

/** As earlier releases wrote it: one file for each run. */
async function oldFile(dir: string, name: string, sql: string): Promise<string> {
  await mkdir(dir, {recursive: true});
  const path = join(dir, name);
  const database = new DatabaseSync(path);
  database.exec(`PRAGMA journal_mode = WAL; ${sql}`);
  database.close();
  return path;
}

const OLD_MESSAGES = `CREATE TABLE message (position INTEGER PRIMARY KEY AUTOINCREMENT, client_msg_id TEXT NOT NULL UNIQUE,
  room_id INTEGER NOT NULL, room_label TEXT NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL, written_at_ms INTEGER NOT NULL,
  error_code TEXT, error_detail TEXT) STRICT;
  INSERT INTO message VALUES (1, 'one', 1, '#lobby', 'message', '"unsent\\nin two lines"', 5, NULL, NULL)`;
const OLD_DRAFTS = `CREATE TABLE draft (room_id INTEGER PRIMARY KEY, room_label TEXT NOT NULL, text TEXT NOT NULL) STRICT;
  INSERT INTO draft VALUES (1, '#lobby', '"half a sen"')`;

describe('outbox files of earlier releases', () => {
  test('are taken over at the first opening, with and without drafts', async () => {
    const [dir, oldDir] = [await temporaryFolder(), await temporaryFolder()];
    await oldFile(oldDir, 'a.sqlite', OLD_MESSAGES);
    await oldFile(oldDir, 'b.sqlite', OLD_DRAFTS);
    const {outbox, leftovers, drafts, damagedPaths} = await outboxIn(dir, {oldDir});
    expect(leftovers).toMatchObject([{clientMsgId: 'one', text: 'unsent\nin two lines', writtenAtMs: 5}]);
    expect(drafts).toEqual([{roomId: 1, roomLabel: '#lobby', text: 'half a sen'}]);
    expect([damagedPaths, await readdir(oldDir)]).toEqual([[], []]);
    await outbox.close();
    const again = await outboxIn(dir, {oldDir});
    expect([again.leftovers.length, again.drafts.length]).toEqual([1, 1]);
    await again.outbox.close();
  });

  test('are taken over in the order of their runs, whatever their names are', async () => {
    const [dir, oldDir] = [await temporaryFolder(), await temporaryFolder()];
    await oldFile(oldDir, 'a.sqlite', OLD_MESSAGES);
    await oldFile(oldDir, 'b.sqlite', OLD_MESSAGES.replace("'one'", "'zero'").replace(', 5, ', ', 4, '));
    const {outbox, leftovers} = await outboxIn(dir, {oldDir});
    expect(leftovers.map(({clientMsgId}) => clientMsgId)).toEqual(['zero', 'one']);
    await outbox.close();
  });

  test('stay where they are while their program runs, and when they are of another make', async () => {
    const [dir, oldDir] = [await temporaryFolder(), await temporaryFolder()];
    const running = new DatabaseSync(await oldFile(oldDir, 'running.sqlite', OLD_MESSAGES));
    running.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    const strange = await oldFile(oldDir, 'strange.sqlite', 'CREATE TABLE message (something TEXT)');
    const {outbox, leftovers, unreadPaths} = await outboxIn(dir, {oldDir});
    expect([leftovers, unreadPaths]).toEqual([[], [strange]]);
    expect((await readdir(oldDir)).filter(name => name.endsWith('.sqlite'))).toEqual([
      'running.sqlite',
      'strange.sqlite',
    ]);
    running.close();
    await outbox.close();
  });
});

describe('several programs', () => {
  test('that open a new store at once all get in, and each keeps what is its own', async () => {
    const dir = await temporaryFolder();
    const opened = await Promise.all(Array.from({length: 6}, () => outboxIn(dir)));
    opened.forEach(({outbox}, index) => outbox.put(message(`of ${index}`, index)));
    const late = await outboxIn(dir);
    expect(late.leftovers).toEqual([]);
    await Promise.all(opened.slice(0, 4).map(({outbox}) => outbox.close()));
    const next = await outboxIn(dir);
    expect(next.leftovers.map(({text}) => text)).toEqual(['of 0', 'of 1', 'of 2', 'of 3']);
    for (const {outbox} of [...opened.slice(4), late, next]) await outbox.close();
    expect(await readdir(dir)).toEqual(['store.sqlite']);
  });

  test('that were killed leave a lock nobody holds, or one with garbage in it', async () => {
    const dir = await temporaryFolder();
    const {outbox} = await outboxIn(dir, {adopts: false});
    outbox.put(message('left'));
    await outbox.close();
    await writeFile(join(dir, `${newId()}.lock`), '');
    await writeFile(join(dir, `${newId()}.lock`), 'garbage '.repeat(500));
    const next = await outboxIn(dir);
    expect(next.leftovers.map(({text}) => text)).toEqual(['left']);
    await next.outbox.close();
    expect(await readdir(dir)).toEqual(['store.sqlite']);
  });

  test('wait for each other, and a lock that lasts is no damage', async () => {
    const dir = await temporaryFolder();
    const {outbox} = await outboxIn(dir);
    const other = await openLocalStore({dir, now});
    other.exec('PRAGMA busy_timeout = 0; BEGIN IMMEDIATE');
    expect(() => outbox.put(message('later'))).toThrow(expect.objectContaining({code: 'outbox-full'}));
    other.exec('COMMIT');
    other.close();
    outbox.put(message('later'));
    await outbox.close();
    expect(await readdir(dir)).toEqual(['store.sqlite']);
  });
});

describe('a damaged store', () => {
  test('gives what can still be read of it: messages, drafts and transfers before and behind the damage', async () => {
    const dir = await temporaryFolder();
    const {outbox} = await outboxIn(dir, {adopts: false});
    const texts = Array.from({length: 200}, (_, at) => `unsent ${at} ${'x'.repeat(400)}`);
    texts.forEach((text, at) => outbox.put(message(text, at)));
    outbox.putDraft({roomId: 1, roomLabel: '#lobby', text: 'half a sen'});
    await outbox.close();
    const path = join(dir, 'store.sqlite');
    const whole = await readFile(path);
    const at = Math.floor(whole.indexOf('unsent 100 ') / 4_096) * 4_096;
    await writeFile(
      path,
      Buffer.concat([whole.subarray(0, at), Buffer.alloc(4_096, 0xff), whole.subarray(at + 4_096)]),
    );
    const again = await outboxIn(dir);
    const found = again.leftovers.map(({text}) => text);
    expect(found.length).toBeGreaterThan(180);
    expect([found[0], found.at(-1)]).toEqual([texts[0], texts.at(-1)]);
    expect(again.drafts.map(({text}) => text)).toEqual(['half a sen']);
    expect(again.damagedPaths).toEqual([`${path}.damaged-1000`]);
    await again.outbox.close();
  });
});

describe('versions of the store', () => {
  const added = {version: MIGRATIONS.length + 1, sql: 'CREATE TABLE added (id INTEGER PRIMARY KEY) STRICT'};

  test('are brought up to date after a copy of what was there', async () => {
    const dir = await temporaryFolder();
    const {outbox} = await outboxIn(dir);
    outbox.put(message('kept'));
    await outbox.close();
    const found = await inStore({dir, now, migrations: [...MIGRATIONS, added]}, database => [
      database.prepare('SELECT count(*) AS count FROM message').get()?.['count'],
      database.prepare('SELECT count(*) AS count FROM added').get()?.['count'],
    ]);
    expect(found).toEqual([1, 0]);
    expect(await readdir(dir)).toEqual(['store.sqlite', `store.sqlite.schema-${MIGRATIONS.length}`]);
    expect((await stat(join(dir, `store.sqlite.schema-${MIGRATIONS.length}`))).mode & 0o777).toBe(0o600);
  });

  test('of a development version, which had less in its eleventh schema, get what it lacks', async () => {
    const dir = await temporaryFolder();
    await inStore({dir, now}, database => {
      // As it was made between two releases.
      database.exec(`DROP TABLE sealed_accepted; DROP TABLE sealed_label;
        CREATE TABLE sealed_label (label TEXT PRIMARY KEY, accepted_id INTEGER) STRICT, WITHOUT ROWID;
        INSERT INTO sealed_label VALUES ('@bob', 3); PRAGMA user_version = 11`);
    });
    const database = await openLocalStore({dir, now});
    const rows = openSealedRows({dir, database, programId: 'test', close: () => database.close()});
    expect(rows.labels()).toEqual([{label: '@bob', acceptedIds: []}]);
    rows.acceptLabel('@bob', 3);
    expect(rows.labelOf('@bob')).toEqual({label: '@bob', acceptedIds: [3]});
    rows.close();
  });

  test('of a newer program are left alone, with a sentence', async () => {
    const dir = await temporaryFolder();
    await inStore({dir, now, migrations: [...MIGRATIONS, added]}, () => undefined);
    await expect(outboxIn(dir)).rejects.toMatchObject({
      code: 'settings-invalid',
      detail: expect.stringMatching(/newer chat-tui.*Update/),
    });
    expect(await readdir(dir)).toEqual(['store.sqlite']);
  });

  test('that fail in the middle change nothing', async () => {
    const dir = await temporaryFolder();
    await inStore({dir, now}, () => undefined);
    const broken = {version: added.version, sql: `${added.sql}; CREATE TABLE added (id INTEGER)`};
    await expect(inStore({dir, now, migrations: [...MIGRATIONS, broken]}, () => 0)).rejects.toThrow('already exists');
    expect(await inStore({dir, now}, database => readFetched(database))).toEqual([]);
  });
});

describe('what was fetched', () => {
  test('is kept for the newest 1,000', async () => {
    const dir = await temporaryFolder();
    const kept = await inStore({dir, now}, database => {
      database.exec('PRAGMA synchronous = OFF');
      for (let at = 0; at < 1_003; at++) {
        putFetched(database, {
          fileId: `file${at}`,
          roomId: 1,
          name: 'a',
          peer: 'bob',
          sizeBytes: 1,
          path: '/a',
          fetchedAtMs: at,
          isListed: true,
        });
      }
      return readFetched(database);
    });
    expect([kept.length, kept[0]?.fileId]).toEqual([1_000, 'file3']);
  });
});
