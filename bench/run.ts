/** `npm run bench [-- SECTION… --runs N --peers --long]`: measures the built program beside references in the same run and prints one table. */
import {machine, table, type Row} from './report.ts';
import {SECTIONS} from './sections.ts';

const args = process.argv.slice(2);
const runsAt = args.indexOf('--runs');
const options = {
  runs: runsAt >= 0 ? Number(args[runsAt + 1]) : 3,
  hasPeers: args.includes('--peers'),
};
const names = args.filter((arg, index) => !arg.startsWith('--') && (runsAt < 0 || index !== runsAt + 1));
/** `fanout` stands for all sizes of it. */
const chosen = SECTIONS.filter(
  ({name, isLong}) =>
    names.includes(name) ||
    ((names.length === 0 || names.includes(name.replace(/\d+$/, ''))) && (!isLong || args.includes('--long'))),
);
if (chosen.length === 0) {
  process.stderr.write(`There are these sections: ${SECTIONS.map(({name}) => name).join(' ')}\n`);
  process.exit(2);
}
const rows: Row[] = [];
for (const section of chosen) {
  process.stderr.write(`${section.name} …\n`);
  rows.push(...(await section.run(options)));
}
process.stdout.write(`${machine()}; medians [min–max] of ${options.runs} runs\n\n${table(rows)}\n`);
process.exitCode = rows.some(row => row.held === false) ? 1 : 0;
