/** Starting, stopping, restarting; what lies in the data folder; how long an embedded server lives. */
import {once} from 'node:events';
import {chmod, mkdtemp, readdir, rm, stat, writeFile} from 'node:fs/promises';
import {request} from 'node:http';
import type {Socket} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {describe, expect, test} from '@jest/globals';
import {setImmediate as nextTurn} from 'node:timers/promises';
import {newId} from '../../src/cli/shell.ts';
import {openSqliteStore} from '../../src/server/stores/sqlite.ts';
import {within} from '../support/suite/deadline.ts';
import {rawSocket} from '../support/hostile/rawSocket.ts';
import {world} from '../support/world.ts';
import {codeOf} from '../support/stored/shelf.ts';
import {asker, creation, PATCH} from './filesSupport.ts';

const openStore = (dataDir: string) => openSqliteStore({dataDir, now: () => 1, newId: () => 'x'.repeat(22)});
const messageOf = (work: Promise<unknown>) =>
  work.then(
    () => '',
    (error: unknown) => (error as Error).message,
  );

describe('a server', () => {
  test('says where it is and that it is well', async () => {
    const {url, server} = await world({ports: {programVersion: '1.2.3'}});
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(server.joinLink).toBe(`${url}/join`);
    expect(await (await fetch(`${url}/health`)).json()).toEqual({ok: true, programVersion: '1.2.3'});
    expect(await (await fetch(server.joinLink)).json()).toMatchObject({
      hint: expect.stringMatching(/^[^]*installed[^]*: chat-tui join LINK\b/),
    });
    const nothing = await fetch(`${url}/etc/passwd`);
    expect([nothing.status, await nothing.json()]).toEqual([404, {ok: false}]);
  });

  test('that closes tells everybody, keeps what it accepted, and is gone within a second', async () => {
    const made = await world();
    const [ann, bob] = await made.people('ann', 'bob');
    const sent = Array.from({length: 200}, (_, index) => made.say(ann!, made.lobby, `${index}`));
    await sent[0];
    const closing = made.server.close();
    const results = await Promise.allSettled(sent);
    await within('the end of the server', closing);
    expect(await bob!.next('sessionEnded')).toEqual({code: 'server-closing', detail: ''});
    await made.server.whenStopped;
    await made.restart();
    const back = await made.open('ann', ann!.token);
    const {entries} = await back.request('entryList', {roomId: made.lobby, limit: 200});
    const kept = new Set(entries.map(({seq}) => seq));
    const promised = results.flatMap(result => (result.status === 'fulfilled' ? [result.value.seq] : []));
    expect(promised.length).toBeGreaterThan(0);
    expect(promised.filter(seq => !kept.has(seq))).toEqual([]);
  });

  test('closes at once whenever an upload begins', async () => {
    const longestMs = [];
    for (let turns = 0; turns < 12; turns++) {
      const made = await world();
      const ann = await made.person('ann');
      const offer = {roomId: made.lobby, clientMsgId: made.newId(), name: 'a.bin', sizeBytes: 1_000_000_000};
      const {fileId} = await ann.request('fileOffer', offer);
      const asAnn = asker(made.url, ann.token);
      await asAnn('POST', '/files/', creation(fileId, offer.sizeBytes));
      const headers = {...PATCH, authorization: `Bearer ${ann.token}`, 'upload-offset': '0'};
      const upload = request(`${made.url}/files/${fileId}`, {method: 'PATCH', headers});
      const ended = new Promise(resolve => upload.once('error', resolve).once('response', resolve));
      upload.write(Buffer.alloc(100_000));
      const [tcp] = (await once(upload, 'socket')) as [Socket];
      if (tcp.connecting) await once(tcp, 'connect');
      for (let turn = 0; turn < turns; turn++) await nextTurn();
      const startMs = performance.now();
      await made.server.close();
      longestMs.push(performance.now() - startMs);
      await ended;
      upload.destroy();
    }
    expect(Math.max(...longestMs)).toBeLessThan(4_500);
  });

  test('closes also when somebody does not read, and when somebody never said anything', async () => {
    const made = await world();
    const silent = await rawSocket(made.url);
    silent.tcp.pause();
    const startMs = performance.now();
    await made.server.close();
    expect(performance.now() - startMs).toBeLessThan(4_500);
    silent.tcp.destroy();
  });

  test('closes once, however often it is asked', async () => {
    const {server} = await world();
    await Promise.all([server.close(), server.close('again')]);
    await server.whenStopped;
    await expect(fetch(`${server.url}/health`)).rejects.toThrow('fetch failed');
  });

  test('does not start on a port that is taken', async () => {
    const {url} = await world();
    const work = world({settings: {port: Number(new URL(url).port)}});
    expect(await codeOf(work)).toBe('port-in-use');
  });

  test('does not start on an address of somebody else', async () => {
    expect(await codeOf(world({settings: {host: '192.0.2.1'}}))).toBe('host-unusable');
  });
});

describe('a bug of the server', () => {
  test('is told as a number that is also in its log, and touches nobody else', async () => {
    let constant: string | undefined;
    const made = await world({ports: {newId: () => constant ?? newId()}});
    const ann = await made.person('ann');
    constant = 'the-same-id-every-time';
    await ann.request('topicSet', {roomId: made.lobby, topic: 'one'});
    const answer = await ann.codeOf('topicSet', {roomId: made.lobby, topic: 'two'});
    expect(answer).toBe('internal ery-time');
    const line = made.logLines.find(one => one.includes('"level":"error"')) ?? '';
    expect(line).toMatch(/"incident":"ery-time","request":"topicSet","error":.*UNIQUE constraint failed/);
    expect((await ann.another()).session.rooms).toMatchObject([{topic: 'one'}]);
  });
});

describe('the data folder', () => {
  test('is for its owner alone', async () => {
    const {dataDir, person} = await world();
    await person('ann');
    const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);
    expect(await modeOf(dataDir)).toBe('700');
    const names = (await readdir(dataDir, {withFileTypes: true})).filter(entry => entry.isFile()).map(({name}) => name);
    expect(names).toEqual(expect.arrayContaining(['chat.db', 'chat.db-wal', 'invite-code', 'server.lock']));
    for (const name of names) expect([name, await modeOf(join(dataDir, name))]).toEqual([name, '600']);
  });

  test('holds neither passwords nor tokens', async () => {
    const made = await world();
    const ann = await made.person('ann');
    await made.server.close();
    const database = new DatabaseSync(join(made.dataDir, 'chat.db'), {readOnly: true});
    const stored = JSON.stringify([
      database.prepare('SELECT * FROM accounts').all(),
      database.prepare('SELECT hex(token_hash) AS hash FROM sessions').all(),
    ]);
    database.close();
    expect(stored).toContain('$argon2id$v=19$m=8,t=1,p=1$');
    expect(stored).not.toContain('a password for tests');
    expect(stored).not.toContain(ann.token);
  });

  test('belongs to one server at a time', async () => {
    const {dataDir} = await world();
    expect(await messageOf(openStore(dataDir))).toMatch(/is in use by another chat-tui server/);
  });

  test('of a newer program is refused with a plain sentence, and not touched', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'chat-tui-newer-'));
    await (await openStore(dataDir)).close();
    const database = new DatabaseSync(join(dataDir, 'chat.db'));
    database.exec('PRAGMA user_version = 999');
    database.close();
    expect(await messageOf(openStore(dataDir))).toMatch(
      /was written by a newer chat-tui \(schema 999.*Update chat-tui\.$/,
    );
    expect(await messageOf(openStore(dataDir))).toMatch(/newer/);
    await rm(dataDir, {recursive: true});
  });

  test('that is no folder, or holds no database, is refused with a plain sentence', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'chat-tui-broken-'));
    await writeFile(join(dataDir, 'file'), '');
    expect(await messageOf(openStore(join(dataDir, 'file')))).toMatch(/cannot be used as data folder/);
    await writeFile(join(dataDir, 'chat.db'), 'this is no database, whatever its name may say'.repeat(100));
    expect(await messageOf(openStore(dataDir))).toMatch(/is damaged \(file is not a database\)\. Put back a backup/);
    await rm(dataDir, {recursive: true});
  });

  test('keeps the mode that somebody gave it; where others can write, it is refused', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'chat-tui-mode-'));
    const modeOf = async (path: string) => (await stat(path)).mode & 0o777;
    await chmod(dataDir, 0o755);
    await (await openStore(dataDir)).close();
    expect(await Promise.all([dataDir, join(dataDir, 'chat.db')].map(modeOf))).toEqual([0o755, 0o600]);
    await chmod(dataDir, 0o777);
    expect(await messageOf(openStore(dataDir))).toMatch(
      /others can write in it\. Choose one of your own with --data\.$/,
    );
    await rm(dataDir, {recursive: true});
  });
});

describe('an embedded server', () => {
  const embedded = () => world({settings: {isEmbedded: true}});

  test('is not kept alive by anonymous connections, but somebody may take a while to type a password', async () => {
    const {server, clock, device} = await embedded();
    await device();
    clock.turn(9 * 60_000);
    const late = await device();
    expect(await late.codeOf('serverShow', {})).toBe('ok');
    clock.turn(60_000);
    await server.whenStopped;
  });
  const isStopped = (server: {whenStopped: Promise<void>}) =>
    Promise.race([server.whenStopped.then(() => true), nextTurn().then(() => nextTurn(false))]);

  test('stops when nobody came within a minute', async () => {
    const {server, clock} = await embedded();
    clock.turn(59_999);
    expect(await isStopped(server)).toBe(false);
    clock.turn(1);
    await server.whenStopped;
  });

  test('stops ten seconds after the last one has gone, not while somebody is there or comes back', async () => {
    const made = await embedded();
    const ann = await made.person('ann');
    made.clock.turn(3_600_000);
    expect(await isStopped(made.server)).toBe(false);
    await ann.close();
    const back = await made.open('ann', ann.token);
    made.clock.turn(10_000);
    await back.settle();
    await back.close();
    await made.isEmpty();
    made.clock.turn(10_000);
    await made.server.whenStopped;
  });

  test('stays when its owner says so, and stops when its owner says so', async () => {
    const made = await embedded();
    const [ann, bob] = await made.people('ann', 'bob');
    expect(await bob!.codeOf('serverKeep', {})).toBe('not-allowed');
    expect(await bob!.codeOf('serverStop', {})).toBe('not-allowed');
    await ann!.request('serverKeep', {});
    await Promise.all([ann!.close(), bob!.close()]);
    await made.isEmpty();
    made.clock.turn(3_600_000);
    const back = await made.open('ann', ann!.token);
    await back.request('serverStop', {});
    expect(await back.next('sessionEnded')).toMatchObject({code: 'server-closing'});
    await made.server.whenStopped;
  });

  test('is the only kind that clients can keep or stop', async () => {
    const {person, server} = await world();
    const ann = await person('ann');
    expect(await ann.codeOf('serverKeep', {})).toBe('not-allowed');
    expect(await ann.codeOf('serverStop', {})).toBe('not-allowed');
    expect(await isStopped(server)).toBe(false);
  });
});
