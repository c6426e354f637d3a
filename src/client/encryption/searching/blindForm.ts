/** How opened entries are stored in the local index: encrypted, with short keyed codes in place of their words. */
import {createHmac} from 'node:crypto';
import {Entry} from '../../../shared/entries/entry.ts';
import {ChatError} from '../../../shared/errors.ts';
import {hasMarksOf, roomMark, searchedText} from '../../../shared/search/document.ts';
import {quoted, type Phrase, type Term} from '../../../shared/search/query.ts';
import {secretKey} from '../../../shared/sealed/primitives/hashes.ts';
import {wordsIn} from '../../../shared/search/words.ts';
import {marksOf, type EntryForm} from '../../history/keptEntries.ts';
import type {KeyStore} from '../keyStore.ts';

/** Bytes per code: among 10^5 different words the chance that two share a code is about 10^-9. */
const CODE_BYTES = 8;
/** Indexed words per text, more than an ordinary message has; later ones are not found. */
const WORDS_MAX = 5_000;
/** Letters of the longest indexed prefix; for longer ones each hit is checked. */
const START_LETTERS_MAX = 6;
/** Maximum number of cached codes. */
const CODES_MAX = 20_000;
const WORDS_REMEMBERED_MAX = 5_000;
const REMEMBERED_LETTERS_MAX = 64;

interface WordCodes {
  whole: string;
  starts: readonly string[];
}

type What = 'word' | 'start' | 'mark';

/** Index mark of a sender, so that `from:` is searched like a word. */
const senderMark = (name: string): string => `_u${name}`;

function firstWords(text: string): string[] {
  const words: string[] = [];
  for (const {word} of wordsIn(text)) {
    words.push(word);
    if (words.length === WORDS_MAX) break;
  }
  return words;
}

const ASCII = /^[\0-\x7F]/;

/** The indexed prefixes of a word: from two letters on if the word begins with an ASCII character, else from one. */
function startsOf(word: string): string[] {
  const letters = Array.from(word);
  const starts: string[] = [];
  for (let count = ASCII.test(word) ? 2 : 1; count <= Math.min(letters.length, START_LETTERS_MAX); count++)
    starts.push(letters.slice(0, count).join(''));
  return starts;
}

const startOf = (word: string): string => Array.from(word).slice(0, START_LETTERS_MAX).join('');

export function blindForm({seal, open, indexKey}: Pick<KeyStore, 'seal' | 'open' | 'indexKey'>): EntryForm {
  const key = secretKey(indexKey);
  const remembering = <Made>(max: number, make: (name: string) => Made): ((name: string) => Made) => {
    const remembered = new Map<string, Made>();
    return name => {
      const known = remembered.get(name);
      if (known !== undefined) return known;
      const made = make(name);
      if (remembered.size >= max) remembered.clear();
      if (name.length <= REMEMBERED_LETTERS_MAX) remembered.set(name, made);
      return made;
    };
  };
  const codeOfName = remembering(CODES_MAX, name =>
    createHmac('sha256', key).update(name).digest().toString('hex', 0, CODE_BYTES),
  );
  const codeOf = (what: What, word: string): string => codeOfName(`${what} ${word}`);
  const codesOf = remembering<WordCodes>(WORDS_REMEMBERED_MAX, word => ({
    whole: codeOf('word', word),
    starts: startsOf(word).map(start => codeOf('start', start)),
  }));
  const placeOf = (roomId: number, seq: number) => `index ${roomId} ${seq}`;

  const phraseMatch = ({words, isPrefix}: Phrase): string => {
    const whole = isPrefix ? words.slice(0, -1) : words;
    const codes = whole.map(word => codeOf('word', word));
    const start = isPrefix ? [quoted(codeOf('start', startOf(words.at(-1) ?? '')))] : [];
    return [...(codes.length > 0 ? [quoted(codes.join(' '))] : []), ...start].join(' AND ');
  };
  const termMatch = (term: Term): string =>
    `(${term.map(way => `(${way.map(phraseMatch).join(' AND ')})`).join(' OR ')})`;

  return {
    isRough: true,
    write: (roomId, entry) => seal(placeOf(roomId, entry.seq), Buffer.from(JSON.stringify(entry))),
    read(data, {roomId, seq}) {
      if (!(data instanceof Uint8Array)) return undefined;
      try {
        const result = Entry.safeParse(JSON.parse(open(placeOf(roomId, seq), Buffer.from(data)).toString()));
        return result.success ? result.data : undefined;
      } catch (error) {
        if (error instanceof ChatError || error instanceof SyntaxError) return undefined;
        throw error;
      }
    },
    document(roomId, entry) {
      const text = searchedText(entry);
      if (text === undefined) return undefined;
      const codes = firstWords(text).map(codesOf);
      const starts = [...new Set(codes.flatMap(one => one.starts))].slice(0, WORDS_MAX);
      const marks = [roomMark(roomId), senderMark(entry.sender), ...hasMarksOf(entry, text)];
      return [...codes.map(({whole}) => whole), ...marks.map(mark => codeOf('mark', mark)), ...starts].join(' ');
    },
    match(terms, asked) {
      const marks = [...marksOf(asked), ...(asked.from === undefined ? [] : [senderMark(asked.from)])];
      return [...terms.map(termMatch), ...marks.map(mark => quoted(codeOf('mark', mark)))].join(' AND ');
    },
  };
}
