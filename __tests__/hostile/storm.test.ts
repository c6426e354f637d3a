/**
 * Random keys, clicks, pastes, sizes and hostile messages against the full screen: it stands, and what was typed is what is in
 * the composer.
 */
import {describe, expect, test} from '@jest/globals';
import {storm} from '../../faults/storm/storm.ts';
import {member} from '../client/support/member.ts';
import {seededRandom} from '../support/faultProxy.ts';
import {pilot} from '../support/pilot.ts';
import {world} from '../support/world.ts';

/** The long form sets both. */
const STEPS = Number(process.env.CHAT_TUI_STORM_STEPS ?? 125);
const SEED = Number(process.env.CHAT_TUI_STORM_SEED ?? 1);

describe('a storm', () => {
  test(
    'leaves the screen whole',
    async () => {
      const made = await world();
      const mallory = await made.person('mallory');
      const eve = await member(made.url, 'eve');
      await eve.client.request('roomCreate', {name: 'other', isPrivate: false});
      const open = () => pilot(eve.client, {columns: 100, rows: 30, hasMouse: true});
      const found = await storm({made, mallory, open, random: seededRandom(SEED)}, STEPS);
      expect({seed: SEED, violations: found.violations}).toEqual({seed: SEED, violations: []});
      expect(found.checks).toBeGreaterThan(STEPS / 30);
    },
    60_000 + STEPS * 200,
  );
});
