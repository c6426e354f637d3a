/** `npm run faults [-- F1 F8 …] [--short] [--seed N] [--runs N] [--write]`: runs the rows and prints one table. */
import {parseArgs} from 'node:util';
import {perform, type Performed} from './perform.ts';
import type {Row} from './row.ts';
import * as list from './rows.ts';
import {machine, table, writeTable} from './table.ts';

const {values, positionals} = parseArgs({
  allowPositionals: true,
  options: {
    short: {type: 'boolean', default: false},
    seed: {type: 'string'},
    runs: {type: 'string'},
    /** Puts the rows into the table of docs/reliability.md. */
    write: {type: 'boolean', default: false},
    /** Prints results as JSON, for the row that was started in a namespace of its own. */
    inside: {type: 'boolean', default: false},
  },
});

const byNumber = new Intl.Collator('en', {numeric: true});
const rows: Row[] = Object.values(list).toSorted((one, other) => byNumber.compare(one.name, other.name));
const chosen = positionals.length === 0 ? rows : rows.filter(row => positionals.includes(row.name));
const unknown = positionals.filter(name => !rows.some(row => row.name === name));
if (unknown.length > 0) {
  process.stderr.write(`There is no row ${unknown.join(', ')}. Rows: ${rows.map(row => row.name).join(' ')}\n`);
  process.exit(2);
}
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const runs = values.runs === undefined ? {} : {runs: Number(values.runs)};

function note(row: Row): (text: string) => void {
  if (!process.stderr.isTTY) return () => undefined;
  return text => void process.stderr.write(`\r\u001b[K${row.name}: ${text}`);
}

async function performOne(row: Row): Promise<Performed> {
  const options = {isShort: values.short, seed, ...runs, note: note(row)};
  return perform(row, options);
}

const results: Performed[] = [];
for (const row of chosen) {
  const result = await performOne(row);
  results.push(result);
  if (values.inside) process.stdout.write(`${JSON.stringify(result)}\n`);
  else report(result);
  // Row by row: what was found is not lost when a later one takes too long.
  if (values.write) writeTable([result]);
}

function report({row, violations, skipped = [], figure, tookMs}: Performed): void {
  const outcome = skipped.length > 0 ? 'SKIPPED' : violations.length === 0 ? 'held' : 'BROKEN';
  process.stderr.write(
    `${process.stderr.isTTY ? '\r\u001b[K' : ''}${row.name} ${outcome} in ${(tookMs / 1_000).toFixed(1)} s: ${figure}\n`,
  );
  for (const line of skipped) process.stderr.write(`  NOT RUN. ${line}\n`);
  for (const line of violations.slice(0, 10)) process.stderr.write(`  ${line}\n`);
  if (violations.length > 10) process.stderr.write(`  … and ${violations.length - 10} more\n`);
}

if (!values.inside) {
  process.stdout.write(`${table(results)}\n\n${machine()}, seed ${seed}\n`);
}
process.exit(results.some(result => result.violations.length > 0) ? 1 : 0);
