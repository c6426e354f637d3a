/**
 * Scrolls rows in the terminal when they only moved up, and writes only new ones; Ink rewrites every row that differs.
 * `scripts/patches/drawing.ts` wraps this around its `log-update`.
 */

import type {Scroll, VerticalLine} from '../sequences.ts';
import {changedParts, verticalLinesOf} from './rowMiddle.ts';
import {withoutStyles} from './styles.ts';

interface Screen {
  columns?: number;
  rows?: number;
  /** Scrolls rows `top` to `bottom` up; the new rows below contain only these lines. */
  scrollUp?(rows: Scroll, lines: readonly VerticalLine[]): void;
  /** Rows must not be scrolled now. */
  holdsRows?(): boolean;
  /** These rows are on the screen now. */
  framed?(rows: readonly string[]): void;
}

/** The used part of Ink's `log-update`, which is not in its public interface. */
interface Log {
  (text: string): boolean;
  clear(): void;
  done(): void;
  reset(): void;
  sync(text: string): void;
  setCursorPosition(position: unknown): void;
  isCursorDirty(): boolean;
  willRender(text: string): boolean;
  getCursorPosition(): unknown;
}
export interface LogUpdate {
  create(stream: Screen, options?: unknown): Log;
}

/** Estimated output in characters of a scroll, and of each vertical line in each new row. */
const SCROLL_COST = 50;
const LINE_COST = 5;
/** Minimum length of a vertical line to be drawn as a whole. */
const LINE_MIN = 2;
/** Minimum length of a row to be recognised again; shorter ones may appear anywhere. */
const TELLING = 12;
/** Estimated output in characters for moving the cursor to a row. */
const ROW_COST = 8;

export function scrollingLog(original: LogUpdate): LogUpdate {
  return {
    create(stream, options) {
      const inner = original.create(stream, options);
      let before: readonly string[] = [];
      let columns = stream.columns;
      /** Cursor position for the next frame, if one was set. */
      let wanted: {position: unknown} | undefined;
      const know = (lines: readonly string[]) => {
        before = lines;
        columns = stream.columns;
        wanted = undefined;
      };
      const forgetting = (work: () => void) => () => {
        know([]);
        work();
      };
      const moveUp = (scroll: Scroll, next: readonly string[]) => {
        const then = wanted;
        const lines = linesIn(next.slice(scroll.bottom - scroll.count + 1, scroll.bottom + 1));
        const moved = scrolled(before, scroll, row => rowOf(lines, row));
        // Only useful if something is left to write after the scroll.
        if (moved.every((row, at) => row === next[at])) return;
        // Ink assumes the cursor at the end of a frame; the stream keeps track of where a scroll leaves it.
        inner.setCursorPosition(undefined);
        inner.sync(moved.join('\n'));
        stream.scrollUp?.(scroll, lines);
        if (then !== undefined) inner.setCursorPosition(then.position);
      };
      const render = (text: string): boolean => {
        const lines = text.split('\n');
        const isWhole = lines.length === stream.rows && columns === stream.columns;
        const canScroll = stream.scrollUp !== undefined && isWhole && stream.holdsRows?.() !== true;
        const scroll = canScroll && before.length === lines.length ? findScroll(before, lines) : undefined;
        if (scroll !== undefined) moveUp(scroll, lines);
        know(lines);
        const isWritten = inner(text);
        if (isWritten) stream.framed?.(lines);
        return isWritten;
      };
      return Object.assign(render, {
        clear: forgetting(() => inner.clear()),
        done: forgetting(() => inner.done()),
        reset: forgetting(() => inner.reset()),
        sync(text: string) {
          inner.sync(text);
          know(text.split('\n'));
        },
        setCursorPosition(position: unknown) {
          wanted = {position};
          inner.setCursorPosition(position);
        },
        isCursorDirty: () => inner.isCursorDirty(),
        willRender: (text: string) => inner.willRender(text),
        getCursorPosition: () => inner.getCursorPosition(),
      });
    },
  };
}

/** Vertical lines that extend over several of these rows. */
function linesIn(rows: readonly string[]): VerticalLine[] {
  const lines: VerticalLine[] = [];
  for (const [row, text] of rows.entries())
    for (const {column, sign} of verticalLinesOf(text)) {
      const above = lines.find(one => one.column === column && one.sign === sign && one.first + one.count === row);
      if (above === undefined) lines.push({column, sign, first: row, count: 1});
      else above.count++;
    }
  return lines
    .filter(({count}) => count >= LINE_MIN)
    .toSorted((one, other) => one.column - other.column || one.first - other.first);
}

/** The row with only these lines in it. */
function rowOf(lines: readonly VerticalLine[], row: number): string {
  let columns = 0;
  return lines
    .filter(({first, count}) => row >= first && row < first + count)
    .map(({column, sign}) => {
      const gap = ' '.repeat(column - columns);
      columns = column + withoutStyles(sign).length;
      return gap + sign;
    })
    .join('');
}

/** @param comingIn content of a new row below */
const scrolled = (
  lines: readonly string[],
  {top, bottom, count}: Scroll,
  comingIn: (row: number) => string,
): string[] => [
  ...lines.slice(0, top),
  ...lines.slice(top + count, bottom + 1),
  ...Array.from({length: count}, (_, row) => comingIn(row)),
  ...lines.slice(bottom + 1),
];

/** Finds rows that moved up together, if scrolling them saves output. */
export function findScroll(before: readonly string[], next: readonly string[]): Scroll | undefined {
  const count = mostlyUpBy(before, next);
  if (count === undefined) return undefined;
  const hasMoved = (at: number) => next[at] === before[at + count] && next[at] !== before[at];
  const moved = next.flatMap((_, at) => (at + count < before.length && hasMoved(at) ? [at] : []));
  let top = moved[0] ?? 0;
  const bottom = (moved.at(-1) ?? 0) + count;
  const costOf = (at: number, by: number) => costBetween(before[at + by] ?? '', next[at] ?? '');
  // Extends the range upwards: in a row where only one pane moved, the rest is rewritten if that is cheaper.
  while (top > 0 && exactCost(before[top - 1 + count], next[top - 1]) < exactCost(before[top - 1], next[top - 1]))
    top--;
  const rows = Array.from({length: bottom - top + 1}, (_, index) => top + index);
  const costMoved = rows.reduce((sum, at) => sum + (at + count > bottom ? 0 : costOf(at, count)), 0);
  const without = rows.reduce((sum, at) => sum + (at + count > bottom ? 0 : costOf(at, 0)), 0);
  const comingIn = next.slice(bottom - count + 1, bottom + 1);
  const lineCost = linesIn(comingIn).reduce((sum, line) => sum + line.count * LINE_COST, 0);
  return without - costMoved < SCROLL_COST + lineCost ? undefined : {top, bottom, count};
}

/** By how many rows most of the text has moved up. */
function mostlyUpBy(before: readonly string[], next: readonly string[]): number | undefined {
  const placeOf = new Map<string, number>();
  for (const [at, line] of before.entries())
    if (line.length >= TELLING) placeOf.set(line, placeOf.has(line) ? Number.NaN : at);
  const votes = new Map<number, number>();
  for (const [at, line] of next.entries()) {
    const by = (placeOf.get(line) ?? Number.NaN) - at;
    if (by > 0) votes.set(by, (votes.get(by) ?? 0) + line.length);
  }
  return [...votes].toSorted(([, one], [, other]) => other - one)[0]?.[0];
}

/** Output in characters for changing a row, exact if only parts of it changed. */
const exactCost = (before = '', next = ''): number =>
  before === next ? 0 : (changedParts(before, next)?.length ?? costBetween(before, next));

/** Estimated output in characters for turning one row into the other. */
function costBetween(before: string, next: string): number {
  if (before === next) return 0;
  const shorter = Math.min(before.length, next.length);
  let same = 0;
  while (same < shorter && before[same] === next[same]) same++;
  let end = 0;
  while (end < shorter - same && before[before.length - 1 - end] === next[next.length - 1 - end]) end++;
  return ROW_COST + next.length - same - end;
}
