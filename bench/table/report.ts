/** A row of the table: figures of all subjects of the same run, and a target, which is a ratio to another subject or a count. */
import {spawnSync} from 'node:child_process';
import {cpus, release, totalmem} from 'node:os';

export interface Cell {
  name: string;
  kind: 'ours' | 'reference' | 'peer';
  /** One for each run; none when it could not be measured. */
  figures: readonly number[];
  note?: string;
}

/**
 * Target for the median of chat-tui: a factor of the median of the named subject, or a count that is the same on every
 * machine.
 */
export type Wanted = ({atLeast: number} | {atMost: number}) & {times?: string};

export interface Row {
  what: string;
  unit: string;
  cells: readonly Cell[];
  wanted: readonly Wanted[];
}

export interface Judged {
  text: string;
  held: boolean;
}

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

/** Percentile: `share` from 0 to 1 of the values do not exceed it. */
export const quantile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
};

const digits = (value: number): string =>
  value >= 1000
    ? Math.round(value).toLocaleString('en')
    : value >= 100 || Number.isInteger(value)
      ? value.toFixed(0)
      : value.toFixed(value < 10 ? 2 : 1);

/** `median [min–max] unit`. */
export function spread(values: readonly number[], unit = ''): string {
  if (values.length === 0) return '–';
  const text = digits(median(values));
  const range = values.length > 1 ? ` [${digits(Math.min(...values))}–${digits(Math.max(...values))}]` : '';
  return `${text}${range}${unit === '' ? '' : ` ${unit}`}`;
}

const medianOf = (cells: readonly Cell[], isMeant: (cell: Cell) => boolean): number =>
  median(cells.find(isMeant)?.figures ?? []);

/** What was not measured is not held. */
export function judge({cells, unit, wanted}: Row): Judged[] {
  const own = medianOf(cells, cell => cell.kind === 'ours');
  return wanted.map(one => {
    const {times} = one;
    const value = times === undefined ? own : own / medianOf(cells, cell => cell.name === times);
    const [sign, limit, held] =
      'atLeast' in one ? ['≥', one.atLeast, value >= one.atLeast] : ['≤', one.atMost, value <= one.atMost];
    const limitText = `${sign} ${limit.toLocaleString('en')}`;
    const text = times === undefined ? `${limitText} ${unit}` : `${limitText} × ${times} (is ${value.toFixed(2)} ×)`;
    return {text: text.trim(), held};
  });
}

export function machine(): string {
  const all = cpus();
  const {stdout} = spawnSync('git', ['rev-parse', '--short', 'HEAD'], {encoding: 'utf8'});
  const memory = Math.round(totalmem() / 2 ** 30);
  const system = `${all.length} × ${all[0]?.model ?? 'unknown'}, ${memory} GiB, Linux ${release()}`;
  return `${system}, Node ${process.versions.node}, commit ${stdout?.trim() ?? 'unknown'}`;
}

const cellText = ({kind, name, figures, note = ''}: Cell, unit: string): string =>
  `${kind === 'ours' ? '' : `${name}: `}${spread(figures, unit)}${note}`;

const joined = ({cells, unit}: Row, kind: Cell['kind']): string =>
  cells
    .filter(cell => cell.kind === kind)
    .map(cell => cellText(cell, unit))
    .join('; ');

const verdict = (judged: readonly Judged[]): string =>
  judged.length === 0 ? '' : judged.every(({held}) => held) ? 'held' : 'MISSED';

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`.replaceAll(/ {2,}/g, ' ');

const HEAD = ['part', 'what', 'wanted', 'chat-tui', '', 'references in the same run', 'peers in the same run'];

export const HEAD_LINES: readonly string[] = [line(HEAD), line(HEAD.map(() => '---'))];

export function rowLine(part: string, row: Row): string {
  const judged = judge(row);
  const wanted = judged.map(({text}) => text).join('; ');
  return line([
    part,
    row.what,
    wanted,
    joined(row, 'ours'),
    verdict(judged),
    joined(row, 'reference'),
    joined(row, 'peer'),
  ]);
}
