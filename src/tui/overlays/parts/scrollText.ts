/** Wrapped, scrollable text in a box. */
import {clipColumns, wrapColumns} from '../../../shared/text/columns.ts';
import type {Key} from '../../terminal/input/key.ts';
import type {OverlaySize} from '../../overlay.ts';
import type {Theme} from '../../theme.ts';
import {stepOf} from './lines.tsx';

/** The new index of the first row; absent for keys that do not scroll. */
export function scrolled(top: number, chord: string, lineCount: number, rows: number): number | undefined {
  const steps: Readonly<Record<string, number>> = {home: Number.NEGATIVE_INFINITY, end: Number.POSITIVE_INFINITY};
  const step = steps[chord] ?? stepOf(chord === 'space' ? 'pagedown' : chord, rows);
  if (step === undefined) return undefined;
  return Math.max(0, Math.min(top + step, lineCount - rows));
}

/** Whether the key is text: over a text to read, it closes the overlay and goes to the composer. */
export const isWriting = ({text, chord}: Key): boolean => text !== '' && chord !== 'space';

/** Continuation rows are indented, to the given column or by two. */
export function wrapped(line: string, columns: number, hang?: number): string[] {
  const indented = /^ */.exec(line)?.[0].length ?? 0;
  const margin = ' '.repeat(hang ?? Math.min(indented + 2, Math.floor(columns / 2)));
  const [first = '', ...rest] = wrapColumns(line, columns);
  if (rest.length === 0) return [first];
  const remaining = line.slice(first.length).trimStart();
  return [first, ...wrapColumns(remaining, columns - margin.length).map(part => margin + part)];
}

/** The visible rows; the last one says how many more there are. */
export function visibleRows(lines: readonly string[], top: number, size: OverlaySize, theme: Theme): string[] {
  const start = Math.max(0, Math.min(top, lines.length - size.rows));
  const shown = lines.slice(start, start + size.rows);
  const below = lines.length - start - size.rows;
  if (below <= 0 || shown.length < 2) return shown;
  return [...shown.slice(0, -1), theme.dim(clipColumns(`↓ ${below + 1} more`, size.columns))];
}
