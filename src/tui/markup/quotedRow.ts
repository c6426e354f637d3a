/** A message in one row, as where another one answers it: as it is shown itself, but quieter, and cut where the row ends. */
import {clipColumns, columnsOf} from '../../shared/text/columns.ts';
import {bareText, isAsTyped} from '../../shared/text/code.ts';
import {display} from '../../shared/text/text.ts';
import type {Paint, Theme} from '../theme.ts';
import type {Markup} from './markup.ts';
import {HAS_MARKUP} from './markupRows.ts';
import type {Run, Style} from './run.ts';

/** Code units that are looked at: no screen is wider. */
const LOOKED_AT_MAX = 500;

interface Look {
  columns: number;
  theme: Theme;
  markup?: Markup | undefined;
}

/** @param before stands before it in the row; safe to show */
export function quotedRow(before: string, text: string, {columns, theme, markup}: Look): string {
  const start = text.slice(0, LOOKED_AT_MAX).toWellFormed();
  const runs = isAsTyped(text) ? undefined : runsOf(display(start, 'message'), markup);
  if (runs === undefined) return theme.dim(clipColumns(`${before}${display(bareText(start), 'line')}`, columns));
  let left = columns - columnsOf(before);
  let row = theme.dim(clipColumns(before, columns));
  for (const [at, run] of runs.entries()) {
    const isLast = at === runs.length - 1;
    // What is cut says so.
    const shown = clipColumns(run.text, Math.max(0, isLast ? left : left - 1));
    row += paintOf(run.styles, theme)(shown);
    left -= columnsOf(shown);
    if (shown === run.text) continue;
    return shown.endsWith('…') || left < 1 ? row : row + theme.dim('…');
  }
  return row;
}

/** All lines as one; absent for what has no markup, and until the parser is here. */
function runsOf(safeText: string, markup: Markup | undefined): readonly Run[] | undefined {
  if (markup === undefined || !HAS_MARKUP.test(safeText)) return undefined;
  if (markup.parse === undefined) {
    markup.want('parse');
    return undefined;
  }
  const between: Run = {text: display('\n', 'line'), styles: []};
  return markup
    .parse(safeText, [])
    .flatMap(({runs, first, block}, at) => [
      ...(at === 0 ? [] : [between]),
      ...(first === '' || block !== undefined ? [] : [{text: first, styles: []}]),
      ...runs.map(run =>
        run.styles.includes('code') && block === undefined ? {...run, text: `\`${run.text}\``} : run,
      ),
    ]);
}

/** Only what is no colour: without colours, quiet and bold would end each other. */
function paintOf(styles: readonly Style[], {hasColor, dim, bold, italic, strike, underline}: Theme): Paint {
  const paints: Readonly<Partial<Record<Style, Paint>>> = {bold, italic, strike, link: underline};
  return text => styles.reduce((shown, style) => (hasColor ? (paints[style]?.(shown) ?? shown) : shown), dim(text));
}
