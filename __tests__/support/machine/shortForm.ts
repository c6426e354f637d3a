/** Rows of the fault table as tests, with few runs; `npm run faults` runs them at full length. */
import {expect, test} from '@jest/globals';
import {missing} from '../../../faults/needs.ts';
import {perform, type Performed} from '../../../faults/perform.ts';
import type {Row} from '../../../faults/row.ts';

const ROW_MS_MAX = 240_000;
/** They mostly wait: for a kill, a timeout, a client that comes back. */
const AT_ONCE = 5;
/** The same faults each time; `npm run faults` takes others. */
const SEED = 1;

/** Several at once, in this order; each is a test of its own. */
export function testShortForms(rows: readonly Row[]): void {
  const results = new Map<Row, PromiseWithResolvers<Performed>>(rows.map(row => [row, Promise.withResolvers()]));
  const waiting = [...rows];
  let hasBegun = false;
  const work = async () => {
    for (let row = waiting.shift(); row !== undefined; row = waiting.shift()) {
      results.get(row)?.resolve(await perform(row, {isShort: true, seed: SEED}));
    }
  };
  for (const row of rows) {
    const lacking = missing(row.needs ?? []);
    if (lacking.length > 0)
      process.stderr.write(`${row.name} (${row.fault}) IS NOT TESTED HERE. ${lacking.join(' ')}\n`);
    const check = lacking.length > 0 ? test.skip : test;
    check(
      `${row.name}, ${row.fault}: ${row.wanted}`,
      async () => {
        if (!hasBegun) for (let count = 0; count < AT_ONCE; count++) void work();
        hasBegun = true;
        const {violations = ['not run'], figure} = (await results.get(row)?.promise) ?? {};
        expect({violations, figure}).toStrictEqual({violations: [], figure});
      },
      ROW_MS_MAX,
    );
  }
}
