/** Two programs of one account keep one history: what the one has kept is not taken from it by the other, which knows less. */
import {expect, test} from '@jest/globals';
import {DatabaseSync} from 'node:sqlite';
import {join} from 'node:path';
import {newId} from '../../src/cli/shell.ts';
import {sendText} from '../../src/client/actions/messages/message.ts';
import {createRoom, enterRoom, joinRoom} from '../../src/client/actions/room.ts';
import type {ClientOptions} from '../../src/client/core/core.ts';
import {untilStatus} from '../../src/client/log/waiting.ts';
import {nextTurn} from '../../src/shared/bounds/turns.ts';
import {world} from '../support/world.ts';
import {fakeServer, lobby, ok, refused, session} from './support/fakeServer.ts';
import {clientOf, member, temporaryFolder, toMember, type Member} from './support/member.ts';

const history = {messagesMax: 1_000, bytesMax: 64 * 1024 ** 2};

/** One more program of the same person, on the same machine. */
async function alsoOf(serverUrl: string, {name, token, dataDir}: Member, more: Partial<ClientOptions> = {}) {
  return toMember(await clientOf({serverUrl, token, dataDir, account: name, history, newId, ...more}), name, token);
}

/** What the file of the account holds of a room, looked at from outside. */
function look({client, name}: Member, roomId: number) {
  const database = new DatabaseSync(join(client.local.dirOf(name), 'history.sqlite'), {readOnly: true});
  try {
    const kept = database.prepare('SELECT data FROM entry WHERE room_id = ? ORDER BY seq').all(roomId);
    const texts = kept.map(({data}) => (JSON.parse(String(data)) as {text?: string}).text);
    const row = database.prepare('SELECT data FROM room WHERE room_id = ?').get(roomId)?.['data'];
    return {
      texts: texts.filter(text => text !== undefined),
      lastSeq: (JSON.parse(String(row)) as {lastSeq: number}).lastSeq,
    };
  } finally {
    database.close();
  }
}

const said = (word: string, count: number) => Array.from({length: count}, (_, at) => `${word} ${at + 1}`);

test('the one without a connection shows what it knows, and leaves what the other has kept since', async () => {
  const made = await world();
  const bob = await member(made.url, 'bob');
  const ann = await member(made.url, 'ann', {history});
  const {roomId} = await createRoom(bob.client, {name: 'dev', isPrivate: false});
  await joinRoom(ann.client, 'dev');
  enterRoom(ann.client, roomId);
  for (const text of said('old', 3)) await sendText(bob.client, roomId, text);
  await ann.sees('the old words', () => ann.texts(roomId).length === 3);
  const flush = async () => {
    // Looking for words writes first what is to be kept.
    await ann.client.history.search({words: 'anything'});
    return look(ann, roomId);
  };
  await flush();

  const other = await alsoOf(made.url, ann);
  await untilStatus(other.client, 'online');
  await other.client.history.recalled();
  enterRoom(other.client, made.lobby);
  const {lastSeq} = other.room(roomId).room;
  other.client.line.end('disconnected', '');
  for (const text of said('new', 5)) await sendText(bob.client, roomId, text);
  await ann.sees('the new words', () => ann.texts(roomId).length === 8);
  const before = await flush();
  expect(before.texts).toEqual([...said('old', 3), ...said('new', 5)]);

  enterRoom(other.client, roomId);
  await other.sees('the old words', () => other.room(roomId).isLoaded);
  expect(other.texts(roomId)).toEqual(said('old', 3));
  expect(other.room(roomId).entries.at(-1)?.seq).toBe(lastSeq);
  await other.client.close();
  expect(other.notices().filter(notice => /has less than before/.test(notice))).toEqual([]);
  // Neither the words, nor how far the room reaches.
  expect(look(ann, roomId)).toEqual(before);

  const next = await alsoOf(made.url, ann, {connectsLater: true});
  await next.client.history.recalled();
  enterRoom(next.client, roomId);
  expect(next.texts(roomId)).toEqual(before.texts);
});

test('a word of the server that is older than what the other has kept is no reason to take it away', async () => {
  const entry = (seq: number) => ({seq, id: `e${seq}`.padStart(22, 'x'), sender: 'bob', sentAtMs: seq});
  const log = Array.from({length: 20}, (_, at) => ({...entry(at + 1), kind: 'message', text: `said ${at + 1}`}));
  const server = await fakeServer({
    sessionOpen: () => session('ann', [lobby({lastSeq: 20}), lobby({roomId: 2, name: 'dev', lastSeq: 20})]),
    entryList: ({afterSeq = 0, limit}: {afterSeq?: number; limit: number}) =>
      ok({entries: log.slice(afterSeq, afterSeq + limit), lastSeq: log.length}),
  });
  const client = await clientOf({serverUrl: server.url, token: 'ct_x', dataDir: await temporaryFolder(), history});
  const ann = toMember(client, 'ann', 'ct_x');
  await untilStatus(client, 'online');
  enterRoom(client, 2);
  await ann.sees('the log', () => ann.texts(2).length === 20);
  await client.close();

  // As it was before the last five were said.
  server.answers['sessionOpen'] = () =>
    session('ann', [lobby({lastSeq: 20}), lobby({roomId: 2, name: 'dev', lastSeq: 15})]);
  // Nothing is shown before the server has answered: whose it is is not known.
  const late = toMember(
    await clientOf({serverUrl: server.url, token: 'ct_x', dataDir: ann.dataDir, history, newId}),
    'ann',
    'ct_x',
  );
  await untilStatus(late.client, 'online');
  await late.client.history.recalled();
  enterRoom(late.client, 2);
  expect(late.texts(2)).toEqual(said('said', 15));
  // Answered after what was asked before.
  await late.client.request('entryList', {roomId: 2, limit: 1});
  expect([late.texts(2).length, late.notices()]).toEqual([15, []]);
  await late.client.close();
  expect(look(late, 2).texts).toEqual(said('said', 20));
});

test('what was missed in a room nobody looks at is asked for again on the same line, where it was refused for now', async () => {
  const log = Array.from({length: 10}, (_, at) => ({
    seq: at + 1,
    id: `e${at + 1}`.padStart(22, 'x'),
    sender: 'bob',
    sentAtMs: at,
    kind: 'message',
    text: `said ${at + 1}`,
  }));
  const rooms = (lastSeq: number) => session('ann', [lobby({lastSeq: 0}), lobby({roomId: 2, name: 'dev', lastSeq})]);
  let refusals = 0;
  let end = 5;
  const server = await fakeServer({
    sessionOpen: () => rooms(end),
    entryList({roomId, afterSeq = 0}: {roomId: number; afterSeq?: number}) {
      if (roomId === 1) return ok({entries: [], lastSeq: 0});
      return refusals-- > 0 ? refused('internal', 'x') : ok({entries: log.slice(afterSeq, end), lastSeq: end});
    },
  });
  const first = {name: 'ann', token: 'ct_x', dataDir: await temporaryFolder()} as Member;
  const ann = await alsoOf(server.url, first);
  await untilStatus(ann.client, 'online');
  enterRoom(ann.client, 2);
  await ann.sees('the log', () => ann.texts(2).length === 5);
  enterRoom(ann.client, 1);
  await ann.client.close();

  [end, refusals] = [10, 1];
  const next = await alsoOf(server.url, first);
  await untilStatus(next.client, 'online');
  while (look(next, 2).texts.length < 10) await nextTurn();
  expect(look(next, 2).texts).toEqual(said('said', 10));
});
