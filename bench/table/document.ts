/** Updates the table in `docs/bench.md`: rows of measured parts are replaced, all others stay. */
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {ROOT} from '../measuring/processes.ts';
import {HEAD_LINES, machine} from './report.ts';

const DOCUMENT = join(ROOT, 'docs/bench.md');
const BETWEEN = /(<!-- table -->\n)([^]*)(<!-- \/table -->)/;

const partOf = (line: string): string => /^\| (\w+) \|/.exec(line)?.[1] ?? '';

/** @param made lines of the measured parts; all lines are in the order of `parts` */
export function writeTable(made: readonly string[], parts: readonly string[]): void {
  const text = readFileSync(DOCUMENT, 'utf8');
  const known = (BETWEEN.exec(text)?.[2] ?? '').split('\n');
  const fresh = new Set(made.map(partOf));
  const rows = [...known.filter(line => !fresh.has(partOf(line))), ...made].filter(line =>
    parts.includes(partOf(line)),
  );
  rows.sort((one, other) => parts.indexOf(partOf(one)) - parts.indexOf(partOf(other)));
  const measured = [...fresh].toSorted((one, other) => parts.indexOf(one) - parts.indexOf(other)).join(', ');
  const notes = notesIn(known).filter(note => !note.startsWith(`- ${measured}: `));
  const replaced = [...HEAD_LINES, ...rows, '', ...notes, `- ${measured}: ${machine()}.`, ''].join('\n');
  writeFileSync(
    DOCUMENT,
    text.replace(BETWEEN, (_all, start: string, _old: string, end: string) => start + replaced + end),
  );
}

/** Each in one piece, however many lines it is wrapped into. */
function notesIn(lines: readonly string[]): string[] {
  const from = lines.findIndex(line => line.startsWith('- '));
  const rest = from === -1 ? [] : lines.slice(from).filter(line => line.trim() !== '');
  return rest
    .join('\n')
    .split(/\n(?=- )/)
    .filter(note => note !== '');
}
