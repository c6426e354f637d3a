/** Runs one test file of `npm test` in its long form: with a number of rounds, and a seed that can be given again. */
import {spawnSync} from 'node:child_process';
import {parseArgs} from 'node:util';

export interface LongForm {
  /** Path of the test, or arguments of jest that choose several. */
  test: string | readonly string[];
  /** Of the tests in it; all by default. */
  title?: string;
  /** What is counted, in a word. */
  unit: string;
  count: number;
  /** Environment variables that carry count and seed. */
  countVariable: string;
  seedVariable?: string;
}

const JEST = 'node_modules/jest/bin/jest.js';

/** Exits with the result. `--count N` and `--seed N` choose others. */
export function runLongForm({test, title, unit, count, countVariable, seedVariable}: LongForm): void {
  const {values} = parseArgs({allowPositionals: true, options: {count: {type: 'string'}, seed: {type: 'string'}}});
  const chosen = values.count ?? String(count);
  const seed = values.seed ?? String(Date.now() % 1_000_000);
  process.stdout.write(`${Number(chosen).toLocaleString('en-US')} ${unit}, seed ${seed}\n`);
  const {status} = spawnSync(
    process.execPath,
    [
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      JEST,
      '--runInBand',
      ...(typeof test === 'string' ? [test] : test),
      ...(title === undefined ? [] : ['-t', title]),
    ],
    {
      stdio: 'inherit',
      env: {...process.env, [countVariable]: chosen, ...(seedVariable !== undefined && {[seedVariable]: seed})},
    },
  );
  process.exit(status ?? 1);
}
