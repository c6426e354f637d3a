/** Medians and the table that is printed at the end. */
import {cpus, release, totalmem} from 'node:os';

export interface Cell {
  name: string;
  kind: 'ours' | 'reference' | 'peer';
  /** Median and spread, with unit. */
  text: string;
}

export interface Row {
  what: string;
  /** Ours and, measured in the same run, whatever it is held against. */
  cells: readonly Cell[];
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

/** Medians of the runs' middle and of their slowest hundredth. */
export const percentiles = (all: readonly {p50Ms: number; p99Ms: number}[]): string =>
  `${digits(median(all.map(one => one.p50Ms)))} / ${spread(
    all.map(one => one.p99Ms),
    'ms',
  )}`;

/** `≥ 1,000 unit`, and whether the value is. */
export const atLeast = (wanted: number, value: number, unit: string) => ({
  wanted: `≥ ${wanted.toLocaleString('en')} ${unit}`,
  held: value >= wanted,
});

/** `≤ 1,000 unit`, and whether the value is. */
export const atMost = (wanted: number, value: number, unit: string) => ({
  wanted: `≤ ${wanted.toLocaleString('en')} ${unit}`,
  held: value <= wanted,
});

export function machine(): string {
  const all = cpus();
  return `${all.length} × ${all[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}, Node ${process.versions.node}`;
}

const joined = (cells: readonly Cell[], kind: Cell['kind']): string =>
  cells
    .filter(cell => cell.kind === kind)
    .map(cell => (kind === 'ours' ? cell.text : `${cell.name}: ${cell.text}`))
    .join('; ');

const verdict = (row: Row): string => (row.held === undefined ? '' : row.held ? 'held' : 'MISSED');

const HEAD = ['part', 'what', 'wanted', 'chat-tui', '', 'references in the same run', 'peers in the same run'];

/** The first two lines are the head. */
export function tableLines(rows: readonly (Row & {part: string})[]): string[] {
  const lines = rows.map(({part, what, wanted, ...row}) => [
    part,
    what,
    wanted,
    joined(row.cells, 'ours'),
    verdict({what, wanted, ...row}),
    joined(row.cells, 'reference'),
    joined(row.cells, 'peer'),
  ]);
  const drawn = [HEAD, HEAD.map(() => '---'), ...lines].map(line => `| ${line.join(' | ')} |`);
  return drawn.map(line => line.replaceAll(/ {2,}/g, ' '));
}
