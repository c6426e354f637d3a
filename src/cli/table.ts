/** Rows of facts as aligned text; every cell passes through `display()`. */
import {columnsOf, display} from '../shared/text.ts';

/** Two spaces between columns, nothing after the last cell. */
export function tableOf(rows: readonly (readonly (string | number)[])[]): string[] {
  const shown = rows.map(row => row.map(cell => display(String(cell), 'line')));
  const widths = Array.from({length: Math.max(0, ...shown.map(row => row.length))}, (_, at) =>
    Math.max(...shown.map(row => columnsOf(row[at] ?? ''))),
  );
  return shown.map(row =>
    row
      .map((cell, at) => cell + ' '.repeat((widths[at] ?? 0) - columnsOf(cell)))
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

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** `1.5 MiB` */
export function sizeOf(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** power;
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[power]}`;
}
