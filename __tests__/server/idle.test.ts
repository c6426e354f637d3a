/** Somebody at whose devices nobody is. */
import {describe, expect, test} from '@jest/globals';
import type {Payload} from '../../src/shared/protocol.ts';
import {world} from '../support/world.ts';

const about = (name: string, state: string) => (event: Payload<'presenceChanged'>) =>
  event.changes.some(change => change.name === name && change.state === state);

describe('being idle', () => {
  test('is so of a person when it is so of all their devices, and ends with the first that is used', async () => {
    const {people} = await world();
    const [ann, bob] = await people('ann', 'bob');
    await ann!.next('presenceChanged', about('bob', 'online'));
    const phone = await bob!.another();
    await bob!.request('idleSet', {isIdle: true});
    expect((await ann!.request('userShow', {name: 'bob'})).user.state).toBe('online');
    await phone.request('idleSet', {isIdle: true});
    await ann!.next('presenceChanged', about('bob', 'idle'));
    await phone.request('idleSet', {isIdle: false});
    await ann!.next('presenceChanged', about('bob', 'online'));
    await phone.close();
    await ann!.next('presenceChanged', about('bob', 'idle'));
    await bob!.request('presenceSet', {state: 'away', status: 'lunch'});
    await ann!.next('presenceChanged', about('bob', 'away'));
    await bob!.close();
    await ann!.next('presenceChanged', about('bob', 'offline'));
  });
});
