/** A server that lets people in one after the other: the client waits for its turn, and comes in by itself. */
import {describe, expect, test} from '@jest/globals';
import {untilStatus, until} from '../../src/client/log/waiting.ts';
import {world} from '../support/world.ts';
import {clientOf} from './support/member.ts';

describe('who is told to wait', () => {
  test('waits so many seconds instead of its own time, and is in then', async () => {
    const made = await world();
    const [ann, bob] = await made.people('ann', 'bob');
    await made.restart({admissionsPerSecondMax: 1});
    await made.device({token: ann!.token});
    const own = {firstMs: 60_000, maxMs: 60_000, random: () => 0.5};
    const client = await clientOf({serverUrl: made.url, token: bob!.token, backoff: own});
    const waiting = await until(
      client,
      ({connection}) => (connection.status === 'reconnecting' ? connection : undefined),
      25_000,
    );
    expect(waiting).toMatchObject({code: 'admission-delayed', detail: '1'});
    expect(waiting.retryAtMs - client.options.now()).toBeLessThanOrEqual(1_500);
    made.clock.turn(1_000);
    // A shell verb waits the same way, and does not fail.
    await untilStatus(client, 'online');
  });
});
