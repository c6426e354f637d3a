/** How many messages are stored, fsynced and acknowledged in a second, beside servers that store. */
import {generate} from '../load/generator.ts';
import type {ActResult} from '../load/plan.ts';
import {cellsOf, measureEach, ownOf} from '../measure.ts';
import {atLeast, median, spread} from '../report.ts';
import type {Section} from '../section.ts';

const perSecond = (one: ActResult) => one.acknowledged / one.seconds;

export const durable: Section = {
  name: 'durable',
  async run(options) {
    const measured = await measureEach(
      options,
      {count: 100, rooms: 10, areInside: true},
      server => server.isDurable,
      async ({plan}) => {
        const runs = Array.from({length: options.runs}, () => 'acknowledged 10 2' as const);
        const acts = ['login', 'join', 'settle', 'acknowledged 10 1', ...runs] as const;
        return (await generate({...plan, senders: 100}, acts)).slice(-options.runs);
      },
    );
    return [
      {
        what: 'acknowledged durable messages/s, 100 senders, 10 rooms of 10',
        cells: cellsOf(measured, all => spread(all.map(perSecond), '/s')),
        ...atLeast(20_000, median(ownOf(measured).map(perSecond)), '/s'),
      },
    ];
  },
};
