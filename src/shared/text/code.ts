/**
 * Finds code in a message, as typed in chats: `` `a` `` in a line, and blocks between ```` ``` ````. Server and screen use
 * the same rule. Also formats a text as a code block, and makes a text safe to paste.
 */

/**
 * Prefix of a text without markup: an invisible word joiner. Clients that do not know it show the text as typed, as intended.
 */
export const AS_TYPED = '\u2060';

export const isAsTyped = (text: string): boolean => text.startsWith(AS_TYPED);

/** The text without the prefix, where it would be visible, as in a line with other text. */
export const bareText = (text: string): string => (isAsTyped(text) ? text.slice(AS_TYPED.length) : text);

export interface Code {
  kind: 'span' | 'block';
  /** Range including the backticks; a block also includes the line break after it. */
  from: number;
  to: number;
  /** Range between the backticks; for a block, its lines. */
  textFrom: number;
  textTo: number;
  /** The language after the opening backticks of a block, e.g. `ts`; empty if there is none. */
  language: string;
}

interface Run {
  from: number;
  length: number;
  /** Whether the run can close a block: long enough, and followed only by spaces up to the end of its line. */
  endsLine: boolean;
  /** Whether the run can open a block: only a language name follows in its line. */
  opensBlock: boolean;
  line: number;
}

/** Minimum number of backticks of a block. */
const FENCE = 3;
const SPACE_TO_END = /[ \t\r␍]*(?:\n|$)/y;
const LANGUAGE = /([\w+#.-]{0,40})[ \t\r␍]*\n/y;

/**
 * All code in a text, in order, not nested. One or two backticks are closed in the same line, three or more anywhere;
 * unclosed ones are not code. Takes linear time.
 */
export function codeIn(text: string): Code[] {
  if (!text.includes('`') || isAsTyped(text)) return [];
  const runs = runsOf(text);
  const longest = runs.some(({length}) => length >= FENCE) ? longestBehind(runs) : [];
  const found: Code[] = [];
  for (let at = 0; at < runs.length; at++) {
    const run = runs[at];
    if (run === undefined) break;
    const isEscaped = text[run.from - 1] === '\\';
    const from = isEscaped ? run.from + 1 : run.from;
    const length = isEscaped ? run.length - 1 : run.length;
    if (length === 0) continue;
    const behind = longest[at] ?? NONE;
    const close = length >= FENCE ? closeOfFence(runs, at, length, behind) : closeOfSpan(runs, at, length);
    const closing = runs[close];
    if (closing === undefined) continue;
    found.push(codeBetween(text, from, length, closing));
    at = close;
  }
  return found;
}

function runsOf(text: string): Run[] {
  const runs: Run[] = [];
  let line = 0;
  let lineEnd = text.indexOf('\n');
  for (const {0: ticks, index} of text.matchAll(/`+/g)) {
    for (; lineEnd !== -1 && lineEnd < index; lineEnd = text.indexOf('\n', lineEnd + 1)) line++;
    const to = index + ticks.length;
    SPACE_TO_END.lastIndex = to;
    LANGUAGE.lastIndex = to;
    const isFence = ticks.length >= FENCE;
    const opensBlock = isFence && LANGUAGE.test(text);
    runs.push({from: index, length: ticks.length, endsLine: isFence && SPACE_TO_END.test(text), opensBlock, line});
  }
  return runs;
}

interface Longest {
  any: number;
  endingLine: number;
}

const NONE: Longest = {any: 0, endingLine: 0};

/** For each run, the longest later runs, so that searching the end of an unclosed block costs nothing. */
function longestBehind(runs: readonly Run[]): Longest[] {
  const longest: Longest[] = [];
  let behind = NONE;
  for (let at = runs.length - 1; at >= 0; at--) {
    longest[at] = behind;
    const {length = 0, endsLine = false} = runs[at] ?? {};
    behind = {
      any: Math.max(behind.any, length),
      endingLine: endsLine ? Math.max(behind.endingLine, length) : behind.endingLine,
    };
  }
  return longest;
}

/** Index of the closing run; -1 if there is none. */
function closeOfSpan(runs: readonly Run[], open: number, length: number): number {
  const line = runs[open]?.line;
  for (let at = open + 1; runs[at]?.line === line; at++) if (runs[at]?.length === length) return at;
  return -1;
}

/**
 * Index of the closing run of a block. After an opening line with only a language, backticks in the middle of a line belong
 * to the code.
 */
function closeOfFence(runs: readonly Run[], open: number, length: number, behind: Longest): number {
  const isAtEnd = runs[open]?.opensBlock === true && behind.endingLine >= length;
  if (!isAtEnd && behind.any < length) return -1;
  for (let at = open + 1; at < runs.length; at++) {
    const other = runs[at];
    if (other !== undefined && other.length >= length && (!isAtEnd || other.endsLine)) return at;
  }
  return -1;
}

function codeBetween(text: string, from: number, length: number, closing: Run): Code {
  const textFrom = from + length;
  const isBlock = length >= FENCE && text.slice(textFrom, closing.from).includes('\n');
  if (!isBlock) {
    return {kind: 'span', from, to: closing.from + closing.length, textFrom, textTo: closing.from, language: ''};
  }
  LANGUAGE.lastIndex = textFrom;
  const opening = LANGUAGE.exec(text);
  SPACE_TO_END.lastIndex = closing.from + closing.length;
  const rest = SPACE_TO_END.exec(text)?.[0] ?? '';
  return {
    kind: 'block',
    from,
    to: closing.from + closing.length + rest.length,
    textFrom: textFrom + (opening?.[0].length ?? 0),
    textTo: closing.from,
    language: (opening?.[1] ?? '').toLowerCase(),
  };
}

/** The text with spaces in place of code, with the same length. */
export function withoutCode(text: string): string {
  let rest = '';
  let at = 0;
  for (const {from, to} of codeIn(text)) {
    rest += text.slice(at, from) + ' '.repeat(to - from);
    at = to;
  }
  return at === 0 ? text : rest + text.slice(at);
}

/** Control characters except tab and line break, and marks that change the direction of text. */
const UNSAFE = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/g;

/** A text for the clipboard: as it was written, without characters that a terminal would obey when it is pasted. */
export const copyable = (text: string): string => bareText(text).replaceAll(UNSAFE, '');

/** Formats a text as a code block, with a fence longer than any backticks in it. */
export function fenced(code: string, language = ''): string {
  const longest = Math.max(2, ...Array.from(code.matchAll(/`+/g), ([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${code.replace(/\n$/, '')}\n${fence}`;
}
