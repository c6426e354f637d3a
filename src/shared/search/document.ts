/** The indexed document of an entry: its words, and marks for room, sender and attachments. */
import {isMessageOrFile, readableTextOf, type Entry} from '../entries/entry.ts';
import type {SearchHas} from './query.ts';
import {wordsIn} from './words.ts';

/** Must change whenever the document of an entry would change. */
export const INDEX_VERSION = 1;

/** Marks are words that no text can contain, because `_` is in no word. */
export const roomMark = (roomId: number): string => `_r${roomId}`;
export const hasMark = (has: SearchHas): string => `_h${has}`;

const LINK = /\bhttps?:\/\/\S|\bwww\.\S|\bchat-tui:\/\/\S/i;
const CODE = /`[^`]/;

/** The text to index; `undefined` for entries that are not searchable. */
export const searchedText = (entry: Entry): string | undefined =>
  isMessageOrFile(entry) ? readableTextOf(entry) : undefined;

/** Marks for a file, a link or code. */
export function hasMarksOf(entry: Entry, text: string): string[] {
  if (entry.kind === 'file') return [hasMark('file')];
  return [...(LINK.test(text) ? [hasMark('link')] : []), ...(CODE.test(text) ? [hasMark('code')] : [])];
}

/** @param marks further marks: room and sender */
export function documentOf(entry: Entry, marks: readonly string[]): string | undefined {
  const text = searchedText(entry);
  if (text === undefined) return undefined;
  const words: string[] = [];
  for (const {word} of wordsIn(text)) words.push(word);
  return [...words, ...marks, ...hasMarksOf(entry, text)].join(' ');
}
