/** Computes which rows of a room are visible: the newest, or those around the scroll position. */
import {FIXED_LIMITS} from '../../shared/limits.ts';
import {isUnread} from '../../client/state/room/unreadCounts.ts';
import {entriesBetween, isHeld, placeOfSeq} from '../../client/state/room/pieces.ts';
import {NEWEST_COUNT, type WantedPiece} from '../../client/log/fetching.ts';
import {beginningOf} from '../../client/state/room/removed.ts';
import {heldSeq} from '../../client/state/room/roomState.ts';
import {ruleRow} from './rows/chatLine.ts';
import {
  entriesOf,
  headAt,
  isAfterGap,
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
  /** Visible rows, oldest first; at most as many as requested. */
  rows: string[];
  /** Messages below the lower edge that are unread, or that arrived while scrolled away from the end. */
  newCount: number;
  isAtEnd: boolean;
  /** Sender and time of the message that the upper edge cuts, and how many visible rows belong to that message. */
  cut?: {head: string; rows: number} | undefined;
  /** Seq of the topmost visible entry. */
  topSeq: number;
  /** Seq of the topmost visible entry if a hint line covers the first row. */
  topSeqCovered: number;
  /** Seq of the last visible entry; while scrolled away, the last row does not count, because a hint covers it. */
  bottomSeq: number;
  /** Missing entries in or near the visible range, to be loaded. */
  wanted?: WantedPiece;
  /** The jump target is not loaded yet: only a placeholder is shown. */
  isUnloaded: boolean;
}

/** The lower edge of the window: `rows` of the piece are above it. `tail` is what follows the last piece. */
export interface Edge {
  piece: number | 'tail';
  rows: number;
}

export function chatWindow(timeline: Timeline, height: number, anchor: Anchor | undefined): ChatWindow {
  if (anchor !== undefined && isUnloaded(timeline, anchor)) return windowOnItsWay(timeline, anchor);
  const edge = edgeOf(timeline, anchor, height);
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
  const wanted = wantedOf(timeline, piece, edge.piece);
  const isAtEnd = edge.piece === 'tail';
  const isOneRow = rows.length >= height && part.length === 1;
  const cut =
    typeof piece === 'number' && rows.length >= height ? cutAt(timeline, piece, edge, part.length) : undefined;
  if (rows.length < height) rows.unshift(...headRows(timeline).slice(rows.length - height));
  const bottomSeq = isAtEnd ? heldSeq(timeline.one) : bottomSeqOf(timeline, edge);
  return {
    rows,
    newCount:
      isAtEnd || anchor === undefined
        ? 0
        : Math.max(countNewer(timeline, anchor.seenSeq), unreadBelow(timeline, bottomSeq)),
    isAtEnd,
    cut,
    topSeq: topSeqOf(timeline, piece),
    topSeqCovered: topSeqOf(timeline, isOneRow && piece !== undefined ? below(timeline, piece) : piece),
    bottomSeq,
    ...(wanted !== undefined && {wanted}),
    isUnloaded: false,
  };
}

/** Repeats sender and time if the upper edge cuts a message. @param shown number of visible rows of the uppermost piece */
function cutAt(timeline: Timeline, piece: number, edge: Edge, shown: number): ChatWindow['cut'] {
  const all = rowsOfPiece(timeline, piece).length;
  const first = (piece === edge.piece ? Math.min(edge.rows, all) : all) - shown;
  const head = headAt(timeline, piece, first);
  if (head === undefined) return undefined;
  let rows = 1;
  while (rows < shown && headAt(timeline, piece, first + rows) !== undefined) rows++;
  return {head, rows};
}

/** Whether the anchor names an entry that exists but is not loaded. */
export function isUnloaded({one}: Timeline, anchor: Anchor): boolean {
  if (!('topSeq' in anchor)) return false;
  if (one.threadOf !== undefined) return !one.isLoaded;
  const topSeq = placeOf(one, anchor.topSeq);
  return topSeq <= one.room.lastSeq ? !isHeld(one, topSeq) : !one.isLoaded;
}

/** For an entry removed by retention, the first seq that the log still has. */
const placeOf = ({room}: Timeline['one'], seq: number): number => Math.max(seq, beginningOf(room));

function windowOnItsWay({one, look}: Timeline, anchor: Anchor): ChatWindow {
  const aroundSeq = 'topSeq' in anchor ? placeOf(one, anchor.topSeq) : 0;
  const {lastSeq} = one.room;
  // The target is in the newest page, which is requested in any case.
  const isComing = one.threadOf !== undefined || (!one.isLoaded && lastSeq - aroundSeq < NEWEST_COUNT);
  return {
    rows: [ruleRow('loading…', look.columns - 1, look.theme.dim)],
    newCount: 0,
    isAtEnd: false,
    topSeq: 0,
    topSeqCovered: 0,
    bottomSeq: 0,
    ...(aroundSeq <= lastSeq && !isComing && {wanted: {aroundSeq}}),
    isUnloaded: true,
  };
}

/** @param piece the uppermost visible one; absent if the very first row is visible */
function topSeqOf(timeline: Timeline, piece: Edge['piece'] | undefined): number {
  if (piece === 'tail') return heldSeq(timeline.one) + 1;
  return piece === undefined || piece < 0 ? (entriesOf(timeline)[0]?.seq ?? 1) : seqOfPiece(timeline, piece);
}

/**
 * An entry counts as visible if a row of its text is: not just the last row, which a hint covers, and not just the rules (day,
 * *new*) above its text.
 */
function bottomSeqOf(timeline: Timeline, {piece, rows}: Edge): number {
  if (piece === 'tail') return heldSeq(timeline.one);
  if (rows - 1 > ruleCount(timeline, piece)) return seqOfPiece(timeline, piece);
  return seqOfPiece(timeline, pieceAbove(timeline, piece) ?? -1);
}

/** The anchor after scrolling by this many rows (negative: up); absent at the end. */
export function scrollBy(
  timeline: Timeline,
  height: number,
  anchor: Anchor | undefined,
  rows: number,
): Anchor | undefined {
  if (anchor !== undefined && isUnloaded(timeline, anchor)) return anchor;
  const start = edgeOf(timeline, anchor, height);
  const moved = rows < 0 ? moveUp(timeline, start, -rows) : moveDown(timeline, start, rows);
  if (moved === undefined) return undefined;
  const edge = rows < 0 ? clampTop(timeline, moved, height) : moved;
  return edge === undefined ? undefined : toAnchor(timeline, edge, anchor);
}

/** Rows of context shown above a jump target; fewer on a small screen. */
const CONTEXT_ROWS = 3;

/** Finds the lower edge that puts the piece with this seq, or the next one, near the upper edge. */
function edgeBelow(timeline: Timeline, seq: number, height: number): Edge {
  const entries = entriesOf(timeline);
  const at = placeOfSeq(entries, seq);
  const holding = pieceAt(timeline, at);
  // Quiet entries (joins, leaves) belong to the piece before them; the target starts at the next piece.
  const piece = holding === at ? holding : (pieceBelow(timeline, at) ?? holding);
  const context = rowsAbove(timeline, piece, Math.min(CONTEXT_ROWS, Math.floor(height / 6)));
  const edge = moveDown(timeline, {piece, rows: 0}, height - context);
  return edge ?? {piece: 'tail', rows: rowsOfTail(timeline).length};
}

/** Number of rows above a piece, at most `max`. */
function rowsAbove(timeline: Timeline, piece: number, max: number): number {
  let count = 0;
  for (let at = pieceAbove(timeline, piece); at !== undefined && count < max; at = pieceAbove(timeline, at)) {
    count += rowsOfPiece(timeline, at).length;
  }
  return Math.min(max, count);
}

function toAnchor(timeline: Timeline, edge: Edge, anchor: Anchor | undefined): Anchor | undefined {
  if (edge.piece === 'tail') return undefined;
  const entries = entriesOf(timeline);
  return {
    seq: seqOfPiece(timeline, edge.piece),
    rows: edge.rows,
    seenSeq: anchor?.seenSeq ?? entries.at(-1)?.seq ?? 0,
  };
}

export function edgeOf(timeline: Timeline, anchor: Anchor | undefined, height: number): Edge {
  if (anchor === undefined) return {piece: 'tail', rows: rowsOfTail(timeline).length};
  if ('topSeq' in anchor) return edgeBelow(timeline, placeOf(timeline.one, anchor.topSeq), height);
  const piece = pieceOfSeq(timeline, anchor.seq);
  return {piece, rows: Math.min(anchor.rows, rowsOf(timeline, piece).length)};
}

export const rowsOf = (timeline: Timeline, piece: Edge['piece']): string[] =>
  piece === 'tail' ? rowsOfTail(timeline) : rowsOfPiece(timeline, piece);

export const above = (timeline: Timeline, piece: Edge['piece']): number | undefined =>
  piece === 'tail' ? pieceAt(timeline, entriesOf(timeline).length - 1) : pieceAbove(timeline, piece);

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

/** Moves the edge down; absent if that reaches the end. */
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

/** Keeps the window full: does not scroll beyond the first row. */
function clampTop(timeline: Timeline, edge: Edge, height: number): Edge | undefined {
  let count = edge.rows;
  let {piece}: {piece: Edge['piece'] | undefined} = edge;
  while (count < height) {
    piece = above(timeline, piece);
    if (piece === undefined) break;
    count += rowsOf(timeline, piece).length;
  }
  // One row is used by the line that marks the beginning of the history.
  const missing = height - 1 - count;
  return missing > 0 ? moveDown(timeline, edge, missing) : edge;
}

function countNewer(timeline: Timeline, seenSeq: number): number {
  const {one, look} = timeline;
  const entries = entriesOf(timeline);
  let count = 0;
  for (let at = entries.length - 1; at >= 0; at--) {
    const entry = entries[at];
    if (entry === undefined || entry.seq <= seenSeq) break;
    if (isUnread(entry, seenSeq, look.me, one.ignored)) count++;
  }
  return count;
}

/** Number of unread messages below the lower edge: all unread ones minus those between cursor and edge. */
function unreadBelow({one, look}: Timeline, bottomSeq: number): number {
  const {readSeq, unread} = one.room;
  // The server caps the count, so it is a lower bound and nothing is subtracted.
  if (unread >= FIXED_LIMITS.unreadCountMax) return unread;
  const above = entriesBetween(one, placeOf(one, readSeq + 1), bottomSeq) ?? [];
  return unread - above.filter(entry => isUnread(entry, readSeq, look.me, one.ignored)).length;
}

/** Missing entries are loaded when they are within this many entries of an edge. */
const NEAR = 30;

/** Finds the nearest missing entries; at equal distance those below, which are read next. */
function wantedOf(timeline: Timeline, top: Edge['piece'] | undefined, bottom: Edge['piece']): WantedPiece | undefined {
  const {one} = timeline;
  if (one.threadOf !== undefined) return undefined;
  const entries = entriesOf(timeline);
  const seqAt = (at: number) => entries[at]?.seq ?? 0;
  const lowest = bottom === 'tail' ? entries.length - 1 : bottom;
  const highest = top === 'tail' ? entries.length - 1 : Math.max(0, top ?? 0);
  // Gaps inside the visible range come first.
  for (let at = lowest; at > highest; at--) if (isAfterGap(one, entries, at)) return {afterSeq: seqAt(at - 1)};
  for (let far = 0; far < NEAR; far++) {
    if (isAfterGap(one, entries, lowest + 1 + far)) return {afterSeq: seqAt(lowest + far)};
    const at = highest - far;
    const isOldest = at === 0 && seqAt(0) > beginningOf(timeline.one.room);
    if (isOldest || isAfterGap(one, entries, at)) return {beforeSeq: seqAt(at)};
  }
  return undefined;
}

/** Shown above the first row while older entries are fetched. */
export const LOADING_OLDER = 'loading older…';
const REMOVED = 'older messages are not kept';

/** Rows above the first loaded entry, e.g. the beginning of the history. */
function headRows(timeline: Timeline): string[] {
  const {one, look} = timeline;
  if (!one.isLoaded) return [ruleRow('loading…', look.columns - 1, look.theme.dim)];
  const first = entriesOf(timeline)[0]?.seq;
  if (one.threadOf !== undefined) return [ruleRow('the thread begins', look.columns - 1, look.theme.dim)];
  const firstSeq = beginningOf(one.room);
  if (first === undefined || first <= firstSeq)
    return [ruleRow(firstSeq === 1 ? 'the beginning' : REMOVED, look.columns - 1, look.theme.dim)];
  return [ruleRow(LOADING_OLDER, look.columns - 1, look.theme.dim)];
}
