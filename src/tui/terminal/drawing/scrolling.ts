/**
 * Scrolls rows in the terminal when they only moved up, and writes only new ones; Ink rewrites every row that differs.
 * `scripts/patches/drawing.ts` wraps this around its `log-update`.
 */

import type {Scroll, VerticalLine} from '../sequences.ts';
import {changedParts, uprightsOf} from './rowMiddle.ts';
import {withoutStyles} from './styles.ts';

interface Screen {
  columns?: number;
  rows?: number;
  /** Rows `top` to `bottom` go up; what comes in below has only these lines. */
  scrollUp?(rows: Scroll, lines: readonly VerticalLine[]): void;
  /** They must not go up now. */
  holdsRows?(): boolean;
  /** They are on the screen now. */
  framed?(rows: readonly string[]): void;
}

/** What is used of Ink's `log-update`, which is not part of its public interface. */
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

/** What a scroll takes by itself, and for each line in each row that comes in. */
const SCROLL_COST = 50;
const LINE_COST = 5;
/** Rows in which it is shorter to draw a line by itself. */
const LINE_MIN = 2;
/** A row that says so little may stand anywhere. */
const TELLING = 12;
/** To go there and back. */
const ROW_COST = 8;

export function scrollingLog(original: LogUpdate): LogUpdate {
  return {
    create(stream, options) {
      const inner = original.create(stream, options);
      let before: readonly string[] = [];
      let columns = stream.columns;
      /** Where the cursor goes with the next frame, when that was said. */
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
        // Something is left to write.
        if (moved.every((row, at) => row === next[at])) return;
        // For Ink, the cursor is where a frame ends; the stream knows in which row a scroll leaves it.
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

/** What stands upright in several of these rows, one below the other. */
function linesIn(rows: readonly string[]): VerticalLine[] {
  const lines: VerticalLine[] = [];
  for (const [row, text] of rows.entries())
    for (const {column, sign} of uprightsOf(text)) {
      const above = lines.find(one => one.column === column && one.sign === sign && one.first + one.count === row);
      if (above === undefined) lines.push({column, sign, first: row, count: 1});
      else above.count++;
    }
  return lines
    .filter(({count}) => count >= LINE_MIN)
    .toSorted((one, other) => one.column - other.column || one.first - other.first);
}

/** With nothing else in it. */
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

/** @param comingIn what each row is that comes in below */
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

/** The rows that moved up together, where scrolling them saves output. */
export function findScroll(before: readonly string[], next: readonly string[]): Scroll | undefined {
  const count = mostlyUpBy(before, next);
  if (count === undefined) return undefined;
  const hasMoved = (at: number) => next[at] === before[at + count] && next[at] !== before[at];
  const moved = next.flatMap((_, at) => (at + count < before.length && hasMoved(at) ? [at] : []));
  let top = moved[0] ?? 0;
  const bottom = (moved.at(-1) ?? 0) + count;
  const costOf = (at: number, by: number) => costBetween(before[at + by] ?? '', next[at] ?? '');
  // Beside what went up, something may stand still: then a part of that row is written anew.
  while (top > 0 && exactCost(before[top - 1 + count], next[top - 1]) < exactCost(before[top - 1], next[top - 1]))
    top--;
  const rows = Array.from({length: bottom - top + 1}, (_, index) => top + index);
  const costMoved = rows.reduce((sum, at) => sum + (at + count > bottom ? 0 : costOf(at, count)), 0);
  const without = rows.reduce((sum, at) => sum + (at + count > bottom ? 0 : costOf(at, 0)), 0);
  const comingIn = next.slice(bottom - count + 1, bottom + 1);
  const lineCost = linesIn(comingIn).reduce((sum, line) => sum + line.count * LINE_COST, 0);
  return without - costMoved < SCROLL_COST + lineCost ? undefined : {top, bottom, count};
}

/** By how many rows most of what is said went up. */
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

/** What it takes where panes keep what is theirs. */
const exactCost = (before = '', next = ''): number =>
  before === next ? 0 : (changedParts(before, next)?.length ?? costBetween(before, next));

/** About what it takes to make one row of the other. */
function costBetween(before: string, next: string): number {
  if (before === next) return 0;
  const shorter = Math.min(before.length, next.length);
  let same = 0;
  while (same < shorter && before[same] === next[same]) same++;
  let end = 0;
  while (end < shorter - same && before[before.length - 1 - end] === next[next.length - 1 - end]) end++;
  return ROW_COST + next.length - same - end;
}
