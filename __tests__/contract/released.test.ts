/** Programs that were released talk to today's: chat works both ways, and what only one side knows is left out. */
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, describe, expect, test} from '@jest/globals';
import type * as sessions from '../../src/client/actions/account/session.ts';
import type * as messages from '../../src/client/actions/messages/message.ts';
import type * as rooms from '../../src/client/actions/room.ts';
import type * as clients from '../../src/client/client.ts';
import type * as waits from '../../src/client/log/waiting.ts';
import {eventForOldest, answerForOldest} from '../../src/server/requests/oldest.ts';
import {createLogger} from '../../src/server/logger.ts';
import type * as servers from '../../src/server/server.ts';
import {DEFAULT_LIMITS} from '../../src/shared/limits.ts';
import {member} from '../client/support/member.ts';
import {PASSWORD, world} from '../support/world.ts';

type OldClient = typeof sessions & typeof messages & typeof rooms & typeof clients & typeof waits;

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'chat-tui-released-'));
  closing.push(() => rm(path, {recursive: true, force: true}));
  return path;
}

const clock = {now: () => Date.now(), newId: () => crypto.randomUUID().replaceAll('-', '').slice(0, 22)};

describe('a client of protocol 1.0', () => {
  async function oldClient(url: string) {
    const old = (await import('./released/1.0/client.mjs' as string)) as OldClient;
    const dataDir = await folder();
    const options = {serverUrl: url, dataDir, downloadsDir: dataDir, deviceName: 'old', ...clock};
    const client = old.openClient(options);
    closing.push(() => client.close());
    await old.untilStatus(client, 'anonymous');
    await old.register(client, {name: 'olga', password: PASSWORD});
    await old.untilStatus(client, 'online');
    const sees = (text: string) =>
      old.until(
        client,
        ({roomById}) =>
          roomById[1]?.entries.some(entry => 'text' in entry && entry.text === text) === true || undefined,
        15_000,
      );
    return {old, client, sees};
  }

  test('chats with people of today at a server of today', async () => {
    const made = await world();
    const ann = await made.person('ann');
    const {old, client, sees} = await oldClient(made.url);
    await made.say(ann, made.lobby, 'hello olga');
    await sees('hello olga');
    await old.sendText(client, made.lobby, 'hello ann');
    const heard = await ann.next('entriesAppended', ({entries}) =>
      entries.some(entry => 'text' in entry && entry.text === 'hello ann'),
    );
    expect(heard.entries.at(-1)).toMatchObject({sender: 'olga', kind: 'message'});
    await ann.request('topicSet', {roomId: made.lobby, topic: 'old and new'});
    await ann.request('presenceSet', {state: 'away', status: 'out'});
    await old.until(client, ({userByName}) => userByName['ann']?.state === 'away' || undefined, 60_000);
    expect(client.getState().roomById[1]?.room.topic).toBe('old and new');
    // Nothing came that it refused.
    expect(client.getState().notices).toEqual([]);
  });

  test('goes on where messages are edited, deleted, reacted to, answered and pinned', async () => {
    const made = await world();
    const ann = await made.person('ann');
    const {old, client, sees} = await oldClient(made.url);
    const {lobby: roomId} = made;
    const {seq} = await made.say(ann, roomId, 'frist');
    const deed = () => ({roomId, seq, clientMsgId: made.newId()});
    await ann.request('reactionSet', {...deed(), emoji: '👍', isOn: true});
    await ann.request('pinSet', {...deed(), isOn: true});
    await ann.request('messageEdit', {...deed(), text: 'first'});
    await sees('(edited) first');
    const answer = {roomId, clientMsgId: made.newId(), kind: 'message' as const, text: 'and second', replyTo: seq};
    await ann.request('messageSend', answer);
    await sees('and second');
    await ann.request('messageDelete', deed());
    await old.sendText(client, roomId, 'what was that?');
    await sees('what was that?');
    const seqs = client.getState().roomById[roomId]?.entries.map(entry => entry.seq) ?? [];
    expect(seqs).toEqual(seqs.map((_, index) => (seqs[0] ?? 0) + index));
    const page = await client.request('entryList', {roomId, limit: 20});
    expect(page.entries.find(entry => entry.seq === seq)).toMatchObject({kind: 'action', text: '(deleted)'});
    // Nothing came that it refused, and nothing of what was deleted is told.
    expect(client.getState().notices).toEqual([]);
    expect(JSON.stringify(page)).not.toContain('frist');
  });

  test('is told less than one of today, word by word', () => {
    const common = {seq: 4, id: 'i'.repeat(22), sender: 'ann', sentAtMs: 5};
    const later = {...common, kind: 'hologram', beam: 'light'};
    const known = {...common, kind: 'message', text: 'hello', mood: 'fine'};
    expect(eventForOldest('entriesAppended', {roomId: 1, entries: [later, known], extra: true})).toEqual({
      roomId: 1,
      entries: [
        {...common, kind: 'action', text: '(this needs a newer chat-tui)'},
        {...common, kind: 'message', text: 'hello'},
      ],
    });
    expect(eventForOldest('worldEnded', {})).toBeUndefined();
    expect(eventForOldest('roleChanged', {role: 'moderator'})).toEqual({role: 'member'});
    expect(eventForOldest('sessionEnded', {code: 'unforeseen', detail: 'x', extra: 1})).toEqual({
      code: 'not-allowed',
      detail: 'x',
    });
    const sent = {seq: 1, sentAtMs: 2, later: 3};
    expect(answerForOldest('messageSend', {ok: true, data: sent})).toEqual({ok: true, data: {seq: 1, sentAtMs: 2}});
    expect(answerForOldest('messageSend', {ok: false, error: {code: 'unforeseen'}})).toEqual({
      ok: false,
      error: {code: 'not-allowed'},
    });
  });
});

test('a client of today chats at a server of protocol 1.0', async () => {
  const {openServer} = (await import('./released/1.0/server.mjs' as string)) as typeof servers;
  const server = await openServer(
    {
      host: '127.0.0.1',
      port: 0,
      dataDir: await folder(),
      registration: 'open',
      isEmbedded: false,
      messagesPerMinuteMax: 0,
      limits: DEFAULT_LIMITS,
    },
    {
      ...clock,
      newToken: () => `ct_${Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64url')}`,
      log: createLogger({write: () => undefined}),
      passwordCost: {memoryKiB: 8, passes: 1},
    },
  );
  closing.push(() => server.close());
  const ann = await member(server.url, 'ann');
  const bob = await member(server.url, 'bob');
  await bob.client.parts.outgoing.write(1, {kind: 'message', text: 'hello ann'});
  await ann.sees('what bob says', () => ann.texts().includes('hello ann'));
  await ann.client.parts.outgoing.write(1, {kind: 'action', text: 'waves'});
  await bob.sees('what ann does', () => bob.texts().includes('waves'));
  expect([...ann.notices(), ...bob.notices()].filter(text => /understood|update/i.test(text))).toEqual([]);
});
