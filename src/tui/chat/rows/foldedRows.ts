/** A long message takes no more than so many rows of the chat: the rest is opened by a key. */
import {clipColumns} from '../../../shared/text/columns.ts';
import type {Theme} from '../../theme.ts';
import type {ChatColumns} from './chatLine.ts';

/** Rows that a message may have, the one with the hint among them. */
const FOLD_ROWS_MAX = 25;

/** @param rows painted */
export function foldedRows(rows: string[], {theme, widths}: {theme: Theme; widths: ChatColumns}): string[] {
  if (rows.length <= FOLD_ROWS_MAX) return rows;
  const shown = rows.slice(0, FOLD_ROWS_MAX - 1);
  const words = `… ${rows.length - shown.length} more rows · /view opens it`;
  return [...shown, theme.dim(clipColumns(words, widths.text))];
}
