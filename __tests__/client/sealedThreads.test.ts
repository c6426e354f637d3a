/** In the thread of an encrypted conversation, an answer quotes a message of it; what both are is inside of what is sealed. */
import {expect, test} from '@jest/globals';
import {enterThread} from '../../src/client/actions/messages/threads.ts';
import {submit} from '../../src/client/input/submit.ts';
import {world} from '../support/world.ts';
import {aliceAndBob, entriesOf} from './support/sealedMembers.ts';

test('an answer in a thread of an encrypted conversation names the thread and the message that is answered', async () => {
  const {alice, bob, roomId} = await aliceAndBob(await world());
  const entry = (text: string) => entriesOf(bob, roomId).find(one => 'text' in one && one.text === text);
  const root = entry('before')!.seq;
  enterThread(bob.client, {roomId, seq: root});
  expect(await submit(bob.client, 'in the thread')).toEqual({kind: 'done'});
  await bob.sees('it in both', ({openThread}) => openThread?.entries.length === 2 && entry('in the thread'));
  const answered = entry('in the thread')!.seq;
  expect(await submit(bob.client, '/reply 1 agreed')).toEqual({kind: 'done'});
  await bob.sees('the answer in the thread', ({openThread}) => openThread?.entries.length === 3);
  alice.client.dispatch({type: 'roomEntered', roomId});
  await alice.sees('the answer', () => alice.texts(roomId).includes('agreed'));
  expect(entriesOf(alice, roomId).at(-1)).toMatchObject({threadOf: root, replyTo: {seq: answered, sender: 'bob'}});
  expect(await submit(bob.client, '/me nods')).toMatchObject({kind: 'refused', code: 'not-in-thread'});
});
