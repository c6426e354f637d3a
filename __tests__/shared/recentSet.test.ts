/** A set that others fill: it holds the newest, and no more than it may. */
import {expect, test} from '@jest/globals';
import {createRecentSet} from '../../src/shared/bounds/recentSet.ts';

const heldIn = (set: {has(key: string): boolean}, keys: readonly string[]) => keys.filter(key => set.has(key));
const KEYS = Array.from({length: 5_000}, (_, at) => `key ${at}`);

test('the newest are in it, however many come, and one that comes again is new again', () => {
  const set = createRecentSet(1_000);
  for (const key of KEYS) {
    set.add(key);
    set.add('again and again');
  }
  expect(heldIn(set, KEYS)).toEqual(KEYS.slice(-999));
  expect(set.has('again and again')).toBe(true);
  for (const key of KEYS.slice(0, 1_000)) set.add(key);
  expect(heldIn(set, [...KEYS, 'again and again'])).toEqual(KEYS.slice(0, 1_000));
});
