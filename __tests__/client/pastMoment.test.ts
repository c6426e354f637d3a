/** Moments as somebody names them. */
import {expect, test} from '@jest/globals';
import fc from '../support/suite/property.ts';
import {pastMomentOf} from '../../src/client/wording/pastMoment.ts';

// A Saturday.
const NOW = new Date(2026, 10, 28, 15, 30).getTime();
const at = (...parts: [number, number, number, number?, number?]) =>
  new Date(parts[0], parts[1] - 1, parts[2], parts[3] ?? 0, parts[4] ?? 0).getTime();

test.each([
  ['2026-11-03', at(2026, 11, 3)],
  ['2026-11-03 14:05', at(2026, 11, 3, 14, 5)],
  ['2026-11-3T9:05', at(2026, 11, 3, 9, 5)],
  ['11-03', at(2026, 11, 3)],
  ['12-24', at(2025, 12, 24)],
  ['today', at(2026, 11, 28)],
  [' Yesterday ', at(2026, 11, 27)],
  ['saturday', at(2026, 11, 28)],
  ['sun', at(2026, 11, 22)],
  ['14:05', at(2026, 11, 28, 14, 5)],
  ['3d', NOW - 3 * 86_400_000],
  ['2h ago', NOW - 2 * 3_600_000],
])('%s is a moment', (text, ms) => {
  expect(pastMomentOf(text, NOW)).toBe(ms);
});

test.each([
  '',
  'x',
  '2026-02-31',
  '2026-13-01',
  '25:00',
  '12:61',
  '2026-11-03 99:00',
  '3',
  'su',
  '99999d',
  '-1d',
  '1e9d',
])('“%s” is none', text => {
  expect(pastMomentOf(text, NOW)).toBeUndefined();
});

test('whatever is typed is a number or nothing', () => {
  fc.assert(
    fc.property(fc.string({unit: fc.constantFrom('0', '1', '2', '9', '-', ':', ' ', 't', 'd', 'h', 'm')}), text => {
      const ms = pastMomentOf(text, NOW);
      expect(ms === undefined || Number.isFinite(ms)).toBe(true);
    }),
  );
});
