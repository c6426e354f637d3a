/** Ids that the other side of a direct conversation gives to files: those of others' files are no way to reach them. */
import {expect, test} from '@jest/globals';
import {sendFiles} from '../../src/client/actions/transfer.ts';
import {connected, ROOM} from '../client/support/direct.ts';
import {pair, sees} from '../client/transfersSupport.ts';

test('B71 a file under the id of another one is refused, and the other one stays as it is', async () => {
  const made = await pair();
  const {ann, bob, roomId, file} = made;
  await sendFiles(ann.client, {paths: [await file('map.bin', 1_000)], roomId});
  await sees(bob, 'offered');
  const [offer] = Object.values(bob.client.getState().transferById);
  await connected(made);
  const {session} = ann.client.parts.direct.conversation(ROOM);
  const id = offer!.transferId;
  session.say({t: 'file', id, name: 'map.bin', sizeBytes: 3});
  session.say({t: 'drop', id});
  session.say({t: 'say', id: 'e'.repeat(22), kind: 'message', text: 'after it'});
  await bob.sees('what came after it', () => bob.texts(ROOM).includes('after it'));
  expect(bob.client.getState().transferById[id]).toEqual(offer);
  expect(bob.client.parts.direct.files.has(id)).toBe(false);
});
