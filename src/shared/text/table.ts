/** Formats rows as aligned text; every cell passes through `display()`. */
import {clipColumns, columnsOf} from './columns.ts';
import {display} from './safeText.ts';

const GAP = '  ';
/** Columns are not shrunk below this width. */
const NARROWEST = 8;

/**
 * Formats a table: two spaces between columns, none after the last cell; numbers right-aligned, empty columns omitted. If it
 * is wider than `columnsMax`, the widest column is shrunk, so that the others stay readable.
 */
export function tableOf(rows: readonly (readonly (string | number)[])[], columnsMax = Infinity): string[] {
  const shown = rows.map(row => row.map(cell => display(String(cell), 'line')));
  const widths = Array.from({length: Math.max(0, ...shown.map(row => row.length))}, (_, at) =>
    Math.max(...shown.map(row => columnsOf(row[at] ?? ''))),
  );
  narrow(widths, columnsMax);
  return shown.map((row, line) =>
    row
      .map((whole, at) => {
        const width = widths[at] ?? 0;
        const cell = clipColumns(whole, width);
        const gap = ' '.repeat(width - columnsOf(cell));
        return typeof rows[line]?.[at] === 'number' ? gap + cell : cell + gap;
      })
      .filter((_, at) => widths[at] !== 0)
      .join(GAP)
      .trimEnd(),
  );
}

function narrow(widths: number[], columnsMax: number): void {
  const gaps = Math.max(0, widths.filter(width => width > 0).length - 1) * GAP.length;
  let excess = widths.reduce((sum, width) => sum + width, gaps) - columnsMax;
  while (excess > 0) {
    const widest = Math.max(...widths);
    if (widest <= NARROWEST) return;
    const at = widths.indexOf(widest);
    // Shrinks to the next narrower column in one step, because a cell may have thousands of characters.
    const next = Math.max(NARROWEST, ...widths.filter(width => width < widest));
    const less = Math.min(excess, Math.max(1, widest - next));
    widths[at] = widest - less;
    excess -= less;
  }
}
