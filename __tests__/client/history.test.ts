/** What is kept on this machine of what was seen: before the server answers, without it, and after it has changed its mind. */
import {readFile, stat, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {afterAll, expect, test} from '@jest/globals';
import {newId} from '../../src/cli/shell.ts';
import {deleteMessage, editMessage} from '../../src/client/actions/messages/messageActions.ts';
import {sendText} from '../../src/client/actions/messages/message.ts';
import {createRoom, enterRoom, joinRoom, leaveRoom} from '../../src/client/actions/room.ts';
import {searchMessages} from '../../src/client/actions/search.ts';
import type {ClientOptions} from '../../src/client/core/core.ts';
import {submit} from '../../src/client/input/submit.ts';
import {untilStatus} from '../../src/client/log/waiting.ts';
import {openFaultProxy} from '../support/machine/faultProxy.ts';
import {cleanUp, onCleanUp} from '../support/program.ts';
import {world} from '../support/world.ts';
import {fakeServer, lobby, ok, session} from './support/fakeServer.ts';
import {clientOf, member, temporaryFolder, toMember, type Member} from './support/member.ts';

afterAll(cleanUp);

const history = {messagesMax: 1_000, bytesMax: 64 * 1024 ** 2};

/** The next start of the same person's program. */
async function nextStart(serverUrl: string, {name, token, dataDir}: Member, more: Partial<ClientOptions> = {}) {
  return toMember(await clientOf({serverUrl, token, dataDir, account: name, history, ...more}), name, token);
}

/** Everything that the files of the account hold. */
async function bytesOf({client, name}: Member): Promise<string> {
  const files = ['history.sqlite', 'history.sqlite-wal'].map(file => join(client.local.dirOf(name), file));
  return (await Promise.all(files.map(file => readFile(file, 'latin1').catch(() => '')))).join();
}

const has = ({client}: Member): boolean => client.getState().roomById[1] !== undefined;

const wordsIn = async ({client}: Member, words: string): Promise<string[]> =>
  (await searchMessages(client, {words})).hits.map(({entry}) => ('text' in entry ? entry.text : ''));

test('is there before the server answers and without it; what is written then goes when it comes', async () => {
  const made = await world();
  const proxy = await openFaultProxy(Number(new URL(made.url).port));
  onCleanUp(() => proxy.close());
  const bob = await member(made.url, 'bob');
  const first = await member(proxy.url, 'ann', {history});
  const {roomId} = await createRoom(bob.client, {name: 'dev', isPrivate: false, topic: 'what we do'});
  await joinRoom(first.client, 'dev');
  enterRoom(first.client, roomId);
  for (const text of ['one secretword', 'two edited', 'three stays']) await sendText(bob.client, roomId, text);
  await first.sees('all of it', () => first.texts(roomId).length === 3);
  const one = first.room(roomId).entries.find(entry => 'text' in entry && entry.text === 'one secretword');
  const two = first.room(roomId).entries.find(entry => 'text' in entry && entry.text === 'two edited');
  first.client.history.keepView({roomLabel: '#dev'});
  await first.client.close();
  const file = join(first.client.local.dirOf('ann'), 'history.sqlite');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await bytesOf(first)).toContain('secretword');

  proxy.refuse(true);
  proxy.resetAll();
  const away = await nextStart(proxy.url, first);
  await away.sees('the room', ({currentRoomId}) => currentRoomId === roomId);
  expect(away.texts(roomId)).toEqual(['one secretword', 'two edited', 'three stays']);
  expect([away.room(roomId).room.topic, away.client.getState().me?.name]).toEqual(['what we do', 'ann']);
  expect(await wordsIn(away, 'edit* two')).toEqual(['two edited']);
  expect(await searchMessages(away.client, {words: 'stays', from: 'bob', roomId})).toMatchObject({isKeptOnly: true});
  expect((await searchMessages(away.client, {words: 'stays', from: 'ann'})).hits).toEqual([]);
  const place = {kind: 'goTo', roomId, seq: one?.seq};
  for (const [typed, wanted] of [
    ['today', {...place, seq: away.room(roomId).entries[0]?.seq}],
    ['oldest', {...place, seq: 1}],
    [`#dev/${one?.seq}`, place],
  ] as const)
    expect([typed, await submit(away.client, `/goto ${typed}`)]).toEqual([typed, wanted]);
  expect(await submit(away.client, '/goto 2100-01-01')).toMatchObject({code: 'place-not-found'});
  // Never that one is not logged in.
  expect(await submit(away.client, 'written without a server')).toEqual({kind: 'done'});
  expect(away.room(roomId).pending.map(({text}) => text)).toEqual(['written without a server']);
  expect(await submit(away.client, '/topic x')).toMatchObject({kind: 'refused', code: 'disconnected'});

  await deleteMessage(bob.client, {roomId, seq: one?.seq ?? 0}, '');
  await editMessage(bob.client, {roomId, seq: two?.seq ?? 0}, 'two as it is');
  proxy.refuse(false);
  await away.sees('the message at the server', () => away.texts(roomId).includes('written without a server'));
  await away.sees('nothing waiting', () => away.room(roomId).pending.length === 0);
  expect(away.texts(roomId).filter(text => text !== '')).toEqual([
    'two as it is',
    'three stays',
    'two as it is',
    'written without a server',
  ]);
  await away.client.close();
  expect(await bytesOf(away)).not.toContain('secretword');
  expect(await bytesOf(away)).toContain('written without a server');
});

test('learns what was deleted in rooms nobody looks at, and rooms one has left are gone', async () => {
  const made = await world();
  const bob = await member(made.url, 'bob');
  const first = await member(made.url, 'ann', {history});
  const rooms = await Promise.all(['dev', 'ops'].map(name => createRoom(bob.client, {name, isPrivate: false})));
  const [dev = 0, ops = 0] = rooms.map(({roomId}) => roomId);
  for (const name of ['dev', 'ops']) await joinRoom(first.client, name);
  await sendText(bob.client, dev, 'a plumtree');
  await sendText(bob.client, ops, 'a peartree');
  const sent = await sendText(bob.client, dev, 'an appletree');
  expect(sent).toBeDefined();
  await first.sees('both', () => first.room(dev).room.unread === 2 && first.room(ops).room.unread === 1);
  await first.client.close();
  expect(await bytesOf(first)).toMatch(/appletree/);

  const seq = bob.room(dev).entries.findLast(entry => 'text' in entry && entry.text === 'an appletree')?.seq ?? 0;
  await deleteMessage(bob.client, {roomId: dev, seq}, '');
  const again = await nextStart(made.url, first);
  await untilStatus(again.client, 'online');
  await leaveRoom(again.client, ops);
  await again.sees('the room gone', ({roomById}) => roomById[ops] === undefined);
  // In the background, a room after the other.
  for (let tries = 0; tries < 1_000 && /appletree/.test(await bytesOf(again)); tries++)
    await new Promise(resolve => setTimeout(resolve, 25));
  const left = await bytesOf(again);
  expect([/plumtree/, /peartree/, /appletree/].map(word => word.test(left))).toEqual([true, false, false]);
  expect(again.client.history.count()).toBeGreaterThan(1);
  expect(await submit(again.client, '/cache clear')).toMatchObject({
    sentence: expect.stringMatching(/^\d+ entries removed/),
  });
  expect([again.client.history.count(), /plumtree/.test(await bytesOf(again))]).toEqual([0, false]);
});

test('of another log than the server’s is thrown away: a shorter one, or one with other entries in the same places', async () => {
  const entry = (seq: number, of: string) => ({
    seq,
    id: `${of}${seq}`.padStart(22, 'x'),
    sender: 'bob',
    sentAtMs: 1,
    kind: 'message',
    text: `${of} ${seq}`,
  });
  const server = await fakeServer();
  const serve = (of: string, lastSeq: number) => {
    server.answers['sessionOpen'] = () => session('ann', [lobby({lastSeq})]);
    server.answers['entryList'] = ({afterSeq}: {afterSeq?: number}) => {
      const from = afterSeq === undefined ? 1 : afterSeq + 1;
      const entries = Array.from({length: Math.max(0, lastSeq + 1 - from)}, (_, at) => entry(from + at, of));
      return ok({entries, lastSeq});
    };
  };
  const dataDir = await temporaryFolder();
  const start = () => nextStart(server.url, {name: 'ann', token: 'ct_x', dataDir} as Member);
  serve('old', 20);
  const first = await start();
  await first.sees('the log', () => has(first) && first.texts().length === 20);
  await first.client.close();
  // The same length, and longer.
  for (const [of, lastSeq] of [
    ['new', 20],
    ['other', 25],
  ] as const) {
    serve(of, lastSeq);
    const next = await start();
    await next.sees(
      'the log of today',
      () => has(next) && next.texts().length === lastSeq && next.texts()[0] === `${of} 1`,
    );
    await next.client.close();
    const kept = await bytesOf(next);
    expect([kept.includes(`${of} 20`), /old \d/.test(kept)]).toEqual([true, false]);
  }
  serve('short', 5);
  const last = await start();
  await last.sees('what there is', () => has(last) && last.texts().length === 5 && last.texts()[0] === 'short 1');
  await last.sees('a word about it', () => last.notices().some(notice => /has less than before/.test(notice)));
  await last.client.close();
  expect(/other \d/.test(await bytesOf(last))).toBe(false);
});

test('takes a deleted text away that was told of in the page before an entry that had come already', async () => {
  const about = (seq: number) => ({seq, id: `e${seq}`.padEnd(22, 'x'), sender: 'bob', sentAtMs: seq});
  const message = (seq: number, text: string) => ({...about(seq), kind: 'message', text});
  const log: {seq: number}[] = [message(1, 'a secretword'), message(2, 'stays')];
  const server = await fakeServer({
    sessionOpen: () => session('ann', [lobby({lastSeq: 2})]),
    entryList: ({afterSeq = 0}: {afterSeq?: number}) =>
      ok({entries: log.filter(({seq}) => seq > afterSeq), lastSeq: log.length}),
  });
  const dataDir = await temporaryFolder();
  const ann = await nextStart(server.url, {name: 'ann', token: 'ct_x', dataDir} as Member);
  await ann.sees('the log', () => has(ann) && ann.texts().length === 2);
  expect(await wordsIn(ann, 'secretword')).toEqual(['a secretword']);
  log.push({...about(3), kind: 'deleted', of: 1} as {seq: number}, message(4, 'last'));
  server.tell('entriesAppended', {roomId: 1, entries: log.slice(3)});
  await ann.sees('the end', () => ann.texts().includes('last') && !ann.texts().includes('a secretword'));
  await ann.client.close();
  const kept = await bytesOf(ann);
  expect(['secretword', 'stays', 'last'].map(word => kept.includes(word))).toEqual([false, true, true]);
});

test('stays within its bounds, is shared by two programs, survives damage, and is gone when it is forgotten', async () => {
  const made = await world();
  const small = {messagesMax: 30, bytesMax: 64 * 1024 ** 2};
  const ann = await member(made.url, 'ann', {history: small});
  const other = await nextStart(made.url, ann, {history: small, newId});
  await untilStatus(other.client, 'online');
  for (const one of [ann, other]) enterRoom(one.client, made.lobby);
  for (let at = 1; at <= 60; at++) await sendText(ann.client, made.lobby, `number ${at}`);
  await other.sees('all', () => other.texts().length === 60);
  await Promise.all([ann.client.close(), other.client.close()]);
  const next = await nextStart(made.url, ann, {history: small});
  await next.client.history.recalled();
  expect(next.client.history.count()).toBeLessThanOrEqual(30);
  await untilStatus(next.client, 'online');
  await next.client.close();

  const file = join(next.client.local.dirOf('ann'), 'history.sqlite');
  const whole = await readFile(file);
  await writeFile(file, Buffer.concat([whole.subarray(0, 1_000), Buffer.alloc(whole.length - 1_000, 0xff)]));
  const damaged = await nextStart(made.url, ann);
  await damaged.sees('a word about it', () => damaged.notices().some(notice => /damaged/.test(notice)));
  await damaged.sees('the newest', () => has(damaged) && damaged.texts().includes('number 60'));
  await damaged.client.close();
  expect(await bytesOf(damaged)).toContain('number 60');

  const last = await nextStart(made.url, ann);
  await untilStatus(last.client, 'online');
  await last.client.history.recalled();
  last.client.history.forget();
  await last.client.close();
  expect(await bytesOf(last)).toBe(',');
});

test('takes no more disk than it may, is emptied for another account, and left alone while the disk refuses', async () => {
  const made = await world();
  const bob = await made.person('bob');
  const small = {messagesMax: 100_000, bytesMax: 512 * 1024};
  const ann = await member(made.url, 'ann', {history: small});
  enterRoom(ann.client, made.lobby);
  const file = join(ann.client.local.dirOf('ann'), 'history.sqlite');
  const usedBytes = () => {
    const database = new DatabaseSync(file);
    const [pages, free, size] = ['page_count', 'freelist_count', 'page_size'].map(name =>
      Number(Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0]),
    );
    database.close();
    return ((pages ?? 0) - (free ?? 0)) * (size ?? 0);
  };
  for (let at = 1; at <= 12; at++) {
    await Promise.all(
      Array.from({length: 20}, (_, one) => made.say(bob, made.lobby, `${at}/${one} ${'words and more '.repeat(250)}`)),
    );
    await ann.sees('all of them', () => ann.room(made.lobby).room.lastSeq >= at * 20);
  }
  await ann.client.close();
  expect(usedBytes()).toBeGreaterThan(small.bytesMax / 4);
  expect(usedBytes()).toBeLessThan(small.bytesMax * 1.5);

  // A file that was put there from another account's folder is nobody's history here.
  const other = new DatabaseSync(file);
  other.exec("UPDATE fact SET value = 'http://elsewhere.example eve' WHERE name = 'account'");
  other.close();
  const next = await nextStart(made.url, ann, {history: small});
  await next.client.history.recalled();
  expect(next.client.history.count()).toBe(0);
  await untilStatus(next.client, 'online');
  await next.client.close();

  // Somebody else has locked it: what is seen is shown all the same, and it is said once that it is not kept.
  const holder = new DatabaseSync(file);
  const last = await nextStart(made.url, ann, {history: small});
  await untilStatus(last.client, 'online');
  await last.client.history.recalled();
  holder.exec('BEGIN EXCLUSIVE');
  await made.say(bob, made.lobby, 'while it is locked');
  await last.sees('what was said', () => last.texts().includes('while it is locked'));
  await last.sees('a word about it', () => last.notices().some(notice => /not kept on this machine/.test(notice)));
  holder.exec('ROLLBACK');
  holder.close();
});
