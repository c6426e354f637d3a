/** Moments as people write them, by the clock of this machine. */
import {expect, test} from '@jest/globals';
import {readLeadingMoment, readMoment} from '../../src/client/input/typed/moment.ts';

const NOW = new Date(2026, 10, 28, 12, 30);
const at = (...parts: [number, number, number, number, number]) => new Date(...parts).getTime();

test.each([
  ['13:00', at(2026, 10, 28, 13, 0)],
  ['9:00', at(2026, 10, 29, 9, 0)],
  ['12:30', at(2026, 10, 29, 12, 30)],
  ['today 9:00', at(2026, 10, 28, 9, 0)],
  ['tomorrow 09:05', at(2026, 10, 29, 9, 5)],
  ['2026-12-24 18:00', at(2026, 11, 24, 18, 0)],
  ['9999-12-31 23:59', at(9999, 11, 31, 23, 59)],
  ['24:00', undefined],
  ['12:60', undefined],
  ['2026-02-30 09:00', undefined],
  ['2026-13-01 09:00', undefined],
  ['noon', undefined],
  ['', undefined],
  ['1:1', undefined],
  [`${'9'.repeat(5_000)}:00`, undefined],
])('%j is %j', (typed, wanted) => {
  expect(readMoment(typed, NOW.getTime())).toBe(wanted);
});

test.each([
  ['2h call bob', 'call bob'],
  ['tomorrow 9:00 call  bob', 'call  bob'],
  ['9:00 2 eggs', '2 eggs'],
  ['1d12h x\ny', 'x\ny'],
])('of %j, %j is what is said', (line, rest) => {
  expect(readLeadingMoment(line, NOW.getTime())?.rest).toBe(rest);
});
