/** Parses a search query: words, phrases in quotes and prefixes with `*`, all of which a text must contain. */
import {ChatError} from '../errors.ts';
import {wordsIn, type SearchWord} from './words.ts';

/** Consecutive words; with `isPrefix` the last one is a prefix. */
export interface Phrase {
  words: readonly string[];
  isPrefix: boolean;
}

/** A term with alternatives: one of them must match, with all of its phrases. */
export type Term = readonly (readonly Phrase[])[];

export interface SearchQuery {
  /** Terms that must all match. */
  terms: readonly Term[];
  /**
   * The same terms for near matches: in each run without spaces one letter may be wrong or missing. Absent when there is no
   * such run.
   */
  nearly?: readonly Term[];
}

/** Maximum UTF-16 code units of a query. */
export const SEARCH_LENGTH_MAX = 500;
/** Filters besides words, and the order of the hits. */
export const SEARCH_HAS = ['file', 'link', 'code'] as const;
export type SearchHas = (typeof SEARCH_HAS)[number];
export const SEARCH_ORDERS = ['newest', 'best'] as const;
const TERMS_MAX = 32;
/** Maximum number of prefixes: each one is looked up in the whole list of words. */
const PREFIXES_MAX = 4;
/** Lengths of a run without spaces for near matches; others are matched exactly. */
const NEARLY_LETTERS_MAX = 12;
const NEARLY_LETTERS_MIN = 3;

const TYPED = /"([^"]*)"?(\*?)|([^\s"]+)/g;

/** Parses a query; an unclosed quote extends to the end. @throws search-invalid */
export function parseSearch(typed: string): SearchQuery {
  const terms: Term[] = [];
  const nearly: Term[] = [];
  let prefixes = 0;
  for (const [, quoted, star, plain = ''] of typed.matchAll(TYPED)) {
    const text = quoted ?? plain;
    const isPrefix = (quoted === undefined ? plain.endsWith('*') : star === '*') && text !== '*';
    const phrase = phraseOf(text, isPrefix);
    if (phrase === undefined) continue;
    if (terms.length >= TERMS_MAX) throw new ChatError('search-invalid', `It has more than ${TERMS_MAX} words.`);
    if (phrase.isPrefix && ++prefixes > PREFIXES_MAX)
      throw new ChatError('search-invalid', `It has more than ${PREFIXES_MAX} beginnings of words.`);
    terms.push([[phrase]]);
    nearly.push(nearlyOf(text) ?? [[phrase]]);
  }
  const isNearer = nearly.some((term, index) => term.length > (terms[index]?.length ?? 0));
  return isNearer ? {terms, nearly} : {terms};
}

function phraseOf(text: string, isStarred: boolean): Phrase | undefined {
  const found = [...wordsIn(text)];
  const [last, before] = [found.at(-1), found.at(-2)];
  if (last === undefined) return undefined;
  // The single last letter is dropped: in a text, the run may continue after it.
  if (last.isLast === true && before !== undefined && isPair(before, last))
    return {words: found.slice(0, -1).map(({word}) => word), isPrefix: false};
  if (isStarred && last.isLast !== true && lettersIn(last.word) < 2)
    throw new ChatError('search-invalid', 'Before * at least two letters are needed.');
  return {words: found.map(({word}) => word), isPrefix: isStarred || last.isLast === true};
}

/** Whether the single letter is the second letter of the pair before it. */
const isPair = (pair: SearchWord, last: SearchWord): boolean => pair.to === last.to;

/** Alternatives with one wrong letter: the parts of the run on both sides of it. */
function nearlyOf(text: string): Term | undefined {
  const words = [...wordsIn(text)];
  const letters = words.length;
  if (letters < NEARLY_LETTERS_MIN || letters > NEARLY_LETTERS_MAX) return undefined;
  const isOneRun = words.every((word, at) => (word.isLast === true) === (at === letters - 1));
  if (!isOneRun || !words.slice(0, -1).every((word, at) => word.to > (words[at + 1]?.from ?? 0))) return undefined;
  const part = (from: number, end: number): Phrase[] =>
    end - from < 2 ? [] : [{words: words.slice(from, end - 1).map(({word}) => word), isPrefix: false}];
  const ways = words.map((_word, at) => [...part(0, at), ...part(at + 1, letters)]);
  return ways.filter(way => way.length > 0);
}

/** Positions of all matches in a text, ascending and not nested. */
export function findPlaces(terms: readonly Term[], text: string): (readonly [from: number, to: number])[] {
  const {words, at} = placesIn(text);
  const found: [number, number][] = [];
  for (const phrase of terms.flat(2)) {
    for (const index of startsOf(phrase, words, at)) {
      const [first, last] = [words[index], words[index + phrase.words.length - 1]];
      if (first !== undefined && last !== undefined) found.push([first.from, endOf(phrase, last)]);
      if (found.length >= PLACES_MAX) break;
    }
  }
  return merged(found);
}

const PLACES_MAX = 1_000;

/** Whether all terms match the text. */
export function hasAll(terms: readonly Term[], text: string): boolean {
  const {words, at} = placesIn(text);
  return terms.every(term => term.some(way => way.every(phrase => startsOf(phrase, words, at).length > 0)));
}

/** The words of a text, and their indexes by word. */
function placesIn(text: string): {words: SearchWord[]; at: Map<string, number[]>} {
  const words = [...wordsIn(text)];
  const at = new Map<string, number[]>();
  for (const [index, {word}] of words.entries()) {
    const places = at.get(word);
    if (places === undefined) at.set(word, [index]);
    else places.push(index);
  }
  return {words, at};
}

/** The end of a match: if only the first letter of a pair was searched, after that letter. */
const endOf = ({words, isPrefix}: Phrase, {word, from, to}: SearchWord): number => {
  const wanted = words.at(-1) ?? '';
  return isPrefix && lettersIn(wanted) === 1 && lettersIn(word) === 2 ? from + wanted.length : to;
};

function startsOf({words, isPrefix}: Phrase, all: readonly SearchWord[], at: ReadonlyMap<string, number[]>): number[] {
  const [first = ''] = words;
  const isOne = words.length === 1;
  const starts =
    isOne && isPrefix ? all.flatMap(({word}, index) => (word.startsWith(first) ? [index] : [])) : (at.get(first) ?? []);
  return starts.filter(start =>
    words.every((wanted, step) => {
      const word = all[start + step]?.word;
      return step === words.length - 1 && isPrefix ? word?.startsWith(wanted) === true : word === wanted;
    }),
  );
}

/** Number of code points. */
const lettersIn = (word: string): number => Array.from(word).length;

function merged(places: [number, number][]): [number, number][] {
  const result: [number, number][] = [];
  for (const [from, to] of places.toSorted((one, other) => one[0] - other[0] || one[1] - other[1])) {
    const last = result.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else result.push([from, to]);
  }
  return result;
}

/** A term as an expression for SQLite's FTS5, whose index contains the words of `wordsIn`. */
export const termText = (term: Term): string =>
  `(${term.map(way => `(${way.map(phraseText).join(' AND ')})`).join(' OR ')})`;

/** An FTS5 phrase: a mark, or consecutive words. */
export const quoted = (words: string): string => `"${words}"`;
const phraseText = ({words, isPrefix}: Phrase): string => `${quoted(words.join(' '))}${isPrefix ? ' *' : ''}`;
