/** A server that means harm: the client stays alive, keeps only what fits, and says why. */
import {describe, expect, test} from '@jest/globals';
import {fakeServer, lobby, ok, refused, session, type Answers, type FakeServer} from '../client/support/fakeServer.ts';
import {idOf, user} from '../client/support/log.ts';
import {clientOf} from '../client/support/member.ts';
import type {Client} from '../../src/client/client.ts';
import {ChatError} from '../../src/shared/errors.ts';
import {until, untilStatus} from '../../src/client/log/waiting.ts';
import {EVENTS} from '../../src/shared/protocol.ts';

const entry = (seq: number, text = `text ${seq}`) => ({
  seq,
  id: idOf(seq),
  sender: 'bob',
  sentAtMs: 1_000 + seq,
  kind: 'message' as const,
  text,
});

async function guest(answers: Answers = {}): Promise<{server: FakeServer; client: Client}> {
  const server = await fakeServer(answers);
  const client = await clientOf({serverUrl: server.url, token: 'ct_x'});
  await untilStatus(client, 'online');
  return {server, client};
}

/** Everything the server said before has been heard. */
async function settle({server, client}: {server: FakeServer; client: Client}): Promise<void> {
  server.answers['serverShow'] = () =>
    ok({programVersion: '1', registration: 'open', hasOwner: true, isEmbedded: false});
  await client.request('serverShow', {});
}

const untilOnline = (client: Client) =>
  until(client, ({connection}) => (connection.status === 'online' ? true : undefined), 60_000);

const roomOf = (client: Client, roomId = 1) => client.getState().roomById[roomId];
const notices = (client: Client) => client.getState().notices.map(({text}) => text);
const reasonOf = ({connection}: ReturnType<Client['getState']>) =>
  'code' in connection ? connection.code : connection.status;

describe('B32 events of a hostile server', () => {
  const SHAPES = [
    undefined,
    null,
    7,
    'x',
    [],
    {},
    [[[[]]]],
    {roomId: '1'},
    {roomId: 1, entries: 7},
    {changes: {length: 9}},
  ];

  test('of a wrong shape are dropped, and it is said once', async () => {
    const both = await guest();
    for (const name of Object.keys(EVENTS)) for (const shape of SHAPES) both.server.tell(name, shape);
    await settle(both);
    expect(both.client.getState().connection.status).toBe('online');
    expect(notices(both.client)).toEqual([expect.stringMatching(/not understood/)]);
  });

  test.each(['__proto__', 'constructor', 'toString', 'unknown', 'messageSend', ''])(
    'named %j are dropped',
    async name => {
      const both = await guest();
      both.server.tell(name, {polluted: true});
      await settle(both);
      expect(both.client.getState().connection.status).toBe('online');
      expect(({} as {polluted?: unknown}).polluted).toBeUndefined();
    },
  );

  test('about rooms that one is not in change nothing', async () => {
    const both = await guest();
    both.server.tell('entriesAppended', {roomId: 999, entries: [entry(1)]});
    both.server.tell('cursorMoved', {roomId: 999, seq: 5});
    both.server.tell('roomClosed', {roomId: 999});
    await settle(both);
    expect(Object.keys(both.client.getState().roomById)).toEqual(['1']);
  });

  test('going backwards, doubled and far ahead leave a log without holes and do not set off endless questions', async () => {
    const both = await guest();
    const {server, client} = both;
    for (const seqs of [[5, 4, 3], [2], [2, 2, 2], [1], [0], [3, 5], [Number.MAX_SAFE_INTEGER], [4, 3], [2 ** 40]]) {
      server.tell('entriesAppended', {roomId: 1, entries: seqs.map(seq => entry(seq))});
    }
    await settle(both);
    await settle(both);
    const seqs = roomOf(client)?.entries.map(({seq}) => seq) ?? [];
    expect(seqs).toEqual(seqs.map((_, at) => (seqs[0] ?? 0) + at));
    const asked = server.asked.length;
    expect(asked).toBeLessThan(40);
    await settle(both);
    await settle(both);
    expect(server.asked.length).toBeLessThan(asked + 8);
  });

  test('after a cut that has less than before is believed, its old log put away, and it is said', async () => {
    const logOf = (lastSeq: number): Answers => ({
      sessionOpen: () => session('ann', [lobby({lastSeq})]),
      entryList: () => ok({entries: Array.from({length: lastSeq}, (_, at) => entry(at + 1)), lastSeq}),
    });
    const {server, client} = await guest(logOf(9));
    await until(client, () => (roomOf(client)?.entries.length === 9 ? true : undefined), 60_000);
    Object.assign(server.answers, logOf(4));
    server.cut();
    await until(client, () => (roomOf(client)?.entries.length === 4 ? true : undefined), 60_000);
    expect(roomOf(client)?.room.lastSeq).toBe(4);
    expect(notices(client)).toEqual([expect.stringMatching(/has less than before/)]);
  });

  test.each([
    ['a billion attachments', '51000000000-["entriesAppended",{"_placeholder":true,"num":0}]'],
    ['attachments that never come', '59-["entriesAppended",{"_placeholder":true,"num":0}]'],
    ['a placeholder that points nowhere', '2["entriesAppended",{"_placeholder":true,"num":7}]'],
    ['no JSON', '2["entriesAppended",{'],
    ['an unknown kind of packet', '9'],
    ['an answer that nobody waits for', '3999[1]'],
  ])('with %s at worst cost the connection, and it comes back', async (_title, packet) => {
    const {server, client} = await guest();
    for (let count = 0; count < 50; count++) server.sendRaw(packet);
    server.tell('entriesAppended', {roomId: 1, entries: [entry(2)]});
    server.cut();
    await until(client, ({connection}) => (connection.status === 'reconnecting' ? true : undefined), 60_000);
    await untilOnline(client);
    expect(client.getState().connection.status).toBe('online');
  });

  test('of people, rooms and invitations without end are kept as far as one could ever read them', async () => {
    const both = await guest();
    const {server, client} = both;
    for (let part = 0; part < 6; part++) {
      const numbers = Array.from({length: 500}, (_, at) => part * 500 + at);
      server.tell('presenceChanged', {
        changes: numbers.map(at => ({name: `u${at}`, displayName: 'x', state: 'online', status: ''})),
        onlineCount: 1,
      });
      for (const at of numbers) server.tell('roomOpened', {room: lobby({roomId: at + 2, name: `r${at}`})});
      for (const at of numbers)
        server.tell('inviteReceived', {roomId: at + 20_000, roomName: 'x', by: 'bob', sentAtMs: 1});
    }
    await settle(both);
    const {roomById, invites} = client.getState();
    expect(Object.keys(roomById).length).toBeLessThan(1_100);
    expect(invites.length).toBeLessThan(1_100);
    expect(client.getState().connection.status).toBe('online');
  });
});

describe('B32 answers of a hostile server', () => {
  const WRONG: readonly unknown[] = [
    null,
    7,
    'x',
    [],
    {},
    {ok: 'yes'},
    {ok: true},
    {ok: false},
    {ok: true, data: null},
  ];

  test.each(WRONG)('to opening the session (%j) end the connection with the reason', async answer => {
    const server = await fakeServer({sessionOpen: () => answer});
    const client = await clientOf({serverUrl: server.url, token: 'ct_x'});
    await expect(untilStatus(client, 'online')).rejects.toMatchObject({code: 'bad-answer'});
  });

  test.each([
    [{code: 'toString'}, 'bad-answer'],
    [{code: '__proto__', detail: 'x'}, 'bad-answer'],
    [{code: 'not-in-room', detail: {toString: 'x'}}, 'not-in-room'],
    [{code: 'busy', detail: 'x'.repeat(1_000_000)}, 'busy'],
  ])('with an error that is none (%#) are an error that is one', async (error, code) => {
    const {client} = await guest({serverShow: () => ({ok: false, error})});
    await expect(client.request('serverShow', {})).rejects.toMatchObject({code});
    const caught = await client.request('serverShow', {}).catch((refusal: unknown) => refusal as ChatError);
    expect(caught).toBeInstanceOf(ChatError);
    expect(caught).toHaveProperty('detail', expect.stringMatching(/^[^]{0,500}$/));
  });

  test('with a hundred thousand rooms are refused, and it is said why', async () => {
    const rooms = Array.from({length: 100_000}, (_, at) => lobby({roomId: at + 1, name: `r${at}`}));
    const server = await fakeServer({sessionOpen: () => session('ann', rooms)});
    const client = await clientOf({serverUrl: server.url, token: 'ct_x'});
    await until(client, ({connection}) => (connection.status !== 'connecting' ? true : undefined), 60_000);
    expect(reasonOf(client.getState())).toBe('bad-answer');
    expect(client.getState().roomById).toEqual({});
  });

  test('with a page of a hundred thousand entries are refused', async () => {
    const entries = Array.from({length: 100_000}, (_, at) => entry(at + 1));
    const both = await guest();
    both.server.answers['entryList'] = () => ok({entries, lastSeq: entries.length});
    both.server.tell('entriesAppended', {roomId: 1, entries: [entry(100_000)]});
    await until(both.client, state => (state.notices.length > 0 ? true : undefined), 60_000);
    expect(roomOf(both.client)?.entries.length).toBeLessThan(3_000);
    expect(notices(both.client)[0]).toMatch(/not understood/);
  });

  test('that never stop having more are given up', async () => {
    const members = [user('bob')];
    const both = await guest({memberList: () => ok({members, total: 9, hasMore: true})});
    await settle(both);
    const asked = both.server.asked.filter(({name}) => name === 'memberList').length;
    expect(asked).toBeLessThan(20);
  });

  test('that never come end with a sentence', async () => {
    const server = await fakeServer({serverShow: () => undefined});
    // Nothing else is asked before there is a login.
    const client = await clientOf({serverUrl: server.url, requestTimeoutMs: 50});
    await untilStatus(client, 'anonymous');
    await expect(client.request('serverShow', {})).rejects.toMatchObject({code: 'timed-out'});
  });

  test('that come twice count once', async () => {
    const both = await guest();
    both.server.answers['serverShow'] = () => refused('busy');
    await expect(both.client.request('serverShow', {})).rejects.toMatchObject({code: 'busy'});
    await settle(both);
  });
});
