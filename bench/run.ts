/** `npm run bench [-- fanout screens transfers] [-- --runs N] [-- --long]`: measures the built program beside references in the same run and prints one table. */
import {benchFanout} from './fanout.ts';
import {pinSelf} from './processes.ts';
import {machine, table, type Row} from './report.ts';
import {benchScreens} from './screens.ts';
import {benchTransfers} from './transfers.ts';

const SECTIONS: Record<string, (runs: number) => Promise<Row[]>> = {
  fanout: benchFanout,
  screens: async runs => {
    pinSelf(1);
    return benchScreens({runs, isLong: args.includes('--long')});
  },
  transfers: benchTransfers,
};

const args = process.argv.slice(2);
const runsAt = args.indexOf('--runs');
const runs = runsAt >= 0 ? Number(args[runsAt + 1]) : 3;
const chosen = args.filter(arg => Object.hasOwn(SECTIONS, arg));
const rows: Row[] = [];
for (const name of ['transfers', 'fanout', 'screens']) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  process.stderr.write(`${name} …\n`);
  rows.push(...(await SECTIONS[name]!(runs)));
}
process.stdout.write(`${machine()}; medians [min–max] of ${runs} runs\n\n${table(rows)}\n`);
process.exitCode = rows.some(row => row.held === false) ? 1 : 0;
