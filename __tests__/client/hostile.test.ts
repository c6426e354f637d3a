/** A server that is broken or means harm: the client stays alive, refuses, and says why. */
import {createServer, type Server as TcpServer} from 'node:net';
import type {AddressInfo} from 'node:net';
import {createServer as createTlsServer} from 'node:tls';
import {afterEach, describe, expect, test} from '@jest/globals';
import {enterRoom, loadOlder, markRead} from '../../src/client/actions/room.ts';
import {sendText} from '../../src/client/actions/messages/message.ts';
import {login, quit} from '../../src/client/actions/account/session.ts';
import type {Connection} from '../../src/client/state/state.ts';
import {until, untilStatus} from '../../src/client/log/waiting.ts';
import {within} from '../support/suite/deadline.ts';
import {SELF_SIGNED} from '../support/keys/selfSigned.ts';
import {fakeServer, lobby, ok, refused, session, type Answers} from './support/fakeServer.ts';
import {clientOf, toMember, type Member} from './support/member.ts';

async function annAt(answers: Answers = {}) {
  const server = await fakeServer(answers);
  const client = await clientOf({serverUrl: server.url, token: 'ct_x'});
  return {server, client, ann: toMember(client, 'ann', 'ct_x')};
}

async function annInside(answers: Answers = {}) {
  const all = await annAt(answers);
  await untilStatus(all.client, 'online');
  await all.ann.sees('the room', () => all.ann.room().isLoaded);
  return all;
}

const ended = (ann: Member) =>
  until(ann.client, ({connection}) => (connection.status === 'ended' ? connection : undefined), 60_000) as Promise<
    Extract<Connection, {status: 'ended'}>
  >;

const message = (seq: number, changes: object = {}) => ({
  seq,
  id: String(seq).padEnd(22, 'm'),
  sender: 'bob',
  sentAtMs: 1,
  kind: 'message',
  text: `message ${seq}`,
  ...changes,
});

const COMPLAINT = 'is not understood';

describe('events of a wrong shape', () => {
  test.each([
    ['no payload', ['entriesAppended']],
    ['null', ['entriesAppended', null]],
    ['a wrong type', ['entriesAppended', {roomId: '1', entries: []}]],
    ['a fractional seq', ['entriesAppended', {roomId: 1, entries: [message(1.5)]}]],
    ['an unknown error code', ['sessionEnded', {code: 'constructor', detail: ''}]],
  ])('with %s are not used, and the person is told', async (_what, event) => {
    const {server, ann} = await annInside();
    const [name, ...payload] = event as [string, ...unknown[]];
    server.tell(name, ...payload);
    await ann.sees('a complaint', () => ann.notices().some(text => text.includes(COMPLAINT)));
    expect(ann.room().entries).toHaveLength(1);
    expect(ann.client.getState().connection.status).toBe('online');
  });

  test('are complained about once, however many there are', async () => {
    const {server, ann} = await annInside();
    for (let count = 0; count < 500; count++) server.tell('entriesAppended', count);
    server.tell('entriesAppended', {roomId: 1, entries: [message(2)]});
    await ann.sees('the message behind them', () => ann.texts().length === 1);
    expect(ann.notices()).toHaveLength(1);
  });
});

describe('a server of a later version', () => {
  test('is read without its events, keys, words and kinds that are not known here', async () => {
    const {server, ann} = await annInside();
    server.tell('worldEnded', {});
    server.tell('toString', {});
    server.tell('presenceChanged', {
      changes: [{name: 'bob', displayName: 'bob', state: 'dreaming', status: '', mood: 7}],
      onlineCount: 2,
      extra: true,
    });
    const later = {...message(2, {kind: 'hologram'}), beam: {of: 'light'}};
    const known = JSON.parse(`{"extra": 1, "__proto__": {"polluted": 1}}`) as object;
    server.tell('entriesAppended', {roomId: 1, entries: [later, {...message(3), ...known}], extra: []});
    await ann.sees('the message behind it', () => ann.texts().length === 1);
    expect(ann.room().entries.map(({seq, kind}) => `${seq} ${kind}`)).toEqual(['1 created', '2 unknown', '3 message']);
    expect(ann.room().entries[1]).not.toHaveProperty('beam');
    expect(ann.client.getState().userByName['bob']?.state).toBe('online');
    expect(ann.notices()).toEqual([]);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('answers with keys that are not known here', async () => {
    const {ann} = await annInside({sessionOpen: () => session('ann', [lobby()], {weather: 'fine'})});
    expect(ann.client.getState()).not.toHaveProperty('weather');
    expect(ann.notices()).toEqual([]);
  });
});

describe('a log that makes no sense', () => {
  test('with entries of rooms that are not known, doubles and seqs that go back changes nothing', async () => {
    const {server, ann} = await annInside();
    server.tell('entriesAppended', {roomId: 1, entries: [message(2)]});
    await ann.sees('the message', () => ann.texts().length === 1);
    server.tell('entriesAppended', {roomId: 99, entries: [message(1)]});
    server.tell('entriesAppended', {roomId: 1, entries: [message(1), message(1), message(2, {text: 'other'})]});
    server.tell('entriesAppended', {roomId: 1, entries: [message(3), message(3, {text: 'again'})]});
    await ann.sees('the next one', () => ann.texts().length === 2);
    expect(ann.texts()).toEqual(['message 2', 'message 3']);
    expect(Object.keys(ann.client.getState().roomById)).toEqual(['1']);
  });

  test('that claims to be endless is asked for a few times, not for ever', async () => {
    const {server, ann} = await annInside();
    server.tell('entriesAppended', {roomId: 1, entries: [message(2 ** 50)]});
    await ann.sees('the claim', () => ann.room().room.lastSeq === 2 ** 50);
    server.tell('entriesAppended', {roomId: 1, entries: [message(2)]});
    await ann.sees('what follows on', () => ann.texts().length === 1);
    // Two requests of one's own behind everything that the claim has set off.
    await loadOlder(ann.client, 1);
    await ann.client.request('entryList', {roomId: 1});
    expect(server.asked.filter(({name}) => name === 'entryList').length).toBeLessThan(10);
  });

  test('with older pages that do not fit leaves the room as it is', async () => {
    const {server, ann} = await annInside({sessionOpen: () => session('ann', [lobby({lastSeq: 50})])});
    server.answers['entryList'] = () => ok({entries: [message(7), message(3)], lastSeq: 50});
    enterRoom(ann.client, 1);
    const before = ann.room().entries;
    await loadOlder(ann.client, 1);
    expect(ann.room().entries).toEqual(before);
    expect(ann.room().isLoadingOlder).toBe(false);
  });
});

describe('answers', () => {
  test.each([
    ['nothing', () => null],
    ['a number', () => 7],
    ['no data', () => ({ok: true})],
    ['data of another shape', () => ok({seq: 'x'})],
    ['an unknown code', () => refused('you-are-hacked')],
    ['an inherited code', () => refused('toString')],
  ])('with %s refuse the request and keep the message', async (_what, messageSend) => {
    const {ann} = await annInside({messageSend});
    await sendText(ann.client, 1, 'hello');
    await ann.sees('a complaint', () => ann.notices().some(text => text.includes(COMPLAINT)));
    expect(ann.room().pending).toMatchObject([{text: 'hello', status: 'sending'}]);
  });

  test('that never come end with a sentence', async () => {
    const {url: serverUrl} = await fakeServer({ping: () => undefined});
    // Nothing else is asked before there is a login.
    const client = await clientOf({serverUrl, requestTimeoutMs: 30});
    await untilStatus(client, 'anonymous');
    await expect(client.request('ping', {})).rejects.toMatchObject({code: 'timed-out'});
  });
});

test('a server that answers nothing any more does not hold up the end of the program', async () => {
  const {client, ann} = await annInside({sessionQuit: () => undefined, cursorMove: () => undefined});
  markRead(client, 1);
  await within('the end', quit(client, 'good night'));
  expect(ann.room().room.readSeq).toBe(1);
});

describe('a session that cannot be opened', () => {
  test('because of its shape ends with the reason', async () => {
    const {ann} = await annAt({sessionOpen: () => ok({me: 'ann'})});
    expect(await ended(ann)).toMatchObject({code: 'bad-answer'});
  });

  test('because the token is void asks for a login', async () => {
    const {ann} = await annAt({sessionOpen: () => refused('not-signed-in')});
    expect(await ended(ann)).toMatchObject({code: 'session-expired'});
  });

  test('because the server is full is tried again', async () => {
    let isFull = true;
    const {client, ann} = await annAt({sessionOpen: () => (isFull ? refused('server-full', '2') : session('ann'))});
    await ann.sees('why', ({connection}) => connection.status === 'reconnecting' && connection.code === 'server-full');
    isFull = false;
    await until(client, ({connection}) => (connection.status === 'online' ? true : undefined), 60_000);
    expect(ann.room().room.name).toBe('lobby');
  });

  test('with ten thousand rooms is refused', async () => {
    const rooms = Array.from({length: 10_000}, (_, index) => lobby({roomId: index + 1, name: `room-${index}`}));
    const {client} = await annAt({sessionOpen: () => session('ann', rooms)});
    await expect(untilStatus(client, 'online')).rejects.toMatchObject({code: 'bad-answer'});
    expect(client.getState().roomById).toEqual({});
  });
});

describe('something that is no chat server', () => {
  const servers: TcpServer[] = [];

  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });

  const listening = async (greeting: string) => {
    const server = createServer(socket => {
      socket.on('error', () => undefined);
      socket.end(greeting);
    });
    servers.push(server);
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  };

  test.each([
    ['talks another language', 'SSH-2.0-OpenSSH_9.2\r\n', 'not-a-server', ' (no HTTP)'],
    [
      'sends us elsewhere',
      'HTTP/1.1 302 Found\r\nLocation: http://example.org/\r\nContent-Length: 0\r\n\r\n',
      'server-moved',
      ' (HTTP 302)',
    ],
    ['has no such page', 'HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n', 'not-a-server', ' (HTTP 404)'],
    [
      'stands behind a proxy that lets nothing through',
      'HTTP/1.1 413 Payload Too Large\r\nContent-Length: 0\r\n\r\n',
      'proxy-limits',
      '',
    ],
    ['has nobody behind it', 'HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n', 'not-a-server', ' (HTTP 502)'],
    ['makes no upgrade', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi', 'upgrade-missing', ' (HTTP 200)'],
    ['hangs up', '', 'no-server', ''],
  ])('and %s is no server, in one sentence', async (_what, greeting, code, why) => {
    const port = await listening(greeting);
    const client = await clientOf({serverUrl: `http://127.0.0.1:${port}`});
    await expect(login(client, {name: 'ann', password: 'a password'})).rejects.toMatchObject({
      code,
      detail: `127.0.0.1:${port}${why}`,
    });
  });

  test.each([
    ['a certificate that nobody vouches for', 'https', 'certificate-refused', ': it is self-signed'],
    ['TLS where none is expected', 'http', 'tls-needed', ''],
  ])('and has %s is told apart', async (_what, scheme, code, why) => {
    const server = createTlsServer(SELF_SIGNED, socket => socket.on('error', () => undefined));
    server.on('tlsClientError', () => undefined);
    servers.push(server);
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const client = await clientOf({serverUrl: `${scheme}://${address}`});
    await expect(login(client, {name: 'ann', password: 'a password'})).rejects.toMatchObject({
      code,
      detail: address + why,
    });
  });

  test.each([
    ['a name that is not known', 'http://nowhere.invalid:7420', 'host-unknown'],
    ['TLS where there is none', 'https', 'tls-missing'],
  ])('and %s is told apart as well', async (_what, where, code) => {
    const serverUrl =
      where === 'https' ? `https://127.0.0.1:${await listening('HTTP/1.1 400 Bad Request\r\n\r\n')}` : where;
    const client = await clientOf({serverUrl});
    await expect(login(client, {name: 'ann', password: 'a password'})).rejects.toMatchObject({code});
  });
});
