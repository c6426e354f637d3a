/** Maps each visible row of the chat to its piece of the timeline, for the mouse and for drawing a selection. */
import {graphemesOf} from '../../../shared/text/graphemes.ts';
import {columnsOf} from '../../../shared/text/columns.ts';
import {isCodedRow} from '../../pictures/cellCodes.ts';
import {plainOf, type Theme} from '../../theme.ts';
import type {Anchor} from '../../ui.ts';
import {textColumnOf, type ChatColumns} from '../rows/chatLine.ts';
import {above, edgeOf, isUnloaded, rowsOf, type Edge} from '../chatWindow.ts';
import {seqOfPiece, type Timeline} from '../timeline.ts';
import {compareSpots, ordered, type Drag, type Spot} from '../../layout/drag.ts';

export interface RowPlace {
  piece: number | 'tail';
  row: number;
  seq: number;
}

/** The place of each chat row, top to bottom; absent for rows that show nothing of the log. */
export function rowPlaces(timeline: Timeline, height: number, anchor: Anchor | undefined): (RowPlace | undefined)[] {
  if (anchor !== undefined && isUnloaded(timeline, anchor)) return Array.from({length: height}, () => undefined);
  const places: (RowPlace | undefined)[] = [];
  const edge = edgeOf(timeline, anchor, height);
  let {piece}: {piece: Edge['piece'] | undefined} = edge;
  let {rows} = edge;
  while (piece !== undefined && places.length < height) {
    const seq = piece === 'tail' ? Number.MAX_SAFE_INTEGER : seqOfPiece(timeline, piece);
    rows = Math.min(rows, rowsOf(timeline, piece).length);
    for (let row = rows - 1; row >= 0 && places.length < height; row--) places.push({piece, row, seq});
    piece = above(timeline, piece);
    rows = Number.MAX_SAFE_INTEGER;
  }
  places.reverse();
  return [...Array.from({length: height - places.length}, () => undefined), ...places];
}

/** Selected columns of a row, relative to the pane; absent if nothing of the row is selected. */
export function selectedPart(
  place: RowPlace | undefined,
  drag: Drag,
  widths: ChatColumns,
): readonly [from: number, to: number] | undefined {
  if (place === undefined) return undefined;
  const [first, last] = ordered(drag);
  const spot = (column: number): Spot => ({seq: place.seq, row: place.row, column});
  if (compareSpots(spot(Number.MAX_SAFE_INTEGER), first) < 0 || compareSpots(spot(-1), last) > 0) return undefined;
  const isFirst = place.seq === first.seq && place.row === first.row;
  const isLast = place.seq === last.seq && place.row === last.row;
  const from = Math.max(textColumnOf(widths), isFirst ? first.column : 0);
  const to = isLast ? last.column + 1 : Number.MAX_SAFE_INTEGER;
  return from < to ? [from, to] : undefined;
}

/** Draws the selected columns of a row in inverse; picture rows are not changed. @param row painted */
export function withSelected(row: string, [from, to]: readonly [number, number], theme: Theme): string {
  if (isCodedRow(row)) return row;
  const plain = plainOf(row);
  const [start, end] = [placeOfColumn(plain, from), placeOfColumn(plain, to)];
  return start === end ? row : plain.slice(0, start) + theme.selected(plain.slice(start, end)) + plain.slice(end);
}

/** Number of code units before this column. @param plain text without styles */
export function placeOfColumn(plain: string, column: number): number {
  let at = 0;
  let width = 0;
  for (const part of graphemesOf(plain)) {
    width += columnsOf(part);
    if (width > column) return at;
    at += part.length;
  }
  return at;
}
