/**
 * Wraps text to columns and keeps the text position of each cell; looks only at what is near the cursor. By hand: `wrap-ansi`
 * gives lines without positions, and wraps the whole text at every key.
 */
import {clipColumns, columnsOf} from '../../../shared/text/columns.ts';
import {graphemesOf} from '../../../shared/text/graphemes.ts';
import {display} from '../../../shared/text/safeText.ts';
import type {Chip} from './editorState.ts';
import {foldOf, type Fold} from './fold.ts';
import {snapBack} from './text.ts';

export interface Cell {
  /** Code units in the text. */
  length: number;
  columns: number;
  /** Text as drawn. */
  shown: string;
  /** The cell is a folded paste. */
  isChip?: true;
}

export interface TextRow {
  /** Index of its first code unit in the text. */
  start: number;
  end: number;
  cells: readonly Cell[];
}

interface RowsAround {
  rows: readonly TextRow[];
  cursorRow: number;
  cursorColumn: number;
  /** The text continues before the first or after the last row. */
  hasMore: boolean;
}

/** Longer texts are laid out only around the cursor, because a screen shows less. */
const WHOLE_MAX = 8_192;

interface Laid {
  text: string;
  from: number;
  columns: number;
  rows: readonly TextRow[];
  hasMore: boolean;
  /** Cached rows of each line, with indexes from 0, because typing changes only one line. */
  byLine: ReadonlyMap<string, readonly TextRow[]>;
}

let latest: Laid | undefined;

/** Rows as drawn, wrapped between words; a trailing space may use the column reserved for the cursor. */
export function rowsAround(text: string, cursor: number, columns: number, chips: readonly Chip[] = []): RowsAround {
  if (chips.length === 0) return wholeRows(text, cursor, columns);
  if (latestFold?.text !== text || latestFold.chips !== chips) latestFold = {fold: foldOf(text, chips), text, chips};
  const {fold} = latestFold;
  return fold === undefined ? wholeRows(text, cursor, columns) : foldedRows(fold, cursor, columns);
}

let latestFold: {fold: Fold | undefined; text: string; chips: readonly Chip[]} | undefined;

function wholeRows(text: string, cursor: number, columns: number): RowsAround {
  const from = text.length <= WHOLE_MAX ? 0 : pieceStart(text, cursor);
  if (latest?.text !== text || latest.from !== from || latest.columns !== columns) {
    latest = layOut(text, from, columns);
  }
  const {rows, hasMore} = latest;
  const cursorRow = rowOf(rows, cursor);
  return {rows, cursorRow, cursorColumn: columnIn(rows[cursorRow], cursor), hasMore};
}

/** Lays out the text with each folded paste as one character, and converts the indexes back to the whole text. */
function foldedRows({folded, labels, toFolded, toWhole}: Fold, cursor: number, columns: number): RowsAround {
  const from = folded.length <= WHOLE_MAX ? 0 : pieceStart(folded, toFolded(cursor));
  const {rows: laid, hasMore} = layOut(folded, from, columns, labels);
  const rows = laid.map(row => {
    let next = row.start;
    const cells = row.cells.map(cell => {
      const place = next;
      next += cell.length;
      return cell.isChip === true ? {...cell, length: toWhole(next) - toWhole(place)} : cell;
    });
    const start = toWhole(row.start);
    return {start, end: start + cells.reduce((sum, {length}) => sum + length, 0), cells};
  });
  const cursorRow = rowOf(rows, cursor);
  return {rows, cursorRow, cursorColumn: columnIn(rows[cursorRow], cursor), hasMore};
}

/** Start of the part to lay out; the same for nearby cursors, so that rows do not jump while the cursor moves. */
function pieceStart(text: string, cursor: number): number {
  const wanted = Math.floor(cursor / WHOLE_MAX) * WHOLE_MAX - WHOLE_MAX / 2;
  if (wanted <= 0) return 0;
  const lineBreak = text.indexOf('\n', wanted);
  return lineBreak !== -1 && lineBreak < wanted + WHOLE_MAX / 4 ? lineBreak + 1 : snapBack(text, wanted);
}

function layOut(text: string, from: number, columns: number, labels?: Fold['labels']): Laid {
  const to = text.length <= WHOLE_MAX ? text.length : snapBack(text, from + 2 * WHOLE_MAX);
  const known = latest?.columns === columns && labels === undefined ? latest.byLine : undefined;
  const byLine = new Map<string, readonly TextRow[]>();
  const rows: TextRow[] = [];
  let start = from;
  for (const line of text.slice(from, to).split('\n')) {
    const lineRows = byLine.get(line) ?? known?.get(line) ?? layOutLine(line, Math.max(1, columns), labels);
    byLine.set(line, lineRows);
    for (const row of lineRows) rows.push({start: start + row.start, end: start + row.end, cells: row.cells});
    start += line.length + 1;
  }
  return {text, from, columns, rows, hasMore: from > 0 || to < text.length, byLine};
}

function layOutLine(line: string, columns: number, labels?: Fold['labels']): TextRow[] {
  const rows: TextRow[] = [];
  let cells: Cell[] = [];
  let start = 0;
  let width = 0;
  /** Number and width of the cells up to the last possible line break. */
  let breakCells = 0;
  let breakWidth = 0;
  const finish = (count: number, finishedWidth: number) => {
    const finished = cells.slice(0, count);
    const end = start + finished.reduce((sum, cell) => sum + cell.length, 0);
    rows.push({start, end, cells: finished});
    cells = cells.slice(count);
    start = end;
    width -= finishedWidth;
    breakCells = 0;
    breakWidth = 0;
  };
  for (const cell of labels === undefined ? cellsOf(line, columns) : labelledCells(line, columns, labels)) {
    const hangs = cell.shown === ' ' && width === columns;
    if (width + cell.columns > columns && !hangs) {
      if (breakCells > 0) finish(breakCells, breakWidth);
      if (width + cell.columns > columns) finish(cells.length, width);
    }
    cells.push(cell);
    width += cell.columns;
    if (cell.shown === ' ') {
      breakCells = cells.length;
      breakWidth = width;
    }
  }
  finish(cells.length, width);
  return rows;
}

const PLAIN_CELLS: ReadonlyMap<string, Cell> = new Map(
  Array.from({length: 95}, (_, index) => String.fromCharCode(32 + index)).map(shown => [
    shown,
    {length: 1, columns: 1, shown},
  ]),
);

function cellsOf(line: string, columns: number): Cell[] {
  return graphemesOf(line).map(part => PLAIN_CELLS.get(part) ?? cellOf(part, columns));
}

/** The label of a paste is a cell of its own, even if combining marks follow. */
const labelledCells = (line: string, columns: number, labels: Fold['labels']): Cell[] =>
  line.split(new RegExp(`([${[...labels.keys()].join('')}])`, 'u')).flatMap(piece => {
    const label = labels.get(piece);
    if (label === undefined) return cellsOf(piece, columns);
    const shown = clipColumns(label, columns);
    return [{length: 1, columns: columnsOf(shown), shown, isChip: true as const}];
  });

/** Cached, because texts repeat their characters; emptied when it has grown too large. */
const cellByGrapheme = new Map<string, Cell>();
const CELLS_MAX = 4_096;
const LONG = 64;

/** Own text is made safe like everybody else's, because a paste may contain anything. */
function cellOf(grapheme: string, columnsMax: number): Cell {
  const known = cellByGrapheme.get(grapheme);
  if (known !== undefined && known.columns <= columnsMax) return known;
  // `display` would cut a character with thousands of combining marks anyway.
  const shown = display(grapheme.length > LONG ? grapheme.slice(0, LONG) : grapheme, 'message');
  const cell = {length: grapheme.length, columns: columnsOf(shown), shown};
  if (cell.columns > columnsMax) return {...cell, columns: columnsMax, shown: '…'.repeat(columnsMax)};
  if (cellByGrapheme.size >= CELLS_MAX) cellByGrapheme.clear();
  if (grapheme.length <= LONG) cellByGrapheme.set(grapheme, cell);
  return cell;
}

function rowOf(rows: readonly TextRow[], cursor: number): number {
  let low = 0;
  let high = rows.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((rows[middle]?.start ?? 0) <= cursor) low = middle;
    else high = middle - 1;
  }
  return low;
}

function columnIn(row: TextRow | undefined, cursor: number): number {
  let column = 0;
  let at = row?.start ?? 0;
  for (const cell of row?.cells ?? []) {
    if (at >= cursor) break;
    at += cell.length;
    column += cell.columns;
  }
  return column;
}
