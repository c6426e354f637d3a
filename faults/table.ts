/** The table that is printed at the end, and the machine it was made on. */
import {readFileSync, writeFileSync} from 'node:fs';
import {cpus, release, totalmem} from 'node:os';
import type {Performed} from './perform.ts';

const HEAD = ['row', 'fault', 'injection', 'runs', 'figure', 'wanted', 'held'];

export function table(results: readonly Performed[]): string {
  const lines = results.map(({row, runs, figure, violations, skipped}) => [
    row.name,
    row.fault,
    row.injection,
    String(runs),
    figure,
    row.wanted,
    skipped !== undefined ? 'SKIPPED' : violations.length === 0 ? 'held' : 'BROKEN',
  ]);
  const cells = [HEAD, ...lines].map(line => line.map(cell => cell.replaceAll('|', '/').replaceAll('\n', ' ')));
  const widths = HEAD.map((_, column) => Math.max(...cells.map(line => line[column]!.length)));
  const drawn = cells.map(line => `| ${line.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`);
  drawn.splice(1, 0, `|${widths.map(width => '-'.repeat(width + 2)).join('|')}|`);
  return drawn.join('\n');
}

export function machine(): string {
  const all = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  const system = `${memory} GiB, ${process.platform} ${release()}, Node ${process.versions.node}`;
  return `${all.length} × ${all[0]?.model ?? 'unknown'}, ${system}`;
}

const DOCUMENT = 'docs/reliability.md';
const BETWEEN = /(<!-- table -->\n)([^]*)(<!-- \/table -->)/;
const BY_NUMBER = new Intl.Collator('en', {numeric: true});

/** Replaces the rows that were run; the others, and the text below the table, stay. */
export function writeTable(results: readonly Performed[]): void {
  const text = readFileSync(DOCUMENT, 'utf8');
  const [, , before = ''] = BETWEEN.exec(text) ?? [];
  const [head = '', rule = '', ...made] = table(results).split('\n');
  const known = before.split('\n').filter(line => nameOf(line) !== undefined);
  const fresh = new Set(made.map(nameOf));
  const rows = [...known.filter(line => !fresh.has(nameOf(line))), ...made];
  rows.sort((one, other) => BY_NUMBER.compare(nameOf(one) ?? '', nameOf(other) ?? ''));
  const below = before.split('\n').slice(before.split('\n').findLastIndex(line => line.startsWith('|')) + 1);
  const replaced = [narrow(head), rule.replaceAll(/-+/g, '---'), ...rows.map(narrow), ...below].join('\n');
  writeFileSync(
    DOCUMENT,
    text.replace(BETWEEN, (_all, start: string, _old: string, end: string) => `${start}\n${replaced}${end}`),
  );
}

const nameOf = (line: string): string | undefined => /^\| (F\d+b?) +\|/.exec(line)?.[1];
const narrow = (line: string): string => line.replaceAll(/ +\|/g, ' |').replaceAll(/\| +/g, '| ');
