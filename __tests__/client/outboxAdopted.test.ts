/** Two clients of one account in one program: what one leaves is sent by the other. */
import {expect, test} from '@jest/globals';
import {world} from '../support/world.ts';
import {throughGates} from './support/heldRequests.ts';
import {member, memberAgain} from './support/member.ts';

test('what a client has not sent when it is closed is taken over by another one that is told', async () => {
  const made = await world();
  const first = await member(made.url, 'ann');
  throughGates(first, {up: name => (name === 'messageSend' ? new Promise(() => undefined) : undefined)});
  await first.client.parts.outgoing.write(made.lobby, {kind: 'message', text: 'waits'});
  const second = await memberAgain(made.url, first);
  await second.sees('nothing of it', ({connection}) => connection.status === 'online');
  await first.client.close();
  expect(second.texts()).toEqual([]);
  await second.client.parts.outgoing.adopt();
  await second.sees('it', () => second.texts().includes('waits'));
  expect(second.room().pending).toEqual([]);
});
