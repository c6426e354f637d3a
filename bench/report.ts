/** Medians and the table that is printed at the end. */
import {cpus, release, totalmem} from 'node:os';

export interface Row {
  what: string;
  /** Median and spread, with unit. */
  ours: string;
  /** The same measured on the reference in the same run; what the reference is. */
  reference: string;
  wanted: string;
  /** Undefined where nothing is wanted. */
  held?: boolean;
}

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

/** `share` from 0 to 1; the value that this share of the values does not exceed. */
export const quantile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
};

const digits = (value: number): string =>
  value >= 1000
    ? Math.round(value).toLocaleString('en')
    : value >= 100
      ? value.toFixed(0)
      : value.toFixed(value < 10 ? 2 : 1);

/** `median [min–max] unit`. */
export function spread(values: readonly number[], unit = ''): string {
  if (values.length === 0) return '–';
  const text = digits(median(values));
  const range = values.length > 1 ? ` [${digits(Math.min(...values))}–${digits(Math.max(...values))}]` : '';
  return `${text}${range}${unit === '' ? '' : ` ${unit}`}`;
}

export function machine(): string {
  const all = cpus();
  return `${all.length} × ${all[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}, Node ${process.versions.node}`;
}

export function table(rows: readonly Row[]): string {
  const cells = [
    ['what', 'chat-tui', 'reference in the same run', 'wanted', ''],
    ...rows.map(row => [
      row.what,
      row.ours,
      row.reference,
      row.wanted,
      row.held === undefined ? '' : row.held ? 'held' : 'MISSED',
    ]),
  ];
  const widths = cells[0]!.map((_, column) => Math.max(...cells.map(row => row[column]!.length)));
  const lines = cells.map(row => `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`);
  lines.splice(1, 0, `|${widths.map(width => '-'.repeat(width + 2)).join('|')}|`);
  return lines.join('\n');
}
