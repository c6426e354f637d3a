/** How often is too often. */
import {expect, test} from '@jest/globals';
import {createLimiter} from '../../src/server/door/limits/limiter.ts';
import {handClock} from '../support/suite/clock.ts';

const limiter = () => {
  const clock = handClock();
  const made = createLimiter({count: 3, perSeconds: 60}, clock.monotonicMs);
  return {clock, take: (key: string | number) => made.take(key)};
};

test('no window of the given length ever holds more calls than allowed', () => {
  const {clock, take} = limiter();
  const allowedAt: number[] = [];
  for (let index = 0; index < 600; index++) {
    if (take('ann') === 0) allowedAt.push(clock.monotonicMs());
    clock.turn(1_000);
  }
  expect(allowedAt.length).toBeGreaterThan(25);
  for (const [index, at] of allowedAt.slice(3).entries()) expect(at - allowedAt[index]!).toBeGreaterThanOrEqual(60_000);
});

test('says how many seconds are left, and refused calls do not count', () => {
  const {clock, take} = limiter();
  expect([take('ann'), take('ann'), take('ann'), take('ann'), take('ann')]).toEqual([0, 0, 0, 60, 60]);
  clock.turn(59_100);
  expect(take('ann')).toBe(1);
  clock.turn(900);
  expect(take('ann')).toBe(0);
});

test('counts everybody apart, however many there are', () => {
  const {clock, take} = limiter();
  const refused: number[] = [];
  for (let person = 0; person < 30_000; person++) {
    if (take(person) !== 0) refused.push(person);
    clock.turn(10);
  }
  expect([refused, take('ann'), take(29_999)]).toEqual([[], 0, 0]);
});
