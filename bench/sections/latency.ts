/** How long a message takes to everybody in its room while little is going on. */
import {generate} from '../load/generator.ts';
import {cellsOf, measureEach, ownOf} from '../measure.ts';
import {atMost, median, percentiles} from '../report.ts';
import type {Section} from '../section.ts';

const PEOPLE = 100;
/** 5,000 deliveries a second. */
const PER_SECOND = 50;

export const latency: Section = {
  name: 'latency',
  async run(options) {
    const measured = await measureEach(
      options,
      {count: PEOPLE, rooms: 1, areInside: true},
      () => true,
      async ({plan}) => {
        const run = `rate ${PER_SECOND} 4` as const;
        const runs = Array.from({length: options.runs}, () => run);
        const acts = ['login', 'join', 'settle', `rate ${PER_SECOND} 1`, ...runs] as const;
        return (await generate(plan, acts)).slice(-options.runs);
      },
    );
    const own = ownOf(measured);
    const p50 = atMost(1.5, median(own.map(one => one.p50Ms)), 'ms');
    const p99 = atMost(5, median(own.map(one => one.p99Ms)), 'ms');
    return [
      {
        what: `delivery p50 / p99, room of ${PEOPLE}, 5,000 deliveries/s`,
        cells: cellsOf(measured, percentiles),
        wanted: '≤ 1.5 / 5 ms',
        held: p50.held && p99.held,
      },
    ];
  },
};
