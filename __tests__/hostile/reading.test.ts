/** Hostile input about reading: links that lead elsewhere, mentions without end, servers that lie about positions and pages. */
import {describe, expect, test} from '@jest/globals';
import {listInbox} from '../../src/client/actions/messages/reading.ts';
import {enterRoom} from '../../src/client/actions/room.ts';
import {ChatError} from '../../src/shared/errors.ts';
import {member} from '../client/support/member.ts';
import {fakeServer, lobby, ok, session, type Answers} from '../client/support/fakeServer.ts';
import {clientOf} from '../client/support/member.ts';
import {until} from '../../src/client/log/waiting.ts';
import {ctrl, ENTER, ESC, pilot} from '../support/screen/pilot.ts';
import {world} from '../support/world.ts';

describe('B120 links to messages', () => {
  test('of other servers, forged ones and those that hide where they lead send nothing anywhere', async () => {
    const chat = await world();
    const bob = await chat.person('bob');
    const {client} = await member(chat.url, 'alice');
    const other = await fakeServer();
    const alice = await pilot(client, {columns: 120, rows: 30});
    const host = new URL(other.url).host;
    for (const text of [
      `chat-tui://${host}/#lobby/1`,
      `chat-tui://${new URL(chat.url).host}@${host}/#lobby/1`,
      `chat-tui://${host}\u202E/#lobby/1`,
      `chat-tui://${host}/../#lobby/1`,
    ])
      await chat.say(bob, chat.lobby, text);
    await alice.until('/../#lobby/1');
    const lines = () => client.getState().roomById[chat.lobby]?.pending.length;
    await alice.press(ctrl('o'));
    await alice.until(`It leads to #lobby/1 on ${host}.`);
    await alice.press(ESC, ctrl('c'), `/goto chat-tui://${host}/#lobby/1`, ENTER);
    await alice.until(`It leads to #lobby/1 on ${host}.`);
    expect(other.asked).toEqual([]);
    expect(lines()).toBe(0);
    expect(alice.escapes).toEqual([]);
  });

  test('to rooms one may not see are answered as those to rooms that are not there', async () => {
    const chat = await world();
    const bob = await chat.person('bob');
    await bob.request('roomCreate', {name: 'hidden', isPrivate: true});
    const {client} = await member(chat.url, 'alice');
    const alice = await pilot(client, {columns: 100, rows: 30});
    for (const room of ['hidden', 'absent']) {
      await alice.press(`/goto #${room}/1`, ENTER);
      await alice.until(`You are not in #${room}.`);
      expect(alice.screen().at(-1)).toBe(`#lobby > /goto #${room}/1`);
      await alice.press(ctrl('c'));
    }
  });
});

describe('B121 mentions without end', () => {
  test('fill no page beyond its bound, and what is hidden or blocked is not in it', async () => {
    const chat = await world();
    const [ann, bob, eve] = await chat.people('ann', 'bob', 'eve');
    await Promise.all(
      Array.from({length: 450}, (_, at) => chat.say(eve!, chat.lobby, `@bob ${at} ${'@ann '.repeat(50)}`)),
    );
    await chat.say(ann!, chat.lobby, '@bob the only one that matters');
    const page = await bob!.request('inboxList', {limit: 200});
    expect(page.items.length).toBeLessThanOrEqual(200);
    expect(page.next).toBeDefined();
    await bob!.request('personBlock', {name: 'eve', isBlocked: true});
    const quiet = await bob!.request('inboxList', {limit: 200});
    expect(quiet.items.map(({by}) => by)).toEqual(['ann']);
    for (const before of [
      {atMs: -1, roomId: 1, seq: 1},
      {atMs: 1, roomId: 0, seq: 1},
      {atMs: 1e300, roomId: 1, seq: 1},
      'x',
    ])
      expect(await bob!.codeOf('inboxList', {before} as never)).toMatch(/^bad-request/);
  });
});

const CAPABLE = {
  server: {
    programVersion: '1',
    registration: 'open',
    hasOwner: true,
    isEmbedded: false,
    protocol: {minor: 1, capabilities: ['reading']},
  },
};
const said = (seq: number) => ({
  seq,
  id: `entry-${seq}`.padEnd(22, 'x'),
  sender: 'bob',
  sentAtMs: 1,
  kind: 'message',
  text: `message ${seq}`,
});

async function at(answers: Answers, room: object) {
  const server = await fakeServer({sessionOpen: () => session('ann', [lobby(room)], CAPABLE), ...answers});
  const client = await clientOf({serverUrl: server.url, token: 'ct_x'});
  await until(client, ({connection}) => (connection.status === 'online' ? true : undefined), 60_000);
  return {server, client, room: () => client.getState().roomById[1]!};
}

describe('B122 a server that lies about what is read', () => {
  test('with pages that have holes, or are not what was asked for, is not asked for ever', async () => {
    const pages = () => ok({entries: [said(7), said(3), said(900_000)], lastSeq: 1_000_000});
    const {server, client, room} = await at({entryList: pages}, {lastSeq: 1_000_000, unread: 1_000});
    const screen = await pilot(client);
    for (let frames = 0; frames < 20; frames++) await screen.settle();
    expect(server.asked.filter(({name}) => name === 'entryList').length).toBeLessThan(20);
    expect(room().older.length + room().entries.length).toBeLessThan(20);
  });

  test('with positions that jump ends with one of them, and the room stays usable', async () => {
    const entries = Array.from({length: 50}, (_, index) => said(index + 1));
    const {server, client, room} = await at(
      {
        entryList: () => ok({entries, lastSeq: 50}),
        cursorMove: () => ok({readSeq: 2 ** 50, resets: 2 ** 50, lastSeq: 50, unread: 7, mentions: 9}),
      },
      {lastSeq: 50, unread: 50},
    );
    enterRoom(client, 1);
    await until(client, () => (room().isLoaded ? true : undefined), 60_000);
    for (const [seq, resets] of [
      [2 ** 50, 0],
      [0, 2 ** 52],
      [3, 1],
      [10, 2 ** 52],
    ])
      server.tell('cursorMoved', {roomId: 1, seq, resets});
    server.tell('cursorMoved', {roomId: 1, seq: -1, resets: -1});
    await until(client, () => (room().room.readSeq === 10 ? true : undefined), 60_000);
    expect(room().room).toMatchObject({resets: 2 ** 52, unread: 40});
  });

  test('with an inbox without end is asked for pages only as somebody comes to them', async () => {
    const item = {reason: 'mention', roomId: 1, room: '#lobby', seq: 1, by: 'bob', atMs: 1, isRead: false};
    const {server, client} = await at(
      {inboxList: () => ok({items: Array.from({length: 100}, () => item), next: {atMs: 1, roomId: 1, seq: 1}})},
      {},
    );
    const screen = await pilot(client);
    await screen.press('\u001Bi');
    await screen.until('@ #lobby');
    for (let pages = 0; pages < 300; pages++) await screen.press('\u001B[6~');
    expect(server.asked.filter(({name}) => name === 'inboxList').length).toBeLessThan(60);
    server.answers['inboxList'] = () => ok({items: Array.from({length: 5_000}, () => item)});
    await expect(listInbox(client)).rejects.toThrow(ChatError);
  });
});
