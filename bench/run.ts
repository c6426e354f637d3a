/** `npm run bench [-- PART… --runs N --peers --long --write]`: measures the built program beside references in the same run and prints one table. */
import {parseArgs} from 'node:util';
import {writeTable} from './document.ts';
import {machine, tableLines, type Row} from './report.ts';
import {SECTIONS} from './sections.ts';

const {values, positionals} = parseArgs({
  allowPositionals: true,
  options: {
    runs: {type: 'string', default: '3'},
    peers: {type: 'boolean', default: false},
    long: {type: 'boolean', default: false},
    /** Puts the rows into the table of docs/bench.md. */
    write: {type: 'boolean', default: false},
  },
});
const options = {runs: Number(values.runs), hasPeers: values.peers};
/** `fanout` stands for all sizes of it. */
const isMeant = (name: string) => positionals.length === 0 || positionals.includes(name.replace(/\d+$/, ''));
const parts = SECTIONS.map(({name}) => name);
const chosen = SECTIONS.filter(
  ({name, isLong = false}) => positionals.includes(name) || (isMeant(name) && (values.long || !isLong)),
);
if (chosen.length === 0) {
  process.stderr.write(`There are these parts: ${parts.join(' ')}\n`);
  process.exit(2);
}
const rows: (Row & {part: string})[] = [];
for (const section of chosen) {
  process.stderr.write(`${section.name} …\n`);
  const made = (await section.run(options)).map(row => ({...row, part: section.name}));
  rows.push(...made);
  // Part by part: what was measured is not lost when a later one fails.
  if (values.write) writeTable(tableLines(made), parts);
}
process.stdout.write(`${machine()}; medians [min–max] of ${options.runs} runs\n\n${tableLines(rows).join('\n')}\n`);
process.exitCode = rows.some(row => row.held === false) ? 1 : 0;
