/** Latency of a message to everybody in its room under little load. */
import {generate} from '../load/generator.ts';
import {cellsOf, measureEach} from '../measuring/measure.ts';
import type {Section} from '../section.ts';
import {gatheringSocketIo} from '../servers/gatheringSocketIo.ts';

const PEOPLE = 100;
/** 5,000 deliveries a second. */
const PER_SECOND = 50;

export const latency: Section = {
  name: 'latency',
  async *run(options) {
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
    const what = (share: string) => `delivery ${share}, room of ${PEOPLE}, 5,000 deliveries/s`;
    const times = gatheringSocketIo.name;
    yield {
      what: what('p50'),
      unit: 'ms',
      cells: cellsOf(measured, all => all.map(one => one.p50Ms)),
      wanted: [{atMost: 1.5, times}],
    };
    yield {
      what: what('p99'),
      unit: 'ms',
      cells: cellsOf(measured, all => all.map(one => one.p99Ms)),
      wanted: [{atMost: 2.5, times}],
    };
  },
};
