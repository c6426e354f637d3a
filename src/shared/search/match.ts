/** What is looked for as an expression of SQLite's FTS5, whose index holds words as `wordsIn` gives them. */
import type {Phrase, Term} from './query.ts';

/** For one word of an index that no text can contain, or words that follow on each other. */
export const quoted = (words: string): string => `"${words}"`;
const phraseText = ({words, isPrefix}: Phrase): string => `${quoted(words.join(' '))}${isPrefix ? ' *' : ''}`;
export const termText = (term: Term): string =>
  `(${term.map(way => `(${way.map(phraseText).join(' AND ')})`).join(' OR ')})`;
