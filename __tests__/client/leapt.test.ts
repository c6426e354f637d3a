/** The log of a room has gone far beyond what is here. */
import {expect, test} from '@jest/globals';
import {sendText} from '../../src/client/actions/messages/message.ts';
import {enterRoom} from '../../src/client/actions/room.ts';
import {fakeServer, lobby, ok, session} from './support/fakeServer.ts';
import {clientOf, toMember} from './support/member.ts';

test('what the server took is not shown as waiting when the log has gone far beyond it', async () => {
  const entry = (seq: number) => ({
    seq,
    id: String(seq).padStart(22, 'x'),
    sender: 'bob',
    sentAtMs: 1,
    kind: 'message',
    text: 'text',
  });
  const page = (from: number, count: number) => Array.from({length: count}, (_, index) => entry(from + index));
  const server = await fakeServer();
  const ann = toMember(await clientOf({serverUrl: server.url, token: 'ct_x'}), 'ann', 'ct_x');
  await ann.sees('the room', () => ann.client.getState().roomById[1] !== undefined);
  enterRoom(ann.client, 1);
  await ann.sees('the entries', () => ann.room().isLoaded);
  // Meanwhile 5,000 entries have come, and the message was one of the first of them.
  server.answers['messageSend'] = () => ok({seq: 500, sentAtMs: 1});
  server.answers['entryList'] = ({afterSeq}: {afterSeq?: number}) =>
    ok({entries: afterSeq === undefined ? page(4_901, 100) : page(afterSeq + 1, 2), lastSeq: 5_000});
  server.answers['sessionOpen'] = () => session('ann', [lobby({lastSeq: 5_000})]);
  await sendText(ann.client, 1, 'one of many');
  await ann.sees('the end of the log', () => ann.room().entries.at(-1)?.seq === 5_000);
  await ann.sees('nothing waiting', () => ann.room().pending.length === 0);
  expect(ann.room().entries[0]?.seq).toBe(4_901);
});
