/** Heading row of a pane, in the accent colour while the pane is focused. */
import {clipColumns, columnsOf} from '../../shared/text/columns.ts';
import type {Theme} from '../theme.ts';

/**
 * @param facts dimmed text at the right edge, as alternatives with the longest first; the first that fits is shown
 * @param look `isBelow`: another pane is above, separated by a line
 */
export function headingRow(
  title: string,
  facts: readonly string[],
  columns: number,
  look: {isFocused: boolean; theme: Theme; isBelow?: boolean},
): string {
  const {isFocused, theme, isBelow = false} = look;
  const left = clipColumns(isFocused ? `▸${title}` : ` ${title}`, columns);
  const painted = isFocused ? theme.accent(left) : theme.bold(left);
  const room = columns - columnsOf(left) - 1;
  const shown = facts.find(fact => columnsOf(fact) < room) ?? '';
  const gap = room - columnsOf(shown);
  if (!isBelow || gap < 4) return painted + ' '.repeat(Math.max(0, gap)) + theme.dim(shown);
  return painted + theme.dim(` ${'─'.repeat(gap - 2)} ${shown}`);
}
