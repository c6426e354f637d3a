/** Waiting for what is told later, and work in order: what several parts of a client share. */
import {describe, expect, test} from '@jest/globals';
import {createSerialQueue, serially} from '../../src/client/core/serially.ts';
import {createWaiters} from '../../src/client/core/waiters.ts';
import {within} from '../support/suite/deadline.ts';

describe('who waits by a key', () => {
  test('gets what is told of it, together with all others who wait for it, and nothing of another', async () => {
    const waiters = createWaiters<string, number>();
    const all = [waiters.wait('a'), waiters.wait('a'), waiters.wait('b')];
    waiters.tell('a', 1);
    expect(waiters.keys()).toEqual(['b']);
    waiters.tell('b', 2);
    expect(await within('all to be told', Promise.all(all))).toEqual([1, 1, 2]);
    expect(waiters.isAwaited('a')).toBe(false);
  });

  test('gives up after the time or with the signal, and is forgotten then', async () => {
    const waiters = createWaiters<string, number>();
    const ended = new AbortController();
    const stopped = waiters.wait('a', {signal: ended.signal});
    const late = waiters.wait('b', {timeoutMs: 1});
    expect(await within('the time to be over', late)).toBeUndefined();
    ended.abort(new Error('no more'));
    await expect(stopped).rejects.toThrow('no more');
    await expect(waiters.wait('c', {signal: ended.signal})).rejects.toThrow('no more');
    expect(waiters.keys()).toEqual([]);
  });

  test('learns why nothing comes', async () => {
    const waiters = createWaiters<string, number>();
    const waiting = waiters.wait('a');
    waiters.fail('a', new Error('declined'));
    await expect(waiting).rejects.toThrow('declined');
  });
});

describe('work in order', () => {
  test('begins for each key when all before it has ended, also where that failed', async () => {
    const begun: string[] = [];
    const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const run = serially(async (key: string, at: number) => {
      begun.push(`${key}${at}`);
      await gates[at]?.promise;
      return at;
    });
    const all = [run('a', 0), run('a', 1), run('b', 2)];
    expect(await within('another key', all[2]!)).toBe(2);
    expect(begun).toEqual(['a0', 'b2']);
    gates[0]!.reject(new Error('failed'));
    await expect(all[0]).rejects.toThrow('failed');
    gates[1]!.resolve();
    expect(await within('the next one', all[1]!)).toBe(1);
  });

  test('is over once nothing of a key runs or waits', async () => {
    const queue = createSerialQueue<string>();
    const gate = Promise.withResolvers<void>();
    const work = queue.run('a', () => gate.promise);
    const ended = queue.ended('a');
    expect(queue.ended('b')).toBeUndefined();
    gate.resolve();
    await within('the work', work);
    await within('the queue', Promise.resolve(ended));
    expect(queue.ended('a')).toBeUndefined();
  });
});
