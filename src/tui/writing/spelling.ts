/** Finds words of a draft to look up in a dictionary, and where the misspelt ones stand. */
import {commandLineIn} from '../../client/input/commandLine.ts';
import {COMMANDS} from '../../client/input/commandTable.ts';
import type {Chip, EditorState} from './editor/editorState.ts';

/** Resolves to the misspelt words. */
export type CheckWords = (words: readonly string[]) => Promise<readonly string[]>;

export interface TextSpan {
  /** Range in code units. */
  from: number;
  to: number;
}

type Written = Pick<EditorState, 'text' | 'cursor' | 'chips'>;

/** Longer texts are not checked, because they were not typed here. */
const TEXT_MAX = 8_192;
/** Words that are not prose: names, links, paths, times, code. */
const NO_PROSE = /[\p{N}@#/\\_:=<>{}|~^$*+]|\p{L}[.]\p{L}/u;
const CODE = /```[^]*?(?:```|$)|`[^`\n]*`/g;
const WORD = /[\p{L}\p{M}]+(?:['’][\p{L}\p{M}]+)*/gu;
const LENGTH_MAX = 64;

/** Words to check, except the one that is being typed. */
export function wordsIn({text, cursor, chips}: Written): (TextSpan & {word: string})[] {
  if (text.length > TEXT_MAX + lengthOf(chips) || commandLineIn(text, COMMANDS) !== undefined) return [];
  const left: readonly TextSpan[] = [
    ...chips,
    ...[...text.matchAll(CODE)].map(({0: code, index}) => ({from: index, to: index + code.length})),
  ];
  const isLeft = (at: number) => left.some(({from, to}) => from <= at && at < to);
  const found: (TextSpan & {word: string})[] = [];
  for (const {0: token, index: start} of text.matchAll(/\S+/g)) {
    if (token.length > LENGTH_MAX * 2 || isLeft(start) || NO_PROSE.test(token.replace(/[.,:;!?)]+$/, ''))) continue;
    for (const {0: word, index} of token.matchAll(WORD)) {
      const from = start + index;
      const to = from + word.length;
      const isShouted = word === word.toUpperCase();
      if (word.length < 2 || word.length > LENGTH_MAX || isShouted || to === cursor) continue;
      found.push({word, from, to});
    }
  }
  return found;
}

const lengthOf = (chips: readonly Chip[]): number => chips.reduce((sum, {from, to}) => sum + to - from, 0);

export const misspeltIn = (written: Written, wrong: ReadonlySet<string>): readonly TextSpan[] =>
  wrong.size === 0 ? [] : wordsIn(written).filter(({word}) => wrong.has(word));
