/** A client that is killed with messages on their way: the next run sends them, once and in order. */
import {describe, expect, test} from '@jest/globals';
import {sendText} from '../../src/client/actions/messages/message.ts';
import {untilStatus} from '../../src/client/log/waiting.ts';
import {world} from '../support/world.ts';
import {fakeServer} from './support/fakeServer.ts';
import {killedWriter} from './support/killed.ts';
import {clientOf, member, memberAgain, temporaryFolder, toMember, type Member} from './support/member.ts';

const portOf = (url: string) => Number(new URL(url).port);
const isSent = (one: Member) => one.room().pending.length === 0;

describe('a client that is killed', () => {
  test('between writing and the acknowledgement has its messages sent by the next run, once and in order', async () => {
    const silent = await fakeServer();
    const dataDir = await temporaryFolder();
    const written = await killedWriter({serverUrl: silent.url, token: 'ct_x', dataDir, count: 5, killAfter: 5});
    expect(written).toHaveLength(5);
    const port = portOf(silent.url);
    await silent.close();
    const chat = await world({settings: {port}});
    const ann = await member(chat.url, 'ann', {dataDir});
    await ann.sees('the messages', () => ann.texts().length === 5 && isSent(ann));
    expect(ann.texts()).toEqual(written);
  });

  test('in the middle of sending loses nothing and doubles nothing', async () => {
    const chat = await world();
    const ann = await member(chat.url, 'ann');
    await ann.client.close();
    const {token, dataDir} = ann;
    const written = await killedWriter({serverUrl: chat.url, token, dataDir, count: 500, killAfter: 60});
    const again = await memberAgain(chat.url, ann);
    await again.sees('the rest', () => again.texts().length >= written.length && isSent(again));
    // One more may be on disk than was said.
    expect(again.texts().slice(0, written.length)).toEqual(written);
    expect(new Set(again.texts()).size).toBe(again.texts().length);
  });

  test('leaves its messages to one heir only, and a living one keeps its own', async () => {
    const silent = await fakeServer();
    const dataDir = await temporaryFolder();
    await killedWriter({serverUrl: silent.url, token: 'ct_x', dataDir, count: 3, killAfter: 3});
    const heirs = await Promise.all(
      [1, 2, 3].map(async () => {
        const client = await clientOf({serverUrl: silent.url, token: 'ct_x', dataDir});
        await untilStatus(client, 'online');
        return toMember(client, 'ann', 'ct_x');
      }),
    );
    // Whoever writes has opened its own file and looked at the others before.
    for (const heir of heirs) await sendText(heir.client, 1, 'mine');
    expect(heirs.map(heir => heir.room().pending.length).sort((one, other) => one - other)).toEqual([1, 1, 4]);
  });
});
