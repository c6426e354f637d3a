/** The order of requests on one connection. */
import {expect, test} from '@jest/globals';
import {setImmediate as nextTurn} from 'node:timers/promises';
import {Lane} from '../../src/server/requests/lanes.ts';

/** Work that ends when it is told to, and writes down what happens. */
function desk() {
  const lane = new Lane();
  const happened: string[] = [];
  const ends = new Map<string, () => void>();
  const add = (name: string, order: 'alone' | 'pipelined') =>
    lane.add(order, async () => {
      happened.push(`${name} begins`);
      await new Promise<void>(resolve => ends.set(name, resolve));
      happened.push(`${name} ends`);
    });
  const end = async (name: string) => {
    ends.get(name)?.();
    await nextTurn();
  };
  return {lane, happened, add, end};
}

test('pipelined requests begin at once, in order', async () => {
  const {happened, add} = desk();
  for (const name of ['a', 'b', 'c']) add(name, 'pipelined');
  expect(happened).toEqual(['a begins', 'b begins', 'c begins']);
});

test('a request that wants to be alone waits for all before it and holds up all after it', async () => {
  const {happened, add, end} = desk();
  add('a', 'pipelined');
  add('b', 'pipelined');
  add('alone', 'alone');
  add('c', 'pipelined');
  await end('b');
  expect(happened).toEqual(['a begins', 'b begins', 'b ends']);
  await end('a');
  expect(happened.slice(3)).toEqual(['a ends', 'alone begins']);
  await end('alone');
  expect(happened.slice(5)).toEqual(['alone ends', 'c begins']);
});

test('only so many wait, and the end of all of them can be awaited', async () => {
  const {lane, add, end} = desk();
  await lane.idle();
  const accepted = Array.from({length: 1_001}, (_, index) => add(`${index}`, 'alone'));
  expect(accepted.filter(Boolean)).toHaveLength(1_000);
  let isIdle = false;
  const idle = lane.idle().then(() => (isIdle = true));
  for (let index = 0; index < 1_000; index++) {
    expect(isIdle).toBe(false);
    await end(`${index}`);
  }
  await idle;
});
