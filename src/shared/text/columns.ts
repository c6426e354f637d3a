/**
 * Measures, cuts and wraps text in terminal columns. Separate from safe text, because loading the width tables takes as long
 * as a whole shell verb. Not by `wrap-ansi`, which measures each piece again in every frame, and drops spaces at the start of
 * a line.
 */
import stringWidth from 'string-width';
import {onWidthsChanged} from './ambiguous.ts';
import {clusterColumns, isOneColumn} from './clusterWidth.ts';
import {segmentsOf} from './graphemes.ts';
import {MARK, PLAIN, PLAIN_BLOCK} from './safeText.ts';

/** Cache of widths by grapheme, because measuring is slow and texts repeat their characters; cleared when it is full. */
const widths = new Map<string, number>();
const WIDTHS_MAX = 8_192;
onWidthsChanged(() => widths.clear());

function columnsOfGrapheme(grapheme: string): number {
  const known = widths.get(grapheme);
  if (known !== undefined) return known;
  if (widths.size >= WIDTHS_MAX) widths.clear();
  const columns = isOneColumn(grapheme)
    ? grapheme.length
    : clusterColumns(grapheme, (text, ambiguousIsNarrow) =>
        stringWidth(text, {countAnsiEscapeCodes: true, ambiguousIsNarrow}),
      );
  if (grapheme.length <= 32) widths.set(grapheme, columns);
  return columns;
}

/** Terminal columns of one line, by the same function with which the screen is composed. */
export function columnsOf(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let columns = 0;
  for (const {segment} of segmentsOf(text)) columns += columnsOfGrapheme(segment);
  return columns;
}

/** Cuts a text to at most `columns` columns, with `…` in place of the rest. */
export function clipColumns(text: string, columns: number, ending = '…'): string {
  if (columnsOf(text) <= columns) return text;
  const room = columns - columnsOf(ending);
  if (room < 0) return '';
  return headOf(text, room) + ending;
}

/** Cuts a text, or pads it with spaces, to exactly `columns` columns. */
export function fitColumns(text: string, columns: number): string {
  const clipped = clipColumns(text, columns);
  return clipped + ' '.repeat(Math.max(0, columns - columnsOf(clipped)));
}

function headOf(text: string, columns: number): string {
  if (PLAIN.test(text)) return text.slice(0, columns);
  let head = '';
  let width = 0;
  for (const {segment} of segmentsOf(text)) {
    width += columnsOfGrapheme(segment);
    if (width > columns) break;
    head += segment;
  }
  return head;
}

/**
 * Wraps a text into lines of at most `columns` columns: between words, and inside a word only if it is longer than a line.
 * Spaces at the start of a line stay, so that code keeps its shape; spaces at a break are dropped. Returns at least one line.
 */
export function wrapColumns(text: string, columns: number): string[] {
  const width = Math.max(1, columns);
  if (text.length <= width && PLAIN.test(text)) return [text];
  const wrapping = startWrapping(width);
  if (PLAIN_BLOCK.test(text)) {
    for (const [piece] of text.matchAll(/\n| +|[^ \n]+/g)) wrapping.add(piece, piece.length, undefined);
    return wrapping.finish();
  }
  // The text is segmented once as a whole: segmenting each word would take many times longer.
  let piece: string[] = [];
  let pieceColumns = 0;
  let kind = '';
  const add = () => {
    if (piece.length > 0) wrapping.add(piece.join(''), pieceColumns, piece);
    piece = [];
    pieceColumns = 0;
  };
  for (const {segment} of segmentsOf(text)) {
    const nextKind = segment === ' ' || segment === '\n' ? segment : 'word';
    if (nextKind !== kind || nextKind === '\n') add();
    kind = nextKind;
    piece.push(segment);
    pieceColumns += segment === '\n' ? 0 : columnsOfGrapheme(segment);
  }
  add();
  return wrapping.finish();
}

interface Wrapping {
  /** A word, a run of spaces, or one line break; `graphemes` is absent for plain ASCII. */
  add(piece: string, pieceColumns: number, graphemes: readonly string[] | undefined): void;
  finish(): string[];
}

function startWrapping(columns: number): Wrapping {
  const lines: string[] = [];
  let current = '';
  let width = 0;
  const breakHere = (line: string) => {
    lines.push(line);
    current = '';
    width = 0;
  };
  return {
    add(piece, pieceColumns, graphemes) {
      if (piece === '\n') return breakHere(current);
      if (width + pieceColumns <= columns) {
        current += piece;
        width += pieceColumns;
        return;
      }
      if (piece.startsWith(' ') && width > 0) return breakHere(current);
      if (width > 0 && current.trim() !== '') breakHere(current.trimEnd());
      const parts = breakWord(piece, graphemes, {columns, first: columns - width});
      const last = parts.pop() ?? '';
      for (const part of parts) breakHere(current + part);
      current += last;
      width += columnsOf(last);
    },
    finish: () => [...lines, current],
  };
}

/** Breaks a word that is longer than a line; wide characters stay whole. `first`: free columns in the current line. */
function breakWord(
  word: string,
  graphemes: readonly string[] | undefined,
  {columns, first}: {columns: number; first: number},
): string[] {
  const parts: string[] = [];
  if (graphemes === undefined) {
    let at = 0;
    for (let room = first; at < word.length; at += room, room = columns) parts.push(word.slice(at, at + room));
    return parts;
  }
  let part = '';
  let room = first;
  for (const grapheme of graphemes) {
    const wanted = columnsOfGrapheme(grapheme);
    // A wide character does not fit into one column: show a replacement mark, so that the columns stay aligned.
    const shown = wanted > columns ? MARK : grapheme;
    const shownColumns = Math.min(wanted, columns);
    if (shownColumns > room) {
      parts.push(part);
      part = '';
      room = columns;
    }
    part += shown;
    room -= shownColumns;
  }
  return [...parts, part];
}

/** Keeps beginning and end of an overlong text, because names often differ at their ends. */
export function cutInMiddle(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text;
  if (columns < 5) return clipColumns(text, columns);
  const tail = Math.floor((columns - 1) / 2);
  const segments = Array.from(segmentsOf(text), ({segment}) => segment);
  let end = '';
  while (segments.length > 0 && columnsOf((segments.at(-1) ?? '') + end) <= tail) end = `${segments.pop()}${end}`;
  return `${headOf(text, columns - 1 - columnsOf(end))}…${end}`;
}
