/** Rows of facts as aligned text; every cell passes through `display()`. */
import {columnsOf} from './columns.ts';
import {display} from './text.ts';

/** Two spaces between columns, nothing after the last cell; numbers stand at the right, an empty column takes no room. */
export function tableOf(rows: readonly (readonly (string | number)[])[]): string[] {
  const shown = rows.map(row => row.map(cell => display(String(cell), 'line')));
  const widths = Array.from({length: Math.max(0, ...shown.map(row => row.length))}, (_, at) =>
    Math.max(...shown.map(row => columnsOf(row[at] ?? ''))),
  );
  return shown.map((row, line) =>
    row
      .map((cell, at) => {
        const gap = ' '.repeat((widths[at] ?? 0) - columnsOf(cell));
        return typeof rows[line]?.[at] === 'number' ? gap + cell : cell + gap;
      })
      .filter((_, at) => widths[at] !== 0)
      .join('  ')
      .trimEnd(),
  );
}
