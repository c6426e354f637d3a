/** Finds cursor positions in a text: grapheme, word and line boundaries; fast in a megabyte too. */
import {isPicture} from '../../../shared/text/clusterWidth.ts';
import {segmentsOf} from '../../../shared/text/graphemes.ts';
import {firstStop, lastStop} from './words.ts';

/** Between two of these, or between a common accent and one of these, there is always a grapheme boundary. */
const SAFE = /[ -~\u00C0-\u02FF\u0370-\u0482\u048A-\u052F\u3041-\u3096\u30A1-\u30FA\u4E00-\u9FFF\uAC00-\uD7A3]/;
const ACCENT = /[\u0300-\u036F]/;
/** Code units around an index before which no safe boundary is searched. */
const NEAR = 256;

const WORD = /[\p{L}\p{N}\p{M}_]/u;

export const lineStartOf = (text: string, at: number): number => (at === 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1);

export function lineEndOf(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end;
}

/** The last grapheme boundary before `at`; 0 at the start. */
export function boundaryBefore(text: string, at: number): number {
  if (at <= 1) return 0;
  return graphemeAt(text, at - 1).start;
}

/** The first grapheme boundary after `at`; the length of the text at its end. */
export function boundaryAfter(text: string, at: number): number {
  return at >= text.length ? text.length : graphemeAt(text, at).end;
}

/** `at`, or the next boundary if it is inside a grapheme. */
export function snapForward(text: string, at: number): number {
  if (at <= 0 || at >= text.length) return Math.max(0, Math.min(at, text.length));
  const grapheme = graphemeAt(text, at);
  return grapheme.start === at ? at : grapheme.end;
}

export function snapBack(text: string, at: number): number {
  if (at <= 0 || at >= text.length) return Math.max(0, Math.min(at, text.length));
  return graphemeAt(text, at).start;
}

/** The grapheme that contains the code unit `at`. Segments only the surroundings, because the cost grows with the length. */
function graphemeAt(text: string, at: number): {start: number; end: number} {
  const from = safeBefore(text, at);
  const to = safeAfter(text, at);
  const found = segmentsOf(text.slice(from, to)).containing(at - from);
  if (found === undefined) return {start: at, end: Math.min(text.length, at + 1)};
  return {start: from + found.index, end: from + found.index + found.segment.length};
}

function safeBefore(text: string, at: number): number {
  const lineStart = lineStartOf(text, at);
  for (let from = at - NEAR; from > lineStart; from--) {
    if (isSafeBetween(text, from)) return from;
  }
  return lineStart;
}

function safeAfter(text: string, at: number): number {
  const end = Math.min(text.length, lineEndOf(text, at) + 1);
  for (let to = at + NEAR; to < end; to++) {
    if (isSafeBetween(text, to)) return to;
  }
  return end;
}

function isSafeBetween(text: string, at: number): boolean {
  const before = text.charAt(at - 1);
  return SAFE.test(text.charAt(at)) && (SAFE.test(before) || ACCENT.test(before));
}

/** Word movement as in readline: skips separators, then a word. */
export function wordStartBefore(text: string, at: number): number {
  const end = skipBack(text, at, isBetween);
  return snapBack(text, lastStop(text, skipBack(text, end, isWord), end));
}

export function wordEndAfter(text: string, at: number): number {
  const start = skipForward(text, at, isBetween);
  return snapForward(text, firstStop(text, start, skipForward(text, start, isWord)));
}

/** Start of what Backspace erases: one mark of a syllable that is typed mark by mark, else a grapheme. */
export function eraseStartBefore(text: string, at: number): number {
  const start = boundaryBefore(text, at);
  const cluster = text.slice(start, at);
  return isPicture(cluster) ? start : start + cluster.length - lastTypedLength(cluster);
}

/** Accents that have no key of their own, and selectors of a letter's form. */
const ACCENT_OR_FORM =
  /(?:[\u0300-\u036F]|[\u1AB0-\u1AFF]|[\u1DC0-\u1DFF]|[\u20D0-\u20FF]|[\uFE00-\uFE0F]|[\uFE20-\uFE2F]|[\u{E0100}-\u{E01EF}])$/u;
/** The last letter or mark, with the joiners after it. */
const LAST_TYPED = /.[\u200C\u200D]*$/su;

const lastTypedLength = (cluster: string): number =>
  ACCENT_OR_FORM.test(cluster) ? cluster.length : (LAST_TYPED.exec(cluster)?.[0].length ?? cluster.length);

/** Word start as for Ctrl+W: words are separated by spaces only. */
export function spacedStartBefore(text: string, at: number): number {
  const start = skipBack(text, skipBack(text, at, isSpace), isInk);
  return snapBack(text, start);
}

type Test = (character: string) => boolean;
const isWord: Test = character => WORD.test(character);
const isBetween: Test = character => !WORD.test(character);
/** Fast, because it is called for each character of what may be a megabyte without a space. */
const isSpace: Test = character => character <= ' ' || (character > '~' && /\s/.test(character));
const isInk: Test = character => !isSpace(character);

function skipBack(text: string, from: number, test: Test): number {
  let at = from;
  while (at > 0) {
    const low = text.charCodeAt(at - 1);
    const size = low >= 0xdc00 && low <= 0xdfff && at > 1 ? 2 : 1;
    if (!test(text.slice(at - size, at))) break;
    at -= size;
  }
  return at;
}

function skipForward(text: string, from: number, test: Test): number {
  let at = from;
  while (at < text.length) {
    const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
    if (!test(character)) break;
    at += character.length;
  }
  return at;
}

/** Keeps line breaks and tabs; removes other control characters and lone surrogates. */
export function cleanInput(text: string): string {
  const broken = text.includes('\r') ? text.replaceAll(/\r\n?/g, '\n') : text;
  // A paste that contains paste marks must not leave `[201~` behind as text.
  const bare = broken.includes('\u001B') ? broken.replaceAll(/\u001B\[20[01]~/g, '') : broken;
  return /[\p{Cs}\u0000-\u0008\u000B-\u001F\u007F-\u009F]/u.test(bare)
    ? bare.replaceAll(/[\p{Cs}\u0000-\u0008\u000B-\u001F\u007F-\u009F]/gu, '')
    : bare;
}
