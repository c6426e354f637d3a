/** Files that go directly by a key not sealed from device to device: that is said once for each person, where it belongs. */
import {randomBytes} from 'node:crypto';
import {afterEach, expect, test} from '@jest/globals';
import {acceptTransfer} from '../../src/client/actions/transfer.ts';
import {cleanUp} from '../support/program.ts';
import {between, done, offered, WAITS} from './support/between.ts';
import {memberAgain, type Member} from './support/member.ts';

afterEach(cleanUp);

/** Room and words of what was said of it. */
const told = ({client}: Member) =>
  client.getState().notices.flatMap(({roomId, text}) => (text.startsWith('Files go directly') ? [{roomId, text}] : []));

test('a way without keys is spoken of in the conversation with the other one, and not again after a restart', async () => {
  const made = await between();
  const {ann, bob, proxy, roomId} = made;
  await acceptTransfer(bob.client, await offered(made, randomBytes(10), 'first'));
  await done(bob, 'first');
  for (const [each, other] of [
    [ann, 'bob'],
    [bob, 'ann'],
  ] as const) {
    await each.sees('that it is said', () => told(each).length > 0);
    expect(told(each)).toEqual([{roomId, text: expect.stringContaining(`between you and @${other}.`)}]);
    expect(told(each)[0]?.text).toContain('there are no keys here');
  }
  await acceptTransfer(bob.client, await offered(made, randomBytes(10), 'second'));
  await done(bob, 'second');

  await bob.client.close();
  const again = await memberAgain(proxy.url, bob, WAITS);
  await acceptTransfer(again.client, await offered({...made, bob: again}, randomBytes(10), 'third'));
  expect((await done(again, 'third')).route).toBe('direct');
  expect([told(ann).length, told(bob).length, told(again).length]).toEqual([1, 1, 0]);
});
