/** Rows of text that are wrapped to the box and scrolled: what the help and the results of commands have in common. */
import {clipColumns, wrapColumns} from '../../shared/columns.ts';
import type {OverlaySize} from '../overlay.ts';
import type {Theme} from '../theme.ts';
import {stepOf} from './lines.tsx';

/** First row shown; absent for keys that do not scroll. */
export function scrolled(top: number, chord: string, lineCount: number, rows: number): number | undefined {
  const end = chord === 'home' || chord === 'g' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const isEnd = ['home', 'g', 'end', 'G'].includes(chord);
  const vi: Readonly<Record<string, string>> = {j: 'down', k: 'up', space: 'pagedown', b: 'pageup'};
  const step = isEnd ? end : stepOf(vi[chord] ?? chord, rows);
  if (step === undefined) return undefined;
  return Math.max(0, Math.min(top + step, lineCount - rows));
}

/** Continued lines are set in under the first: to the column that is given, or by two. */
export function wrapped(line: string, columns: number, hang?: number): string[] {
  const indented = /^ */.exec(line)?.[0].length ?? 0;
  const margin = ' '.repeat(hang ?? Math.min(indented + 2, Math.floor(columns / 2)));
  const [first = '', ...rest] = wrapColumns(line, columns);
  if (rest.length === 0) return [first];
  const remaining = line.slice(first.length).trimStart();
  return [first, ...wrapColumns(remaining, columns - margin.length).map(part => margin + part)];
}

/** What is seen of the lines; the last row says how much more there is. */
export function visible(lines: readonly string[], top: number, size: OverlaySize, theme: Theme): string[] {
  const start = Math.max(0, Math.min(top, lines.length - size.rows));
  const shown = lines.slice(start, start + size.rows);
  const below = lines.length - start - size.rows;
  if (below <= 0 || shown.length < 2) return shown;
  return [...shown.slice(0, -1), theme.dim(clipColumns(`↓ ${below + 1} more`, size.columns))];
}
