/** Which rows of a room are on screen: the newest, or those around the place one has scrolled to. */
import {isCounted} from '../../shared/entry.ts';
import {heldSeq} from '../../client/state/roomState.ts';
import {ruleRow} from './chatLine.ts';
import {
  pieceAbove,
  pieceAt,
  pieceBelow,
  pieceOfSeq,
  ruleCount,
  rowsOfPiece,
  rowsOfTail,
  seqOfPiece,
  type Timeline,
} from './timeline.ts';
import type {Anchor} from '../ui.ts';

export interface ChatWindow {
  /** Oldest first; never more than asked for. */
  rows: string[];
  /** Messages that came while scrolled away from the end. */
  newCount: number;
  isAtEnd: boolean;
  /** Seq of the entry that the upper edge shows. */
  topSeq: number;
  /** The same where a line with a hint covers the first row. */
  topSeqCovered: number;
  /** Seq of the last entry of which a row is shown, above the hint that covers the last row while scrolled away. */
  bottomSeq: number;
  /** The loaded piece of the log ends near the upper edge. */
  isNearTop: boolean;
}

/** Where the lower edge is: so many rows of a piece. The tail is below the last piece. */
interface Edge {
  piece: number | 'tail';
  rows: number;
}

export function chatWindow(timeline: Timeline, height: number, anchor: Anchor | undefined): ChatWindow {
  const edge = edgeOf(timeline, anchor);
  const rows: string[] = [];
  let {piece}: {piece: Edge['piece'] | undefined} = edge;
  let part = rowsOf(timeline, edge.piece).slice(0, edge.rows);
  while (piece !== undefined) {
    part = part.slice(Math.max(0, part.length - (height - rows.length)));
    rows.unshift(...part);
    if (rows.length >= height) break;
    piece = above(timeline, piece);
    if (piece !== undefined) part = rowsOf(timeline, piece);
  }
  const isNearTop = isNearTopOf(timeline, piece);
  const isOneRow = rows.length >= height && part.length === 1;
  if (rows.length < height) rows.unshift(...headRows(timeline).slice(rows.length - height));
  return {
    rows,
    newCount: anchor === undefined ? 0 : countNewer(timeline, anchor.seenSeq),
    isAtEnd: anchor === undefined,
    topSeq: topSeqOf(timeline, piece),
    topSeqCovered: topSeqOf(timeline, isOneRow && piece !== undefined ? below(timeline, piece) : piece),
    bottomSeq: anchor === undefined ? heldSeq(timeline.one) : bottomSeqOf(timeline, edge),
    isNearTop,
  };
}

/** @param piece the uppermost; absent when the first row there is stands on the screen */
function topSeqOf(timeline: Timeline, piece: Edge['piece'] | undefined): number {
  const {one} = timeline;
  if (piece === 'tail') return heldSeq(one) + 1;
  return piece === undefined || piece < 0 ? (one.entries[0]?.seq ?? 1) : seqOfPiece(timeline, piece);
}

/**
 * Rows of the lowest piece count when they are its text: not the last one, which a hint covers, and not the rules above the
 * text.
 */
function bottomSeqOf(timeline: Timeline, {piece, rows}: Edge): number {
  if (piece === 'tail') return heldSeq(timeline.one);
  if (rows - 1 > ruleCount(timeline, piece)) return seqOfPiece(timeline, piece);
  return seqOfPiece(timeline, pieceAbove(timeline, piece) ?? -1);
}

/** The anchor after moving so many rows, up when negative; absent at the end. */
export function scrollBy(
  timeline: Timeline,
  height: number,
  anchor: Anchor | undefined,
  rows: number,
): Anchor | undefined {
  const start = edgeOf(timeline, anchor);
  const moved = rows < 0 ? moveUp(timeline, start, -rows) : moveDown(timeline, start, rows);
  if (moved === undefined) return undefined;
  const edge = rows < 0 ? clampTop(timeline, moved, height) : moved;
  return edge === undefined ? undefined : toAnchor(timeline, edge, anchor);
}

/** The piece with this seq at the upper edge. */
export function scrollToSeq(timeline: Timeline, height: number, seq: number): Anchor | undefined {
  const piece = pieceOfSeq(timeline, seq);
  const edge = moveDown(timeline, {piece, rows: 0}, height);
  return edge === undefined ? undefined : toAnchor(timeline, edge, undefined);
}

function toAnchor(timeline: Timeline, edge: Edge, anchor: Anchor | undefined): Anchor | undefined {
  if (edge.piece === 'tail') return undefined;
  const {entries} = timeline.one;
  return {
    seq: seqOfPiece(timeline, edge.piece),
    rows: edge.rows,
    seenSeq: anchor?.seenSeq ?? entries.at(-1)?.seq ?? 0,
  };
}

function edgeOf(timeline: Timeline, anchor: Anchor | undefined): Edge {
  if (anchor === undefined) return {piece: 'tail', rows: rowsOfTail(timeline).length};
  const piece = pieceOfSeq(timeline, anchor.seq);
  return {piece, rows: Math.min(anchor.rows, rowsOf(timeline, piece).length)};
}

const rowsOf = (timeline: Timeline, piece: Edge['piece']): string[] =>
  piece === 'tail' ? rowsOfTail(timeline) : rowsOfPiece(timeline, piece);

const above = (timeline: Timeline, piece: Edge['piece']): number | undefined =>
  piece === 'tail' ? pieceAt(timeline, timeline.one.entries.length - 1) : pieceAbove(timeline, piece);

const below = (timeline: Timeline, piece: Edge['piece']): Edge['piece'] =>
  piece === 'tail' ? 'tail' : (pieceBelow(timeline, piece) ?? 'tail');

function moveUp(timeline: Timeline, {piece, rows}: Edge, count: number): Edge {
  let at: Edge = {piece, rows};
  let left = count;
  while (left >= at.rows) {
    const next = above(timeline, at.piece);
    if (next === undefined) return {...at, rows: 0};
    left -= at.rows;
    at = {piece: next, rows: rowsOf(timeline, next).length};
  }
  return {...at, rows: at.rows - left};
}

/** Absent when the end is reached. */
function moveDown(timeline: Timeline, {piece, rows}: Edge, count: number): Edge | undefined {
  if (piece === 'tail') return undefined;
  let at = piece;
  let shown = rows;
  let left = count;
  for (;;) {
    const all = rowsOf(timeline, at).length;
    const next = pieceBelow(timeline, at);
    if (left < all - shown || (left === all - shown && next !== undefined)) return {piece: at, rows: shown + left};
    if (next === undefined) {
      const tail = rowsOfTail(timeline).length;
      return left < all - shown + tail ? {piece: at, rows: all} : undefined;
    }
    left -= all - shown;
    at = next;
    shown = 0;
  }
}

/** Nothing is gained by scrolling beyond the first row. */
function clampTop(timeline: Timeline, edge: Edge, height: number): Edge | undefined {
  let count = edge.rows;
  let {piece}: {piece: Edge['piece'] | undefined} = edge;
  while (count < height) {
    piece = above(timeline, piece);
    if (piece === undefined) break;
    count += rowsOf(timeline, piece).length;
  }
  // One row for the line that says that history begins here.
  const missing = height - 1 - count;
  return missing > 0 ? moveDown(timeline, edge, missing) : edge;
}

function countNewer({one: {entries}, look}: Timeline, seenSeq: number): number {
  let count = 0;
  for (let at = entries.length - 1; at >= 0; at--) {
    const entry = entries[at];
    if (entry === undefined || entry.seq <= seenSeq) break;
    if (isCounted(entry) && entry.sender !== look.me) count++;
  }
  return count;
}

const NEAR_PIECES = 30;

function isNearTopOf(timeline: Timeline, topPiece: Edge['piece'] | undefined): boolean {
  const first = timeline.one.entries[0]?.seq ?? 1;
  if (first <= 1) return false;
  return topPiece === undefined || (topPiece !== 'tail' && topPiece < NEAR_PIECES);
}

/** What stands above the first row there is. */
function headRows({one, look}: Timeline): string[] {
  if (!one.isLoaded) return [ruleRow('loading…', look.columns - 1, look.theme.dim)];
  const first = one.entries[0]?.seq;
  if (first === undefined || first <= 1) return [ruleRow('the beginning', look.columns - 1, look.theme.dim)];
  return [ruleRow('loading older…', look.columns - 1, look.theme.dim)];
}
