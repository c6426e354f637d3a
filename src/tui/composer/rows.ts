/** Lays text out in rows of so many columns, each character with the place it has in the text; looks at no more than is near the cursor. */
import {columnsOf, display, graphemesOf} from '../../shared/text.ts';
import {snapBack} from '../editorText.ts';

export interface Cell {
  /** Code units in the text. */
  length: number;
  columns: number;
  /** As it is drawn. */
  shown: string;
}

export interface Row {
  /** Code units of the text before it. */
  start: number;
  end: number;
  cells: readonly Cell[];
}

export interface RowsAround {
  rows: readonly Row[];
  cursorRow: number;
  cursorColumn: number;
  /** There is text before the first or after the last row that was not laid out. */
  hasMore: boolean;
}

/** More text than this is laid out only around the cursor; it could not be sent anyway. */
const WHOLE_MAX = 16_384;

let latest: {text: string; from: number; columns: number; rows: readonly Row[]; hasMore: boolean} | undefined;

/** Rows as they are drawn, wrapped between words; a space that does not fit hangs in the column that is left free for the cursor. */
export function rowsAround(text: string, cursor: number, columns: number): RowsAround {
  const from = text.length <= WHOLE_MAX ? 0 : pieceStart(text, cursor);
  if (latest?.text !== text || latest.from !== from || latest.columns !== columns) {
    const to = text.length <= WHOLE_MAX ? text.length : snapBack(text, from + 2 * WHOLE_MAX);
    const rows = layOut(text.slice(from, to), from, Math.max(1, columns));
    latest = {text, from, columns, rows, hasMore: from > 0 || to < text.length};
  }
  const {rows, hasMore} = latest;
  const cursorRow = rowOf(rows, cursor);
  return {rows, cursorRow, cursorColumn: columnIn(rows[cursorRow], cursor), hasMore};
}

/** The same for all cursors of a stretch, so that the picture stands still while the cursor moves in it. */
function pieceStart(text: string, cursor: number): number {
  const wanted = Math.floor(cursor / WHOLE_MAX) * WHOLE_MAX - WHOLE_MAX / 2;
  if (wanted <= 0) return 0;
  const lineBreak = text.indexOf('\n', wanted);
  return lineBreak !== -1 && lineBreak < wanted + WHOLE_MAX / 4 ? lineBreak + 1 : snapBack(text, wanted);
}

function layOut(text: string, offset: number, columns: number): Row[] {
  const rows: Row[] = [];
  let start = offset;
  for (const line of text.split('\n')) {
    layOutLine(line, start, columns, rows);
    start += line.length + 1;
  }
  return rows;
}

function layOutLine(line: string, offset: number, columns: number, rows: Row[]): void {
  let cells: Cell[] = [];
  let start = offset;
  let width = 0;
  /** Cells up to the last place where the row may be broken, and their width. */
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
  for (const grapheme of graphemesOf(line)) {
    const cell = cellOf(grapheme, columns);
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
}

/** Text of one's own is drawn like everybody's: a paste may bring anything. */
function cellOf(grapheme: string, columnsMax: number): Cell {
  const shown = display(grapheme, 'block');
  const columns = columnsOf(shown);
  if (columns <= columnsMax) return {length: grapheme.length, columns, shown};
  return {length: grapheme.length, columns: columnsMax, shown: '…'.padEnd(columnsMax, '…')};
}

function rowOf(rows: readonly Row[], cursor: number): number {
  let low = 0;
  let high = rows.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((rows[middle]?.start ?? 0) <= cursor) low = middle;
    else high = middle - 1;
  }
  return low;
}

function columnIn(row: Row | undefined, cursor: number): number {
  let column = 0;
  let at = row?.start ?? 0;
  for (const cell of row?.cells ?? []) {
    if (at >= cursor) break;
    at += cell.length;
    column += cell.columns;
  }
  return column;
}
