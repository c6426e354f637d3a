/** Rows of facts as aligned text; every cell passes through `display()`. */
import {columnsOf, display} from '../shared/text.ts';

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

/** `2026-03-01 14:05` in local time. */
export function timeOf(atMs: number): string {
  const at = new Date(atMs);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}`;
}
