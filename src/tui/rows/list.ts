/** Scrolls and draws lists so that the selected row is visible. */
import {fitColumns} from '../../shared/text/columns.ts';
import {plainOf, type Theme} from '../theme.ts';

/** Index of the first visible item. @param top scroll position set by the wheel; absent: the selected item is made visible */
export function firstShown(count: number, rows: number, chosen: number, top?: number): number {
  if (top !== undefined) return Math.max(0, Math.min(top, count - rows));
  if (count <= rows || chosen < 0) return 0;
  return Math.max(0, Math.min(chosen - Math.floor(rows / 2), count - rows));
}

/** Key of the item this many steps further; the first item if nothing was selected. */
export function moved<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
  chosen: string | undefined,
  step: number,
): string | undefined {
  if (items.length === 0) return undefined;
  const at = items.findIndex(item => keyOf(item) === chosen);
  const next = at === -1 ? 0 : Math.max(0, Math.min(items.length - 1, at + step));
  const item = items[next];
  return item === undefined ? undefined : keyOf(item);
}

/** Index of the selected item; 0 if none was selected yet, -1 if it is gone. */
export function chosenIndex<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
  chosen: string | undefined,
): number {
  return chosen === undefined ? 0 : items.findIndex(item => keyOf(item) === chosen);
}

/** Index of the item in this row; absent below the end, and on the row that counts the remaining items. */
export function indexInRow(
  row: number,
  first: number,
  {count, rows}: {count: number; rows: number},
): number | undefined {
  const isMore = row === rows - 1 && rows > 1 && first + rows < count;
  return row < 0 || row >= rows || isMore || first + row >= count ? undefined : first + row;
}

/** Draws the selected row as a bar across the pane. */
export const chosenRow = (row: string, columns: number, theme: Theme): string =>
  theme.selected(fitColumns(plainOf(row), columns - 1));

/** If the list continues, replaces the last row by the number of remaining items. */
export function markMore(rows: string[], count: number, theme: Theme): void {
  const hidden = count - rows.length;
  if (hidden > 0 && rows.length > 1) rows[rows.length - 1] = theme.dim(` … ${hidden + 1} more`);
}
