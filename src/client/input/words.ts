/**
 * Splits a command line into words as a shell does, but takes a lone quote as a letter, as in `don't`. By hand: shell parsers
 * refuse or drop such a quote, interpret `$`, `*` and `|`, and do not return the position of a word, which completion needs.
 */

export interface TypedWord {
  /** The word without quotes and escapes. */
  value: string;
  /** Position in the text, including quotes; `end` is exclusive. */
  start: number;
  end: number;
}

const SPACE = /\s/;
/** Characters that a backslash can escape; others keep it, so that Windows paths work. */
const ESCAPABLE = /[\s"'\\]/;

export function splitWords(text: string): TypedWord[] {
  const words: TypedWord[] = [];
  let at = 0;
  while (at < text.length) {
    if (SPACE.test(text.charAt(at))) at++;
    else {
      const word = readWord(text, at);
      words.push(word);
      at = word.end;
    }
  }
  return words;
}

function readWord(text: string, start: number): TypedWord {
  let value = '';
  let at = start;
  while (at < text.length && !SPACE.test(text.charAt(at))) {
    const character = text.charAt(at);
    const close = character === '"' || character === "'" ? endOfQuote(text, at) : -1;
    if (close !== -1) {
      value += character === '"' ? text.slice(at + 1, close).replaceAll(/\\(["\\])/g, '$1') : text.slice(at + 1, close);
      at = close + 1;
    } else if (character === '\\' && ESCAPABLE.test(text.charAt(at + 1))) {
      value += text.charAt(at + 1);
      at += 2;
    } else {
      value += character;
      at++;
    }
  }
  return {value, start, end: at};
}

/** Position of the closing quote; -1 when there is none. */
function endOfQuote(text: string, open: number): number {
  const quote = text.charAt(open);
  for (let at = open + 1; at < text.length; at++) {
    if (quote === '"' && text.charAt(at) === '\\') at++;
    else if (text.charAt(at) === quote) return at;
  }
  return -1;
}

export const typedWordsOf = (text: string): string[] => splitWords(text).map(word => word.value);

/** Quotes a value so that `splitWords` returns it as one word. */
export const quoteWord = (value: string): string => value.replaceAll(/[\s"'\\](?=[\s"'\\])|[\s"']|\\$/g, '\\$&');
