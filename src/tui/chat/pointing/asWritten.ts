/** Maps cells of a drawn message to characters of its source text, across removed markup, wrapped lines and prefixes. */
import {columnsOf} from '../../../shared/text/columns.ts';
import {copyable} from '../../../shared/text/code.ts';
import {graphemesOf} from '../../../shared/text/graphemes.ts';
import {display} from '../../../shared/text/safeText.ts';
import {isCodedRow} from '../../pictures/cellCodes.ts';
import {plainOf} from '../../theme.ts';
import {textColumnOf} from '../rows/chatLine.ts';
import {messageShape, type MessageShape} from '../rows/entryRows.ts';
import {ownRowsOf, pieceBelow, pieceOfSeq, rowsOfTail, type OwnRows, type Timeline} from '../timeline.ts';
import {ordered, type Drag} from '../../layout/drag.ts';
import {placeOfColumn} from './rowPlaces.ts';

/** A message with the mapping from its drawn rows to its source text. */
export interface ShownMessage {
  own: OwnRows;
  shape: MessageShape;
  /** Source text after `display()`, from which the rows were drawn. */
  source: string;
  /** Rows of the piece that hold the message's text. */
  textFrom: number;
  textTo: number;
  /** For each row of the text, the cells and where their characters are in the source. */
  cells: () => readonly (readonly Cell[])[];
}

interface Cell {
  /** Column in the pane. */
  column: number;
  columns: number;
  /** Code units in the source. */
  at: number;
  length: number;
}

/** The message of this piece; absent if the piece is not a message. */
export function messageAt(timeline: Timeline, piece: number): ShownMessage | undefined {
  const own = ownRowsOf(timeline, piece);
  if (own === undefined || !('text' in own.entry)) return undefined;
  const {look} = timeline;
  const shape = messageShape(own.entry, look, own.around);
  if (shape === undefined) return undefined;
  const textFrom = own.from + shape.above;
  const textTo = own.to - shape.below.length;
  const source = display(own.entry.text, 'message');
  const column = textColumnOf(look.widths);
  const cells = () => cellsOf(source, own.rows.slice(textFrom, textTo), {column, skipped: shape.nameColumns});
  return {own, shape, source, textFrom, textTo, cells};
}

/** Maximum distance in characters to look ahead for a word; a link target behind a label may be this long. */
const AHEAD = 2_400;
/** The same for a single character of a word that contains markup. */
const NEAR = 12;
/** The last row of a folded message. */
const FOLD = /^… \d+ more rows · /;

function cellsOf(
  source: string,
  rows: readonly string[],
  {column: first, skipped}: {column: number; skipped: number},
): Cell[][] {
  let at = 0;
  return rows.map((painted, index) => {
    const plain = plainOf(painted);
    const start = placeOfColumn(plain, first + (index === 0 ? skipped : 0));
    const text = plain.slice(start);
    const cells: Cell[] = [];
    if (FOLD.test(text)) return cells;
    let column = columnsOf(plain.slice(0, start));
    for (const word of text.split(/(\s+)/)) {
      const found = word.trim() === '' ? -1 : indexIn(source, word, at, AHEAD);
      if (found !== -1) at = found;
      for (const part of graphemesOf(word)) {
        const columns = columnsOf(part);
        const place = part.trim() === '' ? -1 : found === -1 ? indexIn(source, part, at, NEAR) : at;
        if (place !== -1) {
          cells.push({column, columns, at: place, length: part.length});
          at = place + part.length;
        }
        column += columns;
      }
    }
    return cells;
  });
}

/** Index of `wanted` within `ahead` characters after `from`; -1 if it is not there. */
function indexIn(source: string, wanted: string, from: number, ahead: number): number {
  if (source.startsWith(wanted, from)) return from;
  const found = source.slice(from, from + ahead + wanted.length).indexOf(wanted);
  return found === -1 ? -1 : from + found;
}

/** Code unit of the source text drawn in this cell; absent outside the text. */
export function sourceAt(said: ShownMessage, row: number, column: number): number | undefined {
  if (row < said.textFrom || row >= said.textTo) return undefined;
  const cells = said.cells()[row - said.textFrom] ?? [];
  return cells.find(cell => column >= cell.column && column < cell.column + cell.columns)?.at;
}

/** Maximum code units copied at once. */
const COPIED_MAX = 256 * 1024;
const PIECES_MAX = 5_000;

/** Source text of the messages in a selection. If it contains no message, the words of the selected rows, e.g. of notices. */
export function writtenBetween(timeline: Timeline, drag: Drag): string {
  const [first, last] = ordered(drag);
  const texts: string[] = [];
  const words: string[] = [];
  let length = 0;
  let piece: number | undefined = pieceOfSeq(timeline, first.seq);
  for (let count = 0; piece !== undefined && count < PIECES_MAX && length < COPIED_MAX; count++) {
    const isIn = ownSeq(timeline, piece);
    if (isIn > last.seq) break;
    const from = isIn === first.seq ? first : undefined;
    const to = isIn === last.seq ? last : undefined;
    const said = messageAt(timeline, piece);
    const text = said === undefined ? '' : writtenIn(said, from, to);
    if (text !== '') texts.push(text);
    else if (texts.length === 0) words.push(...wordsIn(timeline, piece, from, to));
    length += text.length;
    piece = pieceBelow(timeline, piece);
  }
  if (last.seq === Number.MAX_SAFE_INTEGER && texts.length === 0)
    words.push(...rowsOfTail(timeline).map(row => textIn(row, timeline)));
  const joined = texts.length > 0 ? texts.join('\n') : words.join('\n');
  return joined.slice(0, COPIED_MAX);
}

const ownSeq = (timeline: Timeline, piece: number): number => ownRowsOf(timeline, piece)?.entry.seq ?? 0;

interface Bound {
  row: number;
  column: number;
}

function writtenIn({own: {entry}, source, textFrom, textTo, cells}: ShownMessage, from?: Bound, to?: Bound): string {
  const isBehind = (row: number, {column, columns}: Cell) =>
    from === undefined || row > from.row || (row === from.row && column + columns > from.column);
  const isBefore = (row: number, {column}: Cell) =>
    to === undefined || row < to.row || (row === to.row && column <= to.column);
  const all = cells()
    .map((row, index) => row.map(cell => ({...cell, row: textFrom + index})))
    .flat();
  const chosen = all.filter(cell => isBehind(cell.row, cell) && isBefore(cell.row, cell));
  const isWhole = chosen.length === all.length && (from?.row ?? 0) < textTo && (to?.row ?? textTo) >= textFrom;
  if (isWhole && all.length > 0) return copyable('text' in entry ? String(entry.text) : '');
  const [begin, end] = [chosen[0], chosen.at(-1)];
  if (begin === undefined || end === undefined) return '';
  return copyable(source.slice(...withMarkers(source, begin.at, end.at + end.length)));
}

/** Extends a range over adjacent markup characters, which belong to the selected text. */
function withMarkers(source: string, from: number, to: number): [number, number] {
  let [start, end] = [from, to];
  while (start > 0 && /[*_~`]/.test(source.charAt(start - 1))) start--;
  while (end < source.length && /[*_~`]/.test(source.charAt(end))) end++;
  return [start, end];
}

function wordsIn(timeline: Timeline, piece: number, from?: Bound, to?: Bound): string[] {
  const rows = ownRowsOf(timeline, piece)?.rows ?? [];
  return (
    rows
      .slice(from?.row ?? 0, (to?.row ?? rows.length) + 1)
      // Rows of pictures contain no words.
      .filter(row => !isCodedRow(row))
      .map(row => textIn(row, timeline))
      .filter(text => !/^▀*$/.test(text))
  );
}

function textIn(painted: string, {look}: Timeline): string {
  const plain = plainOf(painted);
  return plain.slice(placeOfColumn(plain, textColumnOf(look.widths))).trim();
}
