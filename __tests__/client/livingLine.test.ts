/** A line that lives although something on it fails: what was cut, refused for now or overtaken is asked for again, or let be. */
import {afterAll, expect, test} from '@jest/globals';
import {sendText} from '../../src/client/actions/messages/message.ts';
import {enterThread} from '../../src/client/actions/messages/threads.ts';
import {createRoom, enterRoom, joinRoom} from '../../src/client/actions/room.ts';
import type {ClientOptions} from '../../src/client/core/core.ts';
import {untilStatus} from '../../src/client/log/waiting.ts';
import {openFaultProxy} from '../support/machine/faultProxy.ts';
import {cleanUp, onCleanUp} from '../support/program.ts';
import {world} from '../support/world.ts';
import {fakeServer, lobby, ok, refused, session, type FakeServer} from './support/fakeServer.ts';
import {idOf, user} from './support/log.ts';
import {clientOf, member, toMember, type Member} from './support/member.ts';

afterAll(cleanUp);

/** `ann` of a fake server, in her lobby. */
async function annAt(serverUrl: string, more: Partial<ClientOptions> = {}): Promise<Member> {
  const client = await clientOf({serverUrl, token: 'ct_x', ...more});
  await untilStatus(client, 'online');
  enterRoom(client, 1);
  return toMember(client, 'ann', 'ct_x');
}

/** What begins in `run` finds this machine's clock a minute ahead until it is done, as after it has slept. */
async function aMinuteAhead(run: () => Promise<void>): Promise<void> {
  const {now} = Date;
  Date.now = () => now() + 60_000;
  try {
    await run();
  } finally {
    Date.now = now;
  }
}

/** Times out only after the test. */
const PATIENT = {requestTimeoutMs: 600_000};

test('what is asked just after this machine has slept fails at once, as in any cut', async () => {
  const server = await fakeServer({roomList: () => ok({rooms: [], hasMore: false})});
  const ann = await annAt(server.url, PATIENT);
  await ann.sees('the room', () => ann.room().isLoaded);
  await aMinuteAhead(() =>
    expect(ann.client.request('roomList', {limit: 1})).rejects.toMatchObject({code: 'disconnected'}),
  );
  await ann.sees('the next line', ({connection}) => connection.status === 'online');
  expect(server.asked.filter(({name}) => name === 'roomList')).toEqual([]);
});

test('a message sent just after this machine has slept goes with the next line', async () => {
  const server = await fakeServer({messageSend: () => ok({seq: 2, sentAtMs: 1})});
  const ann = await annAt(server.url, PATIENT);
  await ann.sees('the room', () => ann.room().isLoaded);
  await aMinuteAhead(async () => {
    const cut = ann.sees('the cut', ({connection}) => connection.status === 'reconnecting');
    await sendText(ann.client, 1, 'typed then');
    await cut;
  });
  await ann.sees('it sent', () => ann.room().pending.length === 0);
  expect(server.asked.filter(({name}) => name === 'messageSend')).toHaveLength(1);
});

test('a message that waits while its room gets another name is sent to it', async () => {
  const made = await world();
  const proxy = await openFaultProxy(Number(new URL(made.url).port));
  onCleanUp(() => proxy.close());
  const bob = await member(made.url, 'bob');
  const ann = await member(proxy.url, 'ann');
  const {roomId} = await createRoom(bob.client, {name: 'dev', isPrivate: false});
  await joinRoom(ann.client, 'dev');
  enterRoom(ann.client, roomId);
  proxy.refuse(true);
  proxy.resetAll();
  await ann.sees('the cut', ({connection}) => connection.status === 'reconnecting');
  await sendText(ann.client, roomId, 'typed then');
  await bob.client.request('roomRename', {roomId, name: 'ops'});
  proxy.refuse(false);
  await ann.sees('what became of it', () => ann.room(roomId).pending.every(({status}) => status !== 'sending'));
  expect(ann.room(roomId).room.name).toBe('ops');
  expect(ann.room(roomId).pending).toEqual([]);
  await ann.sees('it in the log', () => ann.texts(roomId).includes('typed then'));
});

test('counts that are refused for now are asked for again, and the line stays', async () => {
  const answers = [session('ann'), refused('internal', 'x'), session('ann', [lobby({topic: 'as it is now'})])];
  const server = await fakeServer({sessionOpen: () => answers.shift()});
  const ann = await annAt(server.url);
  await ann.sees('the room', () => ann.room().isLoaded);
  const statuses: string[] = [];
  ann.client.addPart({on: {connectionChanged: ({connection}) => void statuses.push(connection.status)}});
  server.tell('contactChanged', {contact: {user: user('bob'), state: 'blocked', atMs: 1}});
  await ann.sees('what the server says now', () => ann.room().room.topic === 'as it is now');
  expect(statuses).toEqual([]);
});

const askedFor = (server: FakeServer, wanted: string): number =>
  server.asked.filter(({name}) => name === wanted).length;

const message = (seq: number) => ({seq, id: idOf(seq), sender: 'bob', sentAtMs: 1, kind: 'message', text: `${seq}`});

/** The first answer, then another. */
function firstly(first: unknown, then: () => unknown): () => unknown {
  let isFirst = true;
  return () => {
    const answer = isFirst ? first : then();
    isFirst = false;
    return answer;
  };
}

test('what was refused for now is asked for again on the same line: a page, its members, what is missing', async () => {
  const server = await fakeServer({
    entryList: firstly(refused('internal', 'x'), () => ok({entries: [message(1)], lastSeq: 1})),
    memberList: firstly(refused('internal', 'x'), () => ok({members: [user('ann')], total: 1, hasMore: false})),
  });
  const ann = await annAt(server.url);
  await ann.sees('the room', () => ann.room().isLoaded && ann.room().memberNames?.join() === 'ann');
  server.answers['entryList'] = firstly(refused('internal', 'x'), () => ok({entries: [2, 3].map(message), lastSeq: 3}));
  server.tell('entriesAppended', {roomId: 1, entries: [message(3)]});
  await ann.sees('what was missing', () => ann.texts().join() === '1,2,3');
  expect([askedFor(server, 'entryList'), askedFor(server, 'memberList')]).toEqual([4, 2]);
  expect(askedFor(server, 'sessionOpen')).toBe(1);
});

test('what is refused for now is not asked for with every word that comes', async () => {
  const server = await fakeServer({
    entryList: () => refused('internal', 'x'),
    roomList: () => ok({rooms: [], hasMore: false}),
  });
  const ann = await annAt(server.url, {backoff: {firstMs: 3_600_000, maxMs: 3_600_000, random: () => 0}});
  await ann.client.request('roomList', {limit: 1});
  for (let seq = 2; seq < 12; seq++) {
    server.tell('entriesAppended', {roomId: 1, entries: [message(seq)]});
    await ann.sees(`entry ${seq}`, () => ann.room().room.lastSeq === seq);
  }
  await ann.client.request('roomList', {limit: 1});
  expect(askedFor(server, 'entryList')).toBe(1);
});

test('a read position that the server could not take is told again, but not over one that is set back since', async () => {
  const log = Array.from({length: 5}, (_, at) => message(at + 1));
  const late = Promise.withResolvers<unknown>();
  const answers = [refused('storage-full'), ok(), late.promise];
  const told: unknown[] = [];
  const arrived = Array.from({length: 4}, () => Promise.withResolvers<void>());
  const server = await fakeServer({
    sessionOpen: () => session('ann', [lobby({lastSeq: 5, unread: 5, resets: 0})]),
    entryList: () => ok({entries: log, lastSeq: 5}),
    cursorMove(params) {
      arrived[told.push(params) - 1]?.resolve();
      return answers.shift() ?? ok();
    },
  });
  const ann = await annAt(server.url);
  await ann.sees('the room', () => ann.room().isLoaded);
  ann.client.parts.sync.markRead(1, 4);
  await arrived[1]?.promise;
  ann.client.parts.sync.markRead(1, 5);
  await arrived[2]?.promise;
  server.tell('cursorMoved', {roomId: 1, seq: 1, resets: 1});
  await ann.sees('it set back elsewhere', () => ann.room().room.readSeq === 1);
  ann.client.parts.sync.markRead(1, 2);
  late.resolve(refused('storage-full'));
  await arrived[3]?.promise;
  expect(told).toEqual([
    {roomId: 1, seq: 4, resets: 0},
    {roomId: 1, seq: 4, resets: 0},
    {roomId: 1, seq: 5, resets: 0},
    {roomId: 1, seq: 2, resets: 1},
  ]);
});

test('a thread that cannot be had does not close the one that was opened meanwhile', async () => {
  const first = Promise.withResolvers<unknown>();
  const entries = [message(1), message(2)];
  const server = await fakeServer({
    sessionOpen: () => session('ann', [lobby({lastSeq: 2})]),
    entryList: () => ok({entries, lastSeq: 2}),
    entryShow: ({seqs}: {seqs: number[]}) =>
      seqs[0] === 1 ? first.promise : ok({entries: entries.filter(({seq}) => seqs.includes(seq))}),
    threadList: () => ok({entries: [], hasMore: false}),
    roomList: () => ok({rooms: [], hasMore: false}),
  });
  const ann = await annAt(server.url);
  await ann.sees('the room', () => ann.room().isLoaded);
  enterThread(ann.client, {roomId: 1, seq: 1});
  server.answers['threadList'] = () => new Promise(() => undefined);
  enterThread(ann.client, {roomId: 1, seq: 2});
  // Both are asked for.
  await ann.client.request('roomList', {limit: 1});
  first.resolve(refused('message-not-found'));
  await ann.client.request('roomList', {limit: 1});
  expect(ann.client.getState().openThread?.seq).toBe(2);
  expect(ann.notices()).toEqual([]);
});

test('followed threads, how far one was read, and what is answered are asked for again on the same line', async () => {
  const about = {roomId: 1, seq: 11, isFollowed: true, sender: 'bob', text: '11', lastAtMs: 1};
  const readAgain = Promise.withResolvers<unknown>();
  const server = await fakeServer({
    sessionOpen: () =>
      session('ann', [lobby({lastSeq: 12})], {
        server: {
          programVersion: '1',
          registration: 'open',
          hasOwner: true,
          isEmbedded: false,
          protocol: {minor: 1, capabilities: ['threads']},
        },
      }),
    entryList: () => ok({entries: [message(11), {...message(12), replyTo: {seq: 5, sender: 'bob'}}], lastSeq: 12}),
    entryShow: firstly(refused('internal', 'x'), () => ok({entries: [message(5)]})),
    followList: firstly(refused('internal', 'x'), () =>
      ok({threads: [{...about, readSeq: 0, lastSeq: 12, unread: [12]}]}),
    ),
    threadRead: firstly(refused('internal', 'x'), () => {
      readAgain.resolve(undefined);
      return ok();
    }),
  });
  const ann = await annAt(server.url);
  await ann.sees('what is answered', () => ann.room().quoted.has(5));
  await ann.sees('the thread', ({threads}) => threads.size === 1);
  server.answers['entryShow'] = () => ok({entries: [message(11)]});
  server.answers['threadList'] = () => ok({entries: [{...message(12), threadOf: 11}], hasMore: false});
  enterThread(ann.client, {roomId: 1, seq: 11});
  await ann.sees('its answers', ({openThread}) => openThread?.isLoaded === true);
  ann.client.parts.threads.markRead();
  await readAgain.promise;
  expect([askedFor(server, 'followList'), askedFor(server, 'threadRead')]).toEqual([2, 2]);
});

/** `ann` reads a log of 20 of which the older half is not there, and whose server takes only what `entryList` answers. */
async function annAboveTheEnd(entryList: (params: {beforeSeq?: number}) => unknown, more: Partial<ClientOptions> = {}) {
  const server = await fakeServer({
    sessionOpen: () => session('ann', [lobby({lastSeq: 20, readSeq: 20})]),
    entryList: (params: {beforeSeq?: number}) =>
      params.beforeSeq === undefined ? ok({entries: countTo(20).slice(10), lastSeq: 20}) : entryList(params),
    roomList: () => ok({rooms: [], hasMore: false}),
  });
  const ann = await annAt(server.url, more);
  await ann.sees('the newest', () => ann.room().isLoaded);
  const asked = () =>
    server.asked.filter(({name, params}) => name === 'entryList' && 'beforeSeq' in (params as object)).length;
  return {ann, asked};
}

const countTo = (count: number) => Array.from({length: count}, (_, at) => message(at + 1));

/** As a screen does that still misses the page: asks again whenever none is on its way. */
function screenOf({client}: Member): void {
  const ask = () => void client.parts.sync.loadPiece(1, {beforeSeq: 11}).catch(() => undefined);
  client.addPart({on: {olderFailed: ask}});
  ask();
}

test('a page of older messages that is refused for now is asked for again in its turn, not at once', async () => {
  const answer = firstly(refused('internal', 'x'), () => ok({entries: countTo(10), lastSeq: 20}));
  const {ann, asked} = await annAboveTheEnd(answer);
  screenOf(ann);
  await ann.sees('the page', () => ann.texts().length === 20);
  expect(asked()).toBe(2);
});

test.each(['internal', 'rate-limited', 'room-not-found'])('a page that is refused with %s is no storm', async code => {
  const backoff = {firstMs: 3_600_000, maxMs: 3_600_000, random: () => 0};
  const {ann, asked} = await annAboveTheEnd(() => refused(code, 'x'), {backoff});
  screenOf(ann);
  for (let answers = 0; answers < 3; answers++) await ann.client.request('roomList', {limit: 1});
  expect(asked()).toBe(1);
});
