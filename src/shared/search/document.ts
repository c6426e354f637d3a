/** What of an entry is in an index: its words, its room, its sender, and what it has besides words. */
import {wordsOf, type Entry} from '../entries/entry.ts';
import type {SearchHas} from './search.ts';
import {wordsIn} from './words.ts';

/** Changed whenever the same entry would give another document. */
export const INDEX_VERSION = 1;

/** What no text can hold, because `_` is in no word. */
export const roomMark = (roomId: number): string => `_r${roomId}`;
export const hasMark = (has: SearchHas): string => `_h${has}`;

const LINK = /\bhttps?:\/\/\S|\bwww\.\S|\bchat-tui:\/\/\S/i;
const CODE = /`[^`]/;

/** What search looks through; `undefined` for what is not found. */
export const searchedText = (entry: Entry): string | undefined => (entry.kind === 'file' ? entry.name : wordsOf(entry));

/** @param marks besides what it has: its room, its sender */
export function documentOf(entry: Entry, marks: readonly string[]): string | undefined {
  const text = searchedText(entry);
  if (text === undefined) return undefined;
  const words: string[] = [];
  for (const {word} of wordsIn(text)) words.push(word);
  words.push(...marks);
  if (entry.kind === 'file') words.push(hasMark('file'));
  else {
    if (LINK.test(text)) words.push(hasMark('link'));
    if (CODE.test(text)) words.push(hasMark('code'));
  }
  return words.join(' ');
}
