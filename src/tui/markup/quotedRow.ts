/** A quoted message in one dimmed, truncated row. */
import {clipColumns, columnsOf} from '../../shared/text/columns.ts';
import type {Paint, Theme} from '../theme.ts';
import type {Markup} from './markup.ts';
import type {TextStyle} from './run.ts';
import {messageRuns} from './messageLine.ts';

interface Look {
  columns: number;
  theme: Theme;
  markup?: Markup | undefined;
}

/** @param before prefix of the row; safe to show */
export function quotedRow(before: string, text: string, {columns, theme, markup}: Look): string {
  const runs = messageRuns(text, markup);
  let left = columns - columnsOf(before);
  let row = theme.dim(clipColumns(before, columns));
  for (const [at, run] of runs.entries()) {
    const isLast = at === runs.length - 1;
    // A clipped run ends with `…`.
    const shown = clipColumns(run.text, Math.max(0, isLast ? left : left - 1));
    row += paintOf(run.styles, theme)(shown);
    left -= columnsOf(shown);
    if (shown === run.text) continue;
    return shown.endsWith('…') || left < 1 ? row : row + theme.dim('…');
  }
  return row;
}

/** Uses only styles other than colours; without colours, dim and bold would end each other. */
function paintOf(styles: readonly TextStyle[], {hasColor, dim, bold, italic, strike, underline}: Theme): Paint {
  const paints: Readonly<Partial<Record<TextStyle, Paint>>> = {bold, italic, strike, link: underline};
  return text => styles.reduce((shown, style) => (hasColor ? (paints[style]?.(shown) ?? shown) : shown), dim(text));
}
