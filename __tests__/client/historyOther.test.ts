/**
 * A server that was put back from a copy, and has gone on: a read position in the log of before says nothing of the one of now,
 * and what was never seen is not read.
 */
import {describe, expect, test} from '@jest/globals';
import {fakeServer, lobby, ok, session, type FakeServer} from './support/fakeServer.ts';
import {memberAgain, temporaryFolder, type Member} from './support/member.ts';

const history = {messagesMax: 1_000, bytesMax: 64 * 1024 ** 2};
const LOBBY = 1;
/** A room that ann does not open. */
const OPS = 2;
/** Up to here both logs are the same. */
const SAME_TO = 12;

const entry = (seq: number, of: string) => {
  const log = seq <= SAME_TO ? 'same' : of;
  return {
    seq,
    id: `${log}${seq}`.padStart(22, 'x'),
    sender: 'bob',
    sentAtMs: 1,
    kind: 'message',
    text: `${log} ${seq}`,
  };
};

interface Log {
  of: string;
  lastSeq: number;
  readSeq: number;
}

/** Ann's server, whose log can be replaced by another one. */
async function serverWith(first: Log, roomId = LOBBY) {
  let log = first;
  const moved = Promise.withResolvers<void>();
  const server = await fakeServer({
    sessionOpen: () => session('ann', roomId === LOBBY ? [told()] : [lobby({lastSeq: 0}), told()]),
    entryList({roomId: of, afterSeq, limit = 200}: {roomId: number; afterSeq?: number; limit?: number}) {
      if (of !== roomId) return ok({entries: [], lastSeq: 0});
      const all = Array.from({length: log.lastSeq}, (_, at) => entry(at + 1, log.of));
      return ok({
        entries: afterSeq === undefined ? all.slice(-limit) : all.slice(afterSeq, afterSeq + limit),
        lastSeq: log.lastSeq,
      });
    },
    cursorMove({seq}: {seq: number}) {
      log = {...log, readSeq: Math.min(seq, log.lastSeq)};
      moved.resolve();
      const {lastSeq, readSeq} = log;
      return ok({readSeq, resets: 0, lastSeq, unread: lastSeq - readSeq, mentions: 0});
    },
  });
  const told = () => {
    const {lastSeq, readSeq} = log;
    const named = roomId === LOBBY ? {} : {roomId, name: 'ops'};
    return lobby({...named, lastSeq, readSeq, unread: lastSeq - readSeq, resets: 0});
  };
  return {server, put: (next: Log) => void (log = next), readSeq: () => log.readSeq, moved: moved.promise};
}

const annOn = (serverUrl: string, dataDir: string, keeps = true, isHeadless = false): Promise<Member> =>
  memberAgain(serverUrl, {name: 'ann', token: 'ct_x', dataDir} as Member, {
    account: 'ann',
    ...(keeps && {history}),
    ...(isHeadless && {isHeadless}),
  });
const movesIn = ({asked}: FakeServer) =>
  asked.filter(({name}) => name === 'cursorMove').map(({params}) => (params as {seq: number}).seq);

/** @returns what ends it */
async function cutOff(server: FakeServer, ann: Member): Promise<() => void> {
  const {sessionOpen} = server.answers;
  server.answers['sessionOpen'] = () => undefined;
  server.cut();
  await ann.sees('the cut', ({connection}) => connection.status !== 'online');
  return () => {
    server.answers['sessionOpen'] = sessionOpen!;
    server.cut();
  };
}

const NEW = {of: 'new', lastSeq: 30, readSeq: 5};

describe('a log that was replaced', () => {
  test('by a longer one between two starts has nothing read that was not seen, nor is its server told so', async () => {
    const {server, put, readSeq} = await serverWith({of: 'old', lastSeq: 20, readSeq: 20});
    const dataDir = await temporaryFolder();
    const first = await annOn(server.url, dataDir);
    await first.sees('the log', () => first.texts().length === 20);
    await first.client.close();
    server.asked.length = 0;
    put(NEW);
    const next = await annOn(server.url, dataDir);
    await next.sees('what is unread', () => next.room().room.unread === 25 && next.texts().includes('new 30'));
    expect([movesIn(server), readSeq(), next.room().room.readSeq]).toEqual([[], 5, 5]);
    expect(next.texts().filter(text => text.startsWith('old'))).toEqual([]);
  });

  test.each([true, false])('while it was away, with a history that is kept: %s', async keeps => {
    const {server, put, readSeq} = await serverWith({of: 'old', lastSeq: 20, readSeq: 15});
    const ann = await annOn(server.url, await temporaryFolder(), keeps);
    await ann.sees('the log', () => ann.texts().length === 20);
    const comeBack = await cutOff(server, ann);
    ann.client.parts.sync.markRead(1);
    expect(ann.room().room.readSeq).toBe(20);
    put(NEW);
    comeBack();
    await ann.sees('what is unread', ({connection}) => connection.status === 'online' && ann.room().room.unread === 25);
    await ann.sees('the log of now', () => ann.texts().includes('new 13'));
    expect([movesIn(server), readSeq(), ann.room().room.readSeq]).toEqual([[], 5, 5]);
  });

  test.each([
    ['that keeps a history', true, false],
    ['that keeps none', false, false],
    ['without a screen', false, true],
  ])('while a program %s was away, which has not opened the room', async (_what, keeps, isHeadless) => {
    const {server, put, readSeq} = await serverWith({of: 'old', lastSeq: 20, readSeq: 20}, OPS);
    const ann = await annOn(server.url, await temporaryFolder(), keeps, isHeadless);
    await ann.sees('the room', () => ann.room(OPS).room.readSeq === 20);
    put(NEW);
    server.asked.length = 0;
    server.cut();
    await ann.sees(
      'what is unread',
      ({connection}) => connection.status === 'online' && ann.room(OPS).room.lastSeq === 30,
    );
    await ann.client.close();
    expect([movesIn(server), readSeq(), ann.room(OPS).room]).toMatchObject([[], 5, {readSeq: 5, unread: 25}]);
  });

  test('between two starts, where the room was never opened', async () => {
    const {server, put, readSeq} = await serverWith({of: 'old', lastSeq: 20, readSeq: 20}, OPS);
    const dataDir = await temporaryFolder();
    const first = await annOn(server.url, dataDir);
    await first.sees('the room', () => first.room(OPS).room.readSeq === 20);
    await first.client.close();
    put(NEW);
    server.asked.length = 0;
    const next = await annOn(server.url, dataDir);
    await next.sees('what is unread', () => next.room(OPS).room.unread === 25);
    await next.client.close();
    expect([movesIn(server), readSeq(), next.room(OPS).room.readSeq]).toEqual([[], 5, 5]);
  });

  test('or not: what was marked as read while it was away is told, also of a room that was not opened', async () => {
    const {server, readSeq, moved} = await serverWith({of: 'old', lastSeq: 20, readSeq: 5}, OPS);
    const ann = await annOn(server.url, await temporaryFolder());
    await ann.sees('the room', () => ann.room(OPS).room.unread === 15);
    const comeBack = await cutOff(server, ann);
    ann.client.parts.sync.markRead(OPS);
    comeBack();
    await moved;
    expect([movesIn(server), readSeq()]).toEqual([[20], 20]);
  });

  test('is not proven by an entry that both have, earlier than the position', async () => {
    const {server, put, readSeq} = await serverWith({of: 'same', lastSeq: 10, readSeq: 5});
    const ann = await annOn(server.url, await temporaryFolder(), false);
    await ann.sees('the log', () => ann.texts().length === 10);
    // Read on another device, while this one had no page of it.
    server.answers['entryList'] = () => undefined;
    put({of: 'old', lastSeq: 20, readSeq: 20});
    server.cut();
    await ann.sees('the position', ({connection}) => connection.status === 'online' && ann.room().room.readSeq === 20);
    put(NEW);
    server.asked.length = 0;
    server.cut();
    await ann.sees('what is new', ({connection}) => connection.status === 'online' && ann.room().room.lastSeq === 30);
    await ann.client.close();
    expect([movesIn(server), readSeq(), ann.room().room.readSeq]).toEqual([[], 5, 5]);
  });

  test('by a shorter one, which others have written to, is begun anew, and no position of before is told', async () => {
    const {server, put, readSeq} = await serverWith({of: 'old', lastSeq: 20, readSeq: 10});
    const ann = await annOn(server.url, await temporaryFolder());
    await ann.sees('the log', () => ann.texts().length === 20);
    const comeBack = await cutOff(server, ann);
    ann.client.parts.sync.markRead(1);
    put({of: 'new', lastSeq: 18, readSeq: 10});
    comeBack();
    await ann.sees(
      'that',
      () => ann.notices().some(text => text.includes('set back')) && ann.texts().includes('new 18'),
    );
    // What is read from now on is told, and was not before.
    ann.client.parts.sync.markRead(1);
    await ann.client.close();
    expect([movesIn(server), readSeq()]).toEqual([[18], 18]);
  });

  test('is the same where all that was read is in it: the position is told', async () => {
    const {server, put, readSeq, moved} = await serverWith({of: 'old', lastSeq: 20, readSeq: 5});
    const ann = await annOn(server.url, await temporaryFolder());
    await ann.sees('the log', () => ann.texts().length === 20);
    const comeBack = await cutOff(server, ann);
    ann.client.parts.sync.markRead(1, SAME_TO);
    put(NEW);
    comeBack();
    await moved;
    expect([movesIn(server), readSeq()]).toEqual([[SAME_TO], SAME_TO]);
  });
});
