/** Tokenizes text for the search: lower case, without accents; scripts without spaces as pairs of letters. */

export interface SearchWord {
  word: string;
  /** Position in the text, in UTF-16 code units. */
  from: number;
  to: number;
  /** Set for a single letter at the end of a run without spaces, which makes that letter searchable. */
  isLast?: true;
}

/** Maximum words of a text; later ones are not found. */
const WORDS_MAX = 10_000;
/** Code units of a word; later ones are ignored. */
const WORD_LENGTH_MAX = 64;

/** Scripts without spaces between words. */
const RUN = String.raw`[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{sc=Hang}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmr}\p{sc=Mymr}]`;
const PIECE = new RegExp(
  String.raw`((?=[\p{L}\p{N}])${RUN}[\p{M}]*)+|(?:(?!(?=[\p{L}\p{N}])${RUN})[\p{L}\p{N}\p{Co}]\p{M}*)+`,
  'gu',
);
const LETTER = /[\p{L}\p{N}\p{Co}]\p{M}*/gu;
const PLAIN = /^[0-9A-Za-z]+$/;
/** Ideographs without case, accents or other forms: most letters of Chinese and Japanese. */
const IDEOGRAPH = /^[\u4E00-\u9FFF]$/;

/** The normal form of a word or letter: equal for forms that a person takes for the same. */
function fold(text: string): string {
  if (PLAIN.test(text)) return text.toLowerCase();
  if (IDEOGRAPH.test(text)) return text;
  return text
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036F]+|[^\p{L}\p{N}\p{M}\p{Co}]+/gu, '')
    .normalize('NFC');
}

export function* wordsIn(text: string): Generator<SearchWord> {
  let count = 0;
  for (const piece of text.matchAll(PIECE)) {
    const found = piece[1] === undefined ? [wordOf(piece[0], piece.index)] : pairsOf(piece[0], piece.index);
    for (const word of found) {
      if (word.word === '') continue;
      yield word;
      if (++count >= WORDS_MAX) return;
    }
  }
}

const wordOf = (text: string, from: number): SearchWord => ({
  word: fold(text).slice(0, WORD_LENGTH_MAX),
  from,
  to: from + text.length,
});

/** Pairs of each letter with the next one, and the last letter alone. */
function pairsOf(run: string, start: number): SearchWord[] {
  const letters = Array.from(run.matchAll(LETTER), ({0: letter, index}) => ({
    word: fold(letter),
    from: start + index,
    to: start + index + letter.length,
  }));
  return letters.map(({word, from, to}, index) => {
    const next = letters[index + 1];
    return next === undefined ? {word, from, to, isLast: true} : {word: word + next.word, from, to: next.to};
  });
}
