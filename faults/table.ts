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
  return `${all.length} × ${all[0]?.model ?? 'unknown'}, ${memory} GiB, ${process.platform} ${release()}, Node ${process.versions.node}`;
}

const DOCUMENT = 'docs/reliability.md';

/** Between the marks of the document; what else stands there stays. */
export function writeTable(made: string): void {
  const text = readFileSync(DOCUMENT, 'utf8');
  const replaced = text.replace(/(<!-- table -->\n)[^]*(<!-- \/table -->)/, (_all, start: string, end: string) => {
    return `${start}\n${made}\n${end}`;
  });
  writeFileSync(DOCUMENT, replaced);
}
