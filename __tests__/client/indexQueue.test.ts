/** What came in encrypted conversations waits to be made ready for searching: in order, bounded, and nothing is left out. */
import {describe, expect, test} from '@jest/globals';
import {createIndexQueue} from '../../src/client/encryption/searching/indexQueue.ts';
import type {Entry} from '../../src/shared/entries/entry.ts';

const said = (seq: number): Entry => ({kind: 'message', id: `${seq}`, sender: 'ann', sentAtMs: 1, seq, text: 'x'});
const taken = (seq: number): Entry => ({kind: 'deleted', id: `${seq}`, sender: 'ann', sentAtMs: 1, seq, of: 1});
const many = (from: number, count: number) => Array.from({length: count}, (_, at) => said(from + at));

function watched() {
  const done: string[] = [];
  const works: Promise<unknown>[] = [];
  const queue = createIndexQueue({
    put: async (roomId, entries) => void done.push(`${roomId}: ${entries.map(({seq}) => seq).join(' ')}`),
    catchUp: async roomIds => void done.push(`behind ${roomIds.join(' ')}`),
    background: work => void works.push(work),
  });
  return {done, works, queue};
}

describe('entries of encrypted conversations', () => {
  test('are put together in order, once, when somebody searches', async () => {
    const {done, queue} = watched();
    for (const seq of [4, 5]) queue.take(1, [said(seq)]);
    queue.take(2, [said(1)]);
    expect(done).toEqual([]);
    await Promise.all([queue.flush(), queue.flush()]);
    expect(done).toEqual(['1: 4 5', '2: 1']);
  });

  test('that do not follow on, or are too many at once, are looked through again', async () => {
    const {done, queue} = watched();
    queue.take(1, [said(4)]);
    queue.take(1, [said(6)]);
    queue.take(1, [said(7)]);
    for (let at = 0; at < 6; at++) queue.take(2, many(1 + at * 1_000, 1_000));
    queue.take(3, [said(1)]);
    await queue.flush();
    expect(done).toEqual(['3: 1', 'behind 1 2']);
    // There is room for as many again.
    for (let at = 0; at < 5; at++) queue.take(2, many(1 + at * 1_000, 1_000));
    await queue.flush();
    expect(done.at(-1)).toMatch(/^2: 1 2 .* 5000$/);
  });

  test('of what is taken back are put at once; of a room that is left, never', async () => {
    const {done, works, queue} = watched();
    queue.take(1, [said(4)]);
    queue.take(1, [taken(5)]);
    await Promise.all(works);
    expect(done).toEqual(['1: 4 5']);
    queue.take(1, [said(6)]);
    queue.take(2, [said(6)]);
    queue.drop(1);
    await queue.flush();
    expect(done).toEqual(['1: 4 5', '2: 6']);
    queue.take(2, [said(7)]);
    queue.drop();
    await queue.flush();
    expect(done).toHaveLength(2);
  });
});
