/** Whose password is hashed next while many wait. */
import {expect, test} from '@jest/globals';
import {openHashQueue} from '../../src/server/door/passwords/hashQueue.ts';
import {codeOf} from '../support/stored/shelf.ts';

interface Ask {
  line: string;
  isKnown?: boolean;
  isGone?: boolean;
}

/** One hash runs while the others come, in order; tells in which order they ran, and what each was told. */
async function queued(asks: readonly Ask[], waitingMax = 50) {
  const queue = openHashQueue(1, waitingMax);
  const ran: string[] = [];
  const gate = Promise.withResolvers<undefined>();
  const first = queue.run({line: 'first', isKnown: false, isGone: () => false}, () => gate.promise);
  const told = asks.map(({line, isKnown = false, isGone = false}) =>
    codeOf(queue.run({line, isKnown, isGone: () => isGone}, async () => void ran.push(line))),
  );
  gate.resolve(undefined);
  await first;
  return {told: await Promise.all(told), ran};
}
const crowd = (line: string, count: number) => Array.from({length: count}, () => ({line}));

test('networks take turns, whoever brought more', async () => {
  const {ran} = await queued([...crowd('a', 4), ...crowd('b', 1), ...crowd('c', 2)]);
  expect(ran.join('')).toBe('abcacaa');
});

test('who is known has every second turn', async () => {
  const {ran} = await queued([...crowd('a', 3), {line: 'K', isKnown: true}, {line: 'L', isKnown: true}]);
  expect(ran.join('')).toMatch(/^(KaLaa|aKaLa)$/);
});

test('who is gone is passed over, and costs nothing', async () => {
  const {ran, told} = await queued([{line: 'a', isGone: true}, {line: 'a', isGone: true}, {line: 'b'}]);
  expect(ran).toEqual(['b']);
  expect(told).toEqual(['disconnected', 'disconnected', 'ok']);
});

test('when too many wait, the longest line gives way, the last of it first', async () => {
  const {ran, told} = await queued([...crowd('a', 3), {line: 'b'}, {line: 'c'}, {line: 'c'}], 3);
  expect(told).toEqual(['ok', 'busy', 'busy', 'ok', 'ok', 'busy']);
  expect(ran.join('')).toBe('abc');
});

test('a known person finds a place however many others wait', async () => {
  const {ran} = await queued([...crowd('a', 50), {line: 'K', isKnown: true}]);
  expect(ran.indexOf('K')).toBeLessThan(2);
});

test('a hash that fails hands its place over', async () => {
  const queue = openHashQueue(1, 1);
  const asker = {line: 'a', isKnown: false, isGone: () => false};
  await expect(queue.run(asker, async () => Promise.reject(new Error('no memory')))).rejects.toThrow('no memory');
  expect(await queue.run(asker, async () => 'made')).toBe('made');
});
