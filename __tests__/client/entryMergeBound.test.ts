/** Merging of entry events by itself: one change per room, in order, with holes kept, and of a bounded size. */
import {beforeEach, expect, test} from '@jest/globals';
import {mergeEntries, type EntryMerge} from '../../src/client/log/entryMerge.ts';
import type {Entry} from '../../src/shared/entries/entry.ts';

const entry = (seq: number): Entry => ({
  seq,
  id: `entry${seq}`,
  sender: 'ann',
  sentAtMs: seq,
  kind: 'message',
  text: 'hi',
});
const said = (roomId: number, ...seqs: number[]) => ({roomId, entries: seqs.map(entry)});

let taken: [roomId: number, ...seqs: number[]][];
let merge: EntryMerge;

beforeEach(() => {
  taken = [];
  merge = mergeEntries(({roomId, entries}) => void taken.push([roomId, ...entries.map(({seq}) => seq)]));
});

/** The first event after a pause is not held back; those after it are. */
async function begun(): Promise<void> {
  merge.add(said(1, 1));
  await Promise.resolve();
  expect(taken.splice(0)).toEqual([[1, 1]]);
}

test('the first one is passed on in the same turn, what follows in a burst as one, by room', async () => {
  await begun();
  for (const one of [said(1, 2), said(2, 7, 8), said(1, 3, 4)]) merge.add(one);
  expect(taken).toEqual([]);
  merge.flush();
  expect(taken.splice(0)).toEqual([
    [1, 2, 3, 4],
    [2, 7, 8],
  ]);
  merge.flush();
  expect(taken).toEqual([]);
});

test('a hole and a repetition stay where they were', async () => {
  await begun();
  merge.add(said(1, 2));
  merge.add(said(1, 5));
  merge.add(said(1, 5));
  merge.flush();
  expect(taken).toEqual([
    [1, 2],
    [1, 5],
    [1, 5],
  ]);
});

test('a burst that does not end is passed on in parts', async () => {
  await begun();
  const seqs = Array.from({length: 2_000}, (_, at) => at + 2);
  for (const seq of seqs) merge.add(said(1, seq));
  merge.flush();
  expect(taken.flatMap(([, ...some]) => some)).toEqual(seqs);
  expect(Math.max(...taken.map(some => some.length - 1))).toBeLessThanOrEqual(500);
});
