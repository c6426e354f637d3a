/** How often a password may be guessed. */
import {expect, test} from '@jest/globals';
import {createLoginThrottle} from '../../src/server/door/loginThrottle.ts';
import {handClock} from '../support/suite/clock.ts';

function guesses() {
  const clock = handClock();
  const made = createLoginThrottle(clock.monotonicMs);
  const from = (network: string) => (name: string | number) => {
    const waitSeconds = made.take({name, network})?.seconds ?? 0;
    if (waitSeconds === 0) made.wrong({name, network});
    return waitSeconds;
  };
  const guess = from('here');
  return {clock, made, guess, from};
}

test('a few mistakes cost nothing, then the pause doubles up to a quarter of an hour', () => {
  const {clock, guess} = guesses();
  expect([1, 2, 3, 4, 5].map(() => guess('ann'))).toEqual([0, 0, 0, 0, 0]);
  const pauses = Array.from({length: 13}, () => {
    const pause = guess('ann');
    clock.turn(pause * 1000);
    return guess('ann') === 0 ? pause : -1;
  });
  expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]);
});

test('nobody guesses more than ten times in any minute, however patiently', () => {
  const {clock, guess} = guesses();
  const triedAt: number[] = [];
  for (let second = 0; second < 7_200; second++) {
    if (guess('ann') === 0) triedAt.push(clock.monotonicMs());
    clock.turn(1_000);
  }
  expect(triedAt.length).toBeGreaterThan(15);
  expect(triedAt.length).toBeLessThan(25);
  for (const [index, at] of triedAt.slice(10).entries()) expect(at - triedAt[index]!).toBeGreaterThanOrEqual(60_000);
});

test('the right password ends it, so does time, and others are not touched', () => {
  const {clock, made, guess} = guesses();
  for (let count = 0; count < 6; count++) guess('ann');
  expect([guess('ann'), guess('bob')]).toEqual([1, 0]);
  clock.turn(60_000);
  made.take({name: 'ann', network: 'here'});
  made.right({name: 'ann', network: 'here'});
  expect([1, 2, 3, 4, 5].map(() => guess('ann'))).toEqual([0, 0, 0, 0, 0]);
  clock.turn(60 * 60_000);
  expect([1, 2, 3, 4, 5].map(() => guess('ann'))).toEqual([0, 0, 0, 0, 0]);
});

test('who guesses elsewhere keeps out nobody, and from everywhere at once there are sixty tries an hour', () => {
  const {guess, from, made, clock} = guesses();
  expect(made.take({name: 'ann', network: 'home'})).toBeUndefined();
  made.right({name: 'ann', network: 'home'});
  const waits = Array.from({length: 400}, (_, at) => from(`net ${at % 200}`)('ann'));
  expect(waits.filter(wait => wait === 0)).toHaveLength(60);
  expect(guess('ann')).toBeGreaterThan(60);
  expect(from('home')('ann')).toBe(0);
  clock.turn(60 * 60_000);
  expect(guess('ann')).toBe(0);
});

test('from everywhere at once those count that are still being looked at', () => {
  const {made} = guesses();
  const all = Array.from({length: 100}, (_, at) => ({name: 'ann', network: `net ${at}`}));
  const begun = all.filter(guess => made.take(guess) === undefined);
  expect(begun).toHaveLength(60);
  for (const guess of begun.slice(0, 30)) made.undecided(guess);
  expect(all.filter(guess => made.take(guess) === undefined)).toHaveLength(30);
});

test('right ones do not count, also not many at once', () => {
  const {made} = guesses();
  const guess = {name: 'ann', network: 'home'};
  for (let count = 0; count < 100; count++) {
    expect(made.take(guess)).toBeUndefined();
    made.right(guess);
  }
  const waits = Array.from({length: 12}, () => made.take(guess));
  expect(waits.filter(wait => wait === undefined)).toHaveLength(10);
  expect(waits.at(-1)).toEqual({seconds: 1, isForWrong: false});
  for (let count = 0; count < 10; count++) made.undecided(guess);
  expect(made.take(guess)).toBeUndefined();
});
