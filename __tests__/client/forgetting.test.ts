/** What was read on a machine is forgotten there: no file of the account's folder holds a word of it. */
import {readdirSync} from 'node:fs';
import {mkdir, readdir, utimes, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {sendText} from '../../src/client/actions/messages/message.ts';
import {openKeptConversation} from '../../src/client/direct/keptConversation.ts';
import {submit} from '../../src/client/input/submit.ts';
import {inStore, MIGRATIONS, openLocalStore} from '../../src/client/local/store.ts';
import {forgetSeen} from '../../src/cli/account/forgetting.ts';
import {leaveAccount} from '../../src/cli/screening/serverPorts.ts';
import {newId, type Shell} from '../../src/cli/shell.ts';
import {world} from '../support/world.ts';
import {connected, ROOM} from './support/direct.ts';
import {diskOf} from './support/disk.ts';
import {fakeServer, ok} from './support/fakeServer.ts';
import {clientOf, member, memberAgain, temporaryFolder, type Member} from './support/member.ts';

const WORD = 'kiwi-and-lemon';
const DAY_MS = 24 * 60 * 60 * 1000;
const now = () => Date.now();

const SEEN = ['direct_said', 'view', 'fetched', 'decided', 'past_transfer', 'damaged'];
/** Something that was read, and something that is not to be forgotten. */
const ROWS = `INSERT INTO fetched VALUES ('f', 1, '${WORD}.txt', 'bob', 1, '/tmp/${WORD}', 1, 1);
  INSERT INTO decided VALUES ('${WORD}', 1);
  INSERT INTO past_transfer (direction, outcome, room_id, name, peer, size_bytes, moved_bytes, moved_ms, path, ended_at_ms)
    VALUES ('down', 'done', 1, '${WORD}.txt', 'bob', 1, 1, 1, '/tmp/${WORD}', 1);
  INSERT INTO view VALUES ('last', '{"roomLabel":"#${WORD}"}');
  INSERT INTO draft VALUES ('nobody', 1, '#lobby', '"unsent"');
  INSERT INTO permission (name, direct) VALUES ('bob', 'never')`;
const SAY =
  "INSERT INTO direct_said (partner, id, sender, kind, text, sent_at_ms) VALUES ('bob', ?, 'bob', 'message', ?, 1)";

const shellIn = (clientDir: string): Shell => ({paths: {clientDir}, now, newId}) as unknown as Shell;
const forget = ({client, name, dataDir}: Member) =>
  forgetSeen(shellIn(dataDir), {serverUrl: client.options.serverUrl, name});
const countsIn = (dir: string) =>
  inStore({dir, now}, database =>
    [...SEEN, 'draft', 'permission'].map(table => [
      table,
      Number(database.prepare(`SELECT count(*) AS count FROM ${table}`).get()?.['count']),
    ]),
  );
const NOTHING_READ = [...SEEN.map(table => [table, 0]), ['draft', 1], ['permission', 1]];

/** Ann has said and heard the word directly, and her machine keeps it. */
async function annWhoKeeps() {
  const {url} = await world();
  const ann = await member(url, 'ann', {keepsDirect: true});
  const bob = await member(url, 'bob');
  await connected({ann, bob});
  await sendText(bob.client, ROOM, `${WORD} ${'from bob '.repeat(300)}`);
  await sendText(ann.client, ROOM, `${WORD} to bob`);
  await bob.sees('it', () => bob.texts(ROOM).length === 2);
  await ann.sees('both', () => ann.texts(ROOM).length === 2);
  ann.client.parts.direct.end('bob');
  return {ann, dir: ann.client.local.dirOf('ann')};
}

describe('words of direct conversations', () => {
  test('are on the disk, and on no page of any file after the login was forgotten', async () => {
    const {ann, dir} = await annWhoKeeps();
    await ann.client.close();
    expect(diskOf({dataDir: dir}).includes(WORD)).toBe(true);
    await inStore({dir, now}, database => database.exec(ROWS));
    await forget(ann);
    expect(diskOf({dataDir: dir}).includes(WORD)).toBe(false);
    expect(await countsIn(dir)).toEqual(NOTHING_READ);
  });

  test('are not there any more after /cache clear, nor after the next conversation where none is kept', async () => {
    const {ann, dir} = await annWhoKeeps();
    expect(await submit(ann.client, '/cache clear')).toMatchObject({sentence: '2 entries removed from this machine.'});
    expect(diskOf({dataDir: dir}).includes(WORD)).toBe(false);
    const kept = await openKeptConversation(ann.client, 'bob');
    kept.add({id: newId(), sender: 'bob', kind: 'message', text: WORD, sentAtMs: 1});
    kept.close();
    await ann.client.close();
    expect(diskOf({dataDir: dir}).includes(WORD)).toBe(true);
    const off = await clientOf({serverUrl: ann.client.options.serverUrl, token: ann.token, dataDir: ann.dataDir});
    off.dispatch({type: 'accountRecalled', name: 'ann'});
    await openKeptConversation(off, 'bob');
    expect(diskOf({dataDir: dir}).includes(WORD)).toBe(false);
  });

  test('are not in pages that were freed, or moved, long before', async () => {
    const {url} = await world();
    const ann = await member(url, 'ann');
    const dir = ann.client.local.dirOf('ann');
    await ann.client.close();
    await inStore({dir, now}, database => {
      const say = database.prepare(SAY);
      for (let at = 0; at < 300; at++) say.run(newId(), `${WORD} ${at} ${'x'.repeat((at * 37) % 900)}`);
      database.exec('DELETE FROM direct_said WHERE place % 3 <> 0');
    });
    await forget(ann);
    expect(diskOf({dataDir: dir}).includes(WORD)).toBe(false);
  });
});

test('the screen forgets as the verb does, with what its parts have written last', async () => {
  const {ann, dir} = await annWhoKeeps();
  const store = await ann.client.local.open('ann');
  store.database.exec(ROWS);
  store.close();
  await leaveAccount(shellIn(ann.dataDir), ann.client, {kind: 'logout', forgets: true});
  expect(diskOf({dataDir: dir}).includes(WORD)).toBe(false);
  expect(await countsIn(dir)).toEqual(NOTHING_READ);
});

test('what was said directly is gone before the server is told of the logout', async () => {
  const dir = await temporaryFolder();
  const atLogout = Promise.withResolvers<boolean>();
  const server = await fakeServer({
    sessionEnd() {
      atLogout.resolve(diskOf({dataDir: dir}).includes(WORD));
      return ok();
    },
  });
  const ann = await memberAgain(server.url, {name: 'ann', token: 'ct_x', dataDir: dir} as Member);
  await inStore({dir: ann.client.local.dirOf('ann'), now}, database => database.prepare(SAY).run(newId(), WORD));
  const left = leaveAccount(shellIn(dir), ann.client, {kind: 'logout', forgets: true});
  expect(await atLogout.promise).toBe(false);
  expect(await left).toBe('You are logged out.');
});

test('what cannot be removed is told, together with the logout', async () => {
  const dir = await temporaryFolder();
  const server = await fakeServer({sessionEnd: () => ok()});
  const ann = await memberAgain(server.url, {name: 'ann', token: 'ct_x', dataDir: dir} as Member);
  const own = ann.client.local.dirOf('ann');
  await inStore({dir: own, now}, database => database.prepare(SAY).run(newId(), WORD));
  await mkdir(join(own, 'store.sqlite.damaged-1'));
  const sentence = await leaveAccount(shellIn(dir), ann.client, {kind: 'logout', forgets: true});
  expect(sentence).toMatch(/^You are logged out, but what you have seen is still on this machine\. ./);
});

describe('copies of the store', () => {
  const before = MIGRATIONS.filter(({version}) => version <= 10);
  const namesIn = (dir: string) => readdirSync(dir).filter(name => name.startsWith('store.sqlite.'));
  const CLEARED = ['0 entries', '1 entry'].map(
    text => `${text} removed from this machine, and earlier copies of the local store.`,
  );

  test('from before a change of its tables, and damaged ones, go when the login is forgotten', async () => {
    const ann = await member((await world()).url, 'ann');
    const dir = ann.client.local.dirOf('ann');
    await ann.client.close();
    for (const name of await readdir(dir)) await writeFile(join(dir, name), '');
    await inStore({dir, now, migrations: before}, database => database.prepare(SAY).run(newId(), WORD));
    await inStore({dir, now}, () => undefined);
    for (const name of ['store.sqlite.damaged-1000', 'store.sqlite.damaged-1000-wal'])
      await writeFile(join(dir, name), WORD);
    expect(namesIn(dir)).toHaveLength(3);
    await forget(ann);
    expect([namesIn(dir), diskOf({dataDir: dir}).includes(WORD)]).toEqual([[], false]);
  });

  test.each([0, 1])('go with /cache clear, also where so many entries are in the store: %s', async count => {
    const ann = await member((await world()).url, 'ann');
    const {client} = ann;
    const dir = client.local.dirOf('ann');
    for (const name of ['store.sqlite.schema-10', 'store.sqlite.damaged-1000', 'store.sqlite.damaged-1000-wal'])
      await writeFile(join(dir, name), WORD);
    if (count > 0) await inStore({dir, now}, database => database.prepare(SAY).run(newId(), WORD));
    expect(await submit(client, '/cache clear')).toMatchObject({kind: 'told', sentence: CLEARED[count]});
    expect([namesIn(dir), diskOf({dataDir: dir}).includes(WORD)]).toEqual([[], false]);
    expect(await submit(client, '/cache clear')).toMatchObject({sentence: expect.stringMatching(/^Nothing of/)});
  });

  test('go where direct conversations are not kept any more, with the entries in the store', async () => {
    const ann = await member((await world()).url, 'ann');
    const dir = ann.client.local.dirOf('ann');
    await writeFile(join(dir, 'store.sqlite.schema-10'), WORD);
    // That it is kept was told.
    await writeFile(join(dir, 'store.sqlite.damaged-1000'), '');
    await inStore({dir, now}, database => database.prepare(SAY).run(newId(), WORD));
    await openKeptConversation(ann.client, 'bob');
    expect([namesIn(dir), diskOf({dataDir: dir}).includes(WORD)]).toEqual([['store.sqlite.damaged-1000'], false]);
  });

  test('go after thirty days, and nothing else does', async () => {
    const dir = await temporaryFolder();
    await inStore({dir, now, migrations: before}, () => undefined);
    await inStore({dir, now}, () => undefined);
    const old = ['store.sqlite.damaged-1', 'store.sqlite.schema-mine', 'x-store.sqlite.schema-3'];
    for (const name of old) {
      await writeFile(join(dir, name), '');
      await utimes(join(dir, name), 1, 1);
    }
    const openAt = async (atMs: number) => {
      (await openLocalStore({dir, now: () => atMs})).close();
      return (await readdir(dir)).toSorted();
    };
    expect(await openAt(Date.now() + 29 * DAY_MS)).toContain('store.sqlite.schema-10');
    expect(await openAt(Date.now() + 31 * DAY_MS)).toEqual([...old, 'store.sqlite'].toSorted());
  });
});
