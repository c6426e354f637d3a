/**
 * Writes only the changed spans of a row; Ink's own update keeps only the unchanged beginning. `scripts/patches/drawing.ts`
 * wraps it around Ink's `lineUpdate`.
 */
import {memoized} from './memoized.ts';
import {shortStyles} from './shortStyles.ts';
import {plainTextOf} from './quickText.ts';
import {endOf, stylesIn, withoutStyles} from './styles.ts';

type LineUpdate = (previous: string, next: string, columns: number | undefined) => string;

const to = (column: number): string => `\u001B[${column + 1}G`;

export const keepingEnds =
  (original: LineUpdate): LineUpdate =>
  (previous, next, columns) => {
    const parts = previous === '' ? onBlank(next) : changedParts(previous, next);
    // Ink would write at least everything after the common start, after tokenizing both rows, so it need not be called.
    if (parts !== undefined && parts.length <= next.length - sameAtStart(previous, next)) return shortStyles(parts);
    const whole = original(previous, next, columns);
    return shortStyles(parts !== undefined && parts.length < whole.length ? parts : whole);
  };

/** A run of at least this many spaces is skipped with a cursor movement, which is shorter. */
const GAP = / {6,}/g;

/** Spaces need not be written to an empty row. */
const onBlank = (next: string): string | undefined =>
  plainTextOf(next) === undefined ? undefined : overBlank(0, next);

/** @param text must start with no style open */
function overBlank(column: number, text: string): string {
  const rest = text.trimStart();
  return rest === '' ? '' : to(column + text.length - rest.length) + withoutGaps(rest);
}

function withoutGaps(text: string): string {
  if (text.search(GAP) === -1) return text;
  const calm = calmSpans(text);
  const isBare = (at: number, length: number) => isCalmAt(calm, at) && isCalmAt(calm, at + length);
  return text.replaceAll(GAP, (gap, at: number) => (isBare(at, gap.length) ? `\u001B[${gap.length}C` : gap));
}

interface Piece {
  column: number;
  text: string;
}

/** Absent if the columns of a change cannot be determined. */
export function changedParts(previous: string, next: string): string | undefined {
  const [before, now] = [piecesOf(previous), piecesOf(next)];
  if (before === undefined || now?.length !== before.length) return undefined;
  const written: string[] = [];
  for (const [index, {column, text}] of now.entries()) {
    const old = before[index];
    const isLast = index === now.length - 1;
    if (old === undefined || old.column !== column) return undefined;
    if (old.text === text) continue;
    const middle = middleOf(old.text, text);
    if (middle !== undefined) written.push(to(column + middle.column) + middle.text);
    else if (isLast) written.push(endOfRow(column, old.text, text));
    else return undefined;
  }
  return written.join('');
}

/** Writes the rest of the row after the common start. */
function endOfRow(column: number, previous: string, next: string): string {
  const from = lastCalm(calmSpans(next), sameAtStart(previous, next));
  const start = column + withoutStyles(next.slice(0, from)).length;
  const isBlank = /^ *$/.test(previous.slice(from));
  const rest = next.slice(from);
  if (isBlank) return overBlank(start, rest);
  return `${to(start)}\u001B[K${withoutGaps(rest)}`;
}

/** A character that is in the same column of several rows, with its style. */
interface Upright {
  column: number;
  sign: string;
}

/** Vertical lines in this row: between panes, and beside quotes, code and list items. */
export const verticalLinesOf = (row: string): Upright[] =>
  (piecesOf(row) ?? []).flatMap(({column, text}) => {
    const line = PANE_LINE.exec(text)?.[0];
    const bar = BAR.exec(text);
    const at = (place: number) => column + withoutStyles(text.slice(0, place)).length;
    return [
      ...(bar === null ? [] : [{column: at(bar.index), sign: bar[0]}]),
      ...(line === undefined ? [] : [{column: at(text.length) - 1, sign: line}]),
    ];
  });
const PANE_LINE = /(?:\u001B\[[\d;]*m)*│(?:\u001B\[[\d;]*m)*$/;
/** A foreground colour, which does not affect the space after the line. */
const BAR = /(?<=^ +)\u001B\[38;5;\d{1,3}m[▌│•] \u001B\[39m/;

/** Splits a row at the vertical lines between panes; each piece ends with one. Cached, because each row is used in two frames. */
const piecesOf = memoized((row: string): readonly Piece[] | undefined => {
  if (plainTextOf(row) === undefined) return undefined;
  const pieces: Piece[] = [];
  let column = 0;
  let start = 0;
  const end = (place: number) => {
    const text = row.slice(start, place);
    pieces.push({column, text});
    column += withoutStyles(text).length;
    start = place;
  };
  const calm = row.includes('│') ? calmSpans(row) : [];
  for (const {0: line, index} of row.matchAll(PANE_LINES)) {
    const places = [index + 1, ...stylesIn(line).map(({end: behind}) => index + behind)];
    const place = places.find(at => isCalmAt(calm, at));
    if (place !== undefined) end(place);
  }
  end(row.length);
  return pieces;
});
const PANE_LINES = /│(?:\u001B\[[\d;]*m)*/g;

/** The part between the common start and the common end of two pieces of the same width. */
function middleOf(previous: string, next: string): Piece | undefined {
  const shorter = Math.min(previous.length, next.length);
  const calm = calmSpans(next);
  const from = lastCalm(calm, sameAtStart(previous, next));
  let end = 0;
  while (end < shorter - from && previous[previous.length - 1 - end] === next[next.length - 1 - end]) end++;
  const tail = firstCalm(calm, next.length - end);
  if (tail === undefined || tail < from) return undefined;
  const text = next.slice(from, tail);
  const gone = previous.slice(from, previous.length - (next.length - tail));
  const isAsWide = withoutStyles(gone).length === withoutStyles(text).length;
  return isAsWide && isCalm(gone) ? {column: withoutStyles(next.slice(0, from)).length, text} : undefined;
}

function sameAtStart(one: string, other: string): number {
  const shorter = Math.min(one.length, other.length);
  let at = 0;
  while (at < shorter && one[at] === other[at]) at++;
  return at;
}

const isCalm = (text: string): boolean => isCalmAt(calmSpans(text), text.length);

/** Spans of indexes at which no style is open and no sequence is cut. */
type Calm = readonly (readonly [first: number, last: number])[];

const isCalmAt = (calm: Calm, place: number): boolean => calm.some(([first, last]) => place >= first && place <= last);

/** The last such index at or before this one. */
function lastCalm(calm: Calm, place: number): number {
  const [, last = 0] = calm.findLast(([first]) => first <= place) ?? [];
  return Math.min(last, place);
}

/** The first such index at or after this one. */
function firstCalm(calm: Calm, place: number): number | undefined {
  const span = calm.find(([, last]) => last >= place);
  return span && Math.max(span[0], place);
}

function calmSpans(text: string): Calm {
  const open = new Set<string>();
  const spans: [number, number][] = [];
  let at = 0;
  const pass = (to: number) => {
    if (open.size === 0) spans.push([at, to]);
    at = to;
  };
  for (const {style, start, end} of stylesIn(text)) {
    pass(start);
    // An unknown style may do anything, so it counts as open.
    if (!open.delete(style)) open.add(endOf(style) ?? style);
    at = end;
  }
  pass(text.length);
  return spans;
}
