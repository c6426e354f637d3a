/** One member against another: whatever is sent to somebody in masses, they can still log in and write. */
import {describe, expect, test} from '@jest/globals';
import {FIXED_LIMITS} from '../../src/shared/limits.ts';
import {world, type Person} from '../support/world.ts';

const MINUTE_MS = 61_000;

describe('a flood', () => {
  test('of invitations leaves the newest, and a login that is no longer for it', async () => {
    const made = await world();
    const [mallory, eve] = (await made.people('mallory', 'eve')) as [Person, Person];
    const count = FIXED_LIMITS.pageSizeMax + 20;
    for (let at = 0; at < count; at++) {
      if (at % 50 === 0) made.clock.turn(MINUTE_MS);
      const {roomId} = await mallory.request('roomCreate', {name: `trap${at}`, isPrivate: true});
      await mallory.request('roomInvite', {roomId, names: ['eve']});
    }
    const {session} = await eve.another();
    expect(session.invites).toHaveLength(FIXED_LIMITS.pageSizeMax);
    expect(session.invites.at(-1)?.roomName).toBe(`trap${count - 1}`);
    await made.say(eve, made.lobby, 'still here');
  });
});
