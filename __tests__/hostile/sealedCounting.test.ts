/** A server that gives the same page of an encrypted conversation again and again: counting what is unread comes to an end. */
import {expect, test} from '@jest/globals';
import {recount} from '../../src/client/encryption/reading/counts.ts';
import type {Core} from '../../src/client/core/core.ts';
import {aliceAndBob} from '../client/support/sealedMembers.ts';
import {world} from '../support/world.ts';

test('B34 a page of an encrypted conversation that does not go on is the last one that is counted', async () => {
  const on = await world();
  const {bob, roomId} = await aliceAndBob(on);
  const core = bob.client as unknown as Core;
  const {line} = core;
  const straight = line.request.bind(line) as (name: string, params: unknown) => Promise<object>;
  let asked = 0;
  const lying = async (name: string, params: {afterSeq?: number}): Promise<object> => {
    if (name !== 'entryList') return straight(name, params);
    if (++asked > 100) throw new Error('it is asked without end');
    return {...(await straight(name, {...params, afterSeq: 0})), lastSeq: 1_000_000};
  };
  line.request = lying as unknown as typeof line.request;
  await recount(core, roomId);
  expect(asked).toBeLessThanOrEqual(3);
});
