/**
 * `npm run bench [-- PART… --runs N --peers --long --json --write]`: measures the built program beside references in the same
 * run. Each row is printed when it is complete, so that an interrupted run loses nothing.
 */
import {parseArgs} from 'node:util';
import {writeTable} from './table/document.ts';
import {HEAD_LINES, judge, machine, rowLine, type Row} from './table/report.ts';
import {SECTIONS} from './sections.ts';

const {values, positionals} = parseArgs({
  allowPositionals: true,
  options: {
    runs: {type: 'string', default: '3'},
    peers: {type: 'boolean', default: false},
    long: {type: 'boolean', default: false},
    /** One JSON object per line instead of the table: first the machine, then the rows with all figures. */
    json: {type: 'boolean', default: false},
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
const print = (line: string) => void process.stdout.write(`${line}\n`);

function tell(part: string, row: Row): void {
  const judged = judge(row);
  if (judged.some(({held}) => !held)) process.exitCode = 1;
  print(values.json ? JSON.stringify({part, ...row, judged}) : rowLine(part, row));
}

if (values.json) print(JSON.stringify({machine: machine(), runs: options.runs}));
else print([`${machine()}; medians [min–max] of ${options.runs} runs`, '', ...HEAD_LINES].join('\n'));
for (const section of chosen) {
  process.stderr.write(`${section.name} …\n`);
  const lines: string[] = [];
  for await (const row of section.run(options)) {
    tell(section.name, row);
    lines.push(rowLine(section.name, row));
  }
  // Part by part: what was measured is not lost when a later one fails.
  if (values.write) writeTable(lines, parts);
}
