/** Several devices, or a server in their name, answer one request to talk directly: only a good answer ends it. */
import {afterEach, describe, expect, test} from '@jest/globals';
import {sendText} from '../../src/client/actions/messages/message.ts';
import {makeKey} from '../../src/client/peer/keys.ts';
import {parseSignal} from '../../src/shared/peer/signal.ts';
import {ROOM} from '../client/support/direct.ts';
import {person} from '../client/support/sealedMembers.ts';
import {cleanUp} from '../support/program.ts';
import {world} from '../support/world.ts';

afterEach(cleanUp);

const answer = (seal?: object) => ({
  type: 'answer',
  publicKey: makeKey().publicKey,
  candidates: [{address: '127.0.0.1', port: 40_000}],
  ...seal,
});

/** Ann asks to talk directly with bob, who has a device without keys as well. */
async function ask() {
  const on = await world();
  const [ann, bob] = [await person(on, 'ann'), await person(on, 'bob')];
  const old = await on.device({token: bob.token, capabilities: ['direct']});
  await old.request('sessionOpen', {});
  await ann.client.parts.direct.ask('bob');
  const {sessionId} = await old.next('signalReceived', ({body}) => parseSignal(body)?.type === 'offer');
  return {ann, bob, old, sessionId};
}

describe('B342 several answers to one request to talk directly', () => {
  test('a device without keys that is faster than the one with them is refused, and the other one opens it', async () => {
    const {ann, bob, old, sessionId} = await ask();
    const seal = {dev: 'A'.repeat(22), signature: 'A'.repeat(86), box: 'AAAA'};
    for (const body of [answer(), answer({seal}), answer({publicKey: 'A'.repeat(43)})])
      await old.request('signalSend', {name: 'ann', sessionId, body: JSON.stringify(body)});
    await ann.sees('that they are refused', () =>
      ann.notices().some(text => text.includes('would not be sealed from device to device')),
    );
    expect(ann.client.parts.direct.list()).toMatchObject({asking: ['bob'], open: []});
    await bob.sees('the request', () => bob.client.parts.direct.list().asked.includes('ann'));
    await Promise.all([ann.client.parts.direct.opened('bob'), bob.client.parts.direct.ask('ann')]);
    expect(ann.client.parts.direct.list()).toMatchObject({asking: [], open: [{partner: 'bob', isSealed: true}]});
    await sendText(ann.client, ROOM, 'at last');
    await bob.sees('it', () => bob.texts(ROOM).includes('at last'));
  });

  test('answers without end are not listened to without end', async () => {
    const {ann, sessionId} = await ask();
    const body = JSON.stringify(answer());
    for (let count = 0; count < 50; count++)
      ann.client.dispatch({type: 'signalReceived', from: 'bob', sessionId, body});
    await ann.sees('that it is over', () => ann.client.parts.direct.list().asking.length === 0);
    await expect(ann.client.parts.direct.ask('bob')).resolves.toBeUndefined();
    expect(ann.notices().filter(text => text.includes('would not be sealed')).length).toBeLessThanOrEqual(5);
  });
});
