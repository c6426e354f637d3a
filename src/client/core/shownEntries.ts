/** Asks for single entries of a room, and again for what did not fit into an answer. */
import type {Entry} from '../../shared/entries/entry.ts';
import {FIXED_LIMITS} from '../../shared/limits.ts';
import type {Core} from './core.ts';

/**
 * An answer ends by its bytes, in the order of what is asked for: what comes behind its last entry may be there as well. Where
 * an answer brings nothing, nothing of the rest is there.
 * @returns those that are there, and no others
 */
export async function showEntries(
  line: Pick<Core, 'request'>,
  roomId: number,
  seqs: readonly number[],
): Promise<Entry[]> {
  const found: Entry[] = [];
  for (let at = 0; at < seqs.length; at += FIXED_LIMITS.entriesShownMax) {
    let left = seqs.slice(at, at + FIXED_LIMITS.entriesShownMax);
    while (left.length > 0) {
      const {entries} = await line.request('entryShow', {roomId, seqs: left});
      const asked = new Set(left);
      const told = entries.filter(({seq}) => asked.has(seq));
      if (told.length === 0) break;
      found.push(...told);
      const here = new Set(told.map(({seq}) => seq));
      left = left.slice(left.findLastIndex(seq => here.has(seq)) + 1);
    }
  }
  return found;
}
