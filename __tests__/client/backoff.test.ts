/** Waits between tries to connect. */
import {describe, expect, test} from '@jest/globals';
import {DEFAULT_BACKOFF, waitMs} from '../../src/client/line/backoff.ts';

describe('somebody who was cut off', () => {
  test('tries again soon at first, then less often, and never waits longer than five seconds', () => {
    const longest = [1, 2, 3, 4, 50].map(attempt => waitMs({...DEFAULT_BACKOFF, random: () => 0.999_999}, attempt));
    expect(longest).toStrictEqual([1_000, 2_000, 4_000, 5_000, 5_000]);
  });

  test('does not try at the same moment as everybody else', () => {
    const waits = [0, 0.25, 0.5, 0.75].map(random => waitMs({...DEFAULT_BACKOFF, random: () => random}, 10));
    expect(waits).toStrictEqual([2_500, 3_125, 3_750, 4_375]);
  });

  test('waits as long as the server asks for, a little more, and never longer than five minutes', () => {
    const backoff = {...DEFAULT_BACKOFF, random: () => 0.25};
    expect([1, 7, 300, 1_000_000].map(asked => waitMs(backoff, 3, asked))).toStrictEqual([
      1_250, 7_250, 300_250, 300_250,
    ]);
  });
});
