/** Entries of a flood are merged, and nothing is known later than what the server said after it. */
import {describe, expect, test} from '@jest/globals';
import {setImmediate as nextTurn} from 'node:timers/promises';
import {untilStatus} from '../../src/client/log/waiting.ts';
import {fakeServer, type FakeServer} from './support/fakeServer.ts';
import {idOf} from './support/log.ts';
import {clientOf, toMember} from './support/member.ts';

describe('entries that come one by one, as fast as they can', () => {
  const entry = (seq: number) => ({seq, id: idOf(seq), sender: 'bob', sentAtMs: 1, kind: 'message', text: `${seq}`});
  const tellOne = (server: FakeServer, seq: number) =>
    server.tell('entriesAppended', {roomId: 1, entries: [entry(seq)]});
  const reader = async (server: FakeServer) => {
    const client = await clientOf({serverUrl: server.url, token: 'ct_x'});
    await untilStatus(client, 'online');
    const ann = toMember(client, 'ann', 'ct_x');
    await ann.sees('the room', () => ann.room().isLoaded);
    return ann;
  };

  test('are a few changes, in order and without a hole', async () => {
    const server = await fakeServer();
    const ann = await reader(server);
    let changes = 0;
    ann.client.addPart({on: {entriesAppended: () => void changes++}});
    for (let seq = 2; seq <= 1_001; seq++) {
      tellOne(server, seq);
      await nextTurn();
    }
    await ann.sees('the last one', () => ann.room().room.lastSeq === 1_001);
    expect(ann.room().entries.map(one => one.seq)).toEqual(Array.from({length: 1_001}, (_, index) => index + 1));
    expect(changes).toBeLessThan(500);
  });

  test('are known before the answer that the server gave after them', async () => {
    let seq = 1;
    const server = await fakeServer({
      ping() {
        tellOne(server, ++seq);
        tellOne(server, ++seq);
        return {ok: true, data: {}};
      },
    });
    const ann = await reader(server);
    for (let round = 0; round < 20; round++) {
      await ann.client.request('ping', {});
      expect(ann.room().room.lastSeq).toBe(seq);
    }
  });

  test('are known before the line is told to be gone', async () => {
    const server = await fakeServer();
    const ann = await reader(server);
    const seen: number[] = [];
    ann.client.addPart({on: {connectionChanged: () => void seen.push(ann.room().room.lastSeq)}});
    tellOne(server, 2);
    tellOne(server, 3);
    server.cut();
    await ann.sees('that the line is gone', ({connection}) => connection.status === 'reconnecting');
    expect(seen[0]).toBe(3);
  });
});
