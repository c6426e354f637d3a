/** Finds highlight words in a text; server, client and screen use the same rule. */
import {isInCodeOrLink, lowerOf} from './mention.ts';
import type {Preferences} from '../preferences.ts';

/** Highlight words of one person, or of all people, in lower case. */
export interface Highlights {
  has(word: string): boolean;
  /** The lengths that occur, in UTF-16 code units, ascending. */
  lengths: readonly number[];
}

export interface Highlighted {
  at: number;
  word: string;
}

/** Maximum candidates that are looked up per text. */
const HIGHLIGHT_TRIES_MAX = 20_000;
/** UTF-16 code units that are examined: more than the longest message has. */
const LOOKED_MAX = 100_000;

/** The stored form of a highlight word: trimmed, in lower case. */
export const toHighlightWord = (typed: string): string => lowerOf(typed.trim().replaceAll(/\s+/g, ' '));

/** The words that count as a mention for a person, besides `@name`. */
export function highlightsOf(
  {highlightWords, highlightsName}: Pick<Preferences, 'highlightWords' | 'highlightsName'>,
  name: string,
): (Highlights & {words: ReadonlySet<string>}) | undefined {
  const words = new Set([...highlightWords.map(toHighlightWord), ...(highlightsName ? [name] : [])]);
  words.delete('');
  if (words.size === 0) return undefined;
  return {words, has: word => words.has(word), lengths: lengthsOf(words)};
}

/** The distinct lengths of the words, ascending. */
export const lengthsOf = (words: Iterable<string>): number[] =>
  [...new Set([...words].map(({length}) => length))].sort((one, other) => one - other);

/** Whether any of the words occurs in the text. */
export const isHighlighted = (text: string, highlights: Highlights | undefined): boolean =>
  highlights !== undefined && !highlighted(text, highlights).next().done;

/**
 * Finds highlight words as whole words in any script, outside code and links. In scripts without spaces they are found
 * anywhere.
 */
export function* highlighted(text: string, highlights: Highlights): Generator<Highlighted> {
  const [least = 0] = highlights.lengths;
  if (text.length < least) return;
  const lower = lowerOf(text.slice(0, LOOKED_MAX));
  const kinds = kindsOf(lower);
  let left = HIGHLIGHT_TRIES_MAX;
  for (let at = 0; at < lower.length; at++) {
    if (!isEdge(kinds, at)) continue;
    for (const length of highlights.lengths) {
      if (at + length > lower.length) break;
      if (!isEdge(kinds, at + length)) continue;
      if (left-- <= 0) return;
      const word = lower.slice(at, at + length);
      if (highlights.has(word) && !isInCodeOrLink(text, at)) yield {at, word};
    }
  }
}

const OTHER = 0;
const LETTER = 1;
/** Class of a letter of a script without spaces between words. */
const DENSE = 2;
/** Class of a code unit inside a character, or of a mark that belongs to the one before: no word begins or ends here. */
const INSIDE = 3;

const DENSE_SCRIPTS =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

function kindsOf(text: string): Uint8Array {
  const kinds = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x80) {
      kinds[at] = isWordAscii(code) ? LETTER : OTHER;
      continue;
    }
    const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
    kinds[at] = /^\p{M}/u.test(character) ? INSIDE : kindOf(character);
    if (character.length > 1) kinds[++at] = INSIDE;
  }
  return kinds;
}

const isWordAscii = (code: number): boolean =>
  (code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x5a) || code === 0x5f;

function kindOf(character: string): number {
  if (DENSE_SCRIPTS.test(character)) return DENSE;
  return /^[\p{L}\p{N}]/u.test(character) ? LETTER : OTHER;
}

/** Whether a word may begin or end at this position. */
function isEdge(kinds: Uint8Array, at: number): boolean {
  if (at === 0 || at === kinds.length) return true;
  const after = kinds[at] ?? OTHER;
  if (after === INSIDE) return false;
  let before = kinds[at - 1] ?? OTHER;
  for (let back = at - 1; before === INSIDE && back > 0;) before = kinds[--back] ?? OTHER;
  return !(before === LETTER && after === LETTER);
}
