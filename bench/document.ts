/** The table in `docs/bench.md`: parts that were measured take the place of what stood there of them, the others stay. */
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {ROOT} from './processes.ts';
import {machine} from './report.ts';

const DOCUMENT = join(ROOT, 'docs/bench.md');
const BETWEEN = /(<!-- table -->\n)([^]*)(<!-- \/table -->)/;

const partOf = (line: string): string => /^\| (\w+) \|/.exec(line)?.[1] ?? '';

/** `lines` begins with the two lines of the head; the parts stand in the order of `parts`. */
export function writeTable(lines: readonly string[], parts: readonly string[]): void {
  const text = readFileSync(DOCUMENT, 'utf8');
  const known = (BETWEEN.exec(text)?.[2] ?? '').split('\n');
  const [head = '', rule = '', ...made] = lines;
  const fresh = new Set(made.map(partOf));
  const rows = [...known.filter(line => !fresh.has(partOf(line))), ...made].filter(line =>
    parts.includes(partOf(line)),
  );
  rows.sort((one, other) => parts.indexOf(partOf(one)) - parts.indexOf(partOf(other)));
  const replaced = [head, rule, ...rows, '', `${machine()}.`, ''].join('\n');
  writeFileSync(
    DOCUMENT,
    text.replace(BETWEEN, (_all, start: string, _old: string, end: string) => start + replaced + end),
  );
}
