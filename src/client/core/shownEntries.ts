/** Fetches single entries of a room by seq, repeating the request for those that did not fit into one answer. */
import type {Entry} from '../../shared/entries/entry.ts';
import {FIXED_LIMITS} from '../../shared/limits.ts';
import type {Core} from './core.ts';

/**
 * The server limits an answer by bytes, in the order of the requested seqs: entries after the last one returned may still
 * exist, and are requested again. An empty answer means that none of the remaining ones exists.
 * @returns the existing ones among the requested entries
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
