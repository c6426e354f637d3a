/** What of an entry is indexed: its words, room and sender, and traits besides its text. */
import {isSaid, saidTextOf, type Entry} from '../entries/entry.ts';
import type {SearchHas} from './query.ts';
import {wordsIn} from './words.ts';

/** Has to change whenever the same entry would give another document. */
export const INDEX_VERSION = 1;

/** What no text can hold, because `_` is in no word. */
export const roomMark = (roomId: number): string => `_r${roomId}`;
export const hasMark = (has: SearchHas): string => `_h${has}`;

const LINK = /\bhttps?:\/\/\S|\bwww\.\S|\bchat-tui:\/\/\S/i;
const CODE = /`[^`]/;

/** The indexed document; `undefined` for entries that are not searched. */
export const searchedText = (entry: Entry): string | undefined => (isSaid(entry) ? saidTextOf(entry) : undefined);

/** What it has besides words. */
export function hasMarksOf(entry: Entry, text: string): string[] {
  if (entry.kind === 'file') return [hasMark('file')];
  return [...(LINK.test(text) ? [hasMark('link')] : []), ...(CODE.test(text) ? [hasMark('code')] : [])];
}

/** @param marks besides what it has: its room, its sender */
export function documentOf(entry: Entry, marks: readonly string[]): string | undefined {
  const text = searchedText(entry);
  if (text === undefined) return undefined;
  const words: string[] = [];
  for (const {word} of wordsIn(text)) words.push(word);
  return [...words, ...marks, ...hasMarksOf(entry, text)].join(' ');
}
