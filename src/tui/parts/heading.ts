/** The first row of a pane: what it is, in the accent colour while the keyboard is there. */
import {clipColumns, columnsOf} from '../../shared/text.ts';
import type {Theme} from '../theme.ts';

/** @param facts quiet, at the right edge; left out where there is no room */
export function headingRow(
  title: string,
  facts: string,
  columns: number,
  look: {isFocused: boolean; theme: Theme},
): string {
  const {isFocused, theme} = look;
  const left = clipColumns(isFocused ? `▸${title}` : ` ${title}`, columns);
  const painted = isFocused ? theme.accent(left) : theme.bold(left);
  const room = columns - columnsOf(left) - 1;
  if (facts === '' || columnsOf(facts) > room - 1) return painted;
  return painted + ' '.repeat(room - columnsOf(facts)) + theme.dim(facts);
}
