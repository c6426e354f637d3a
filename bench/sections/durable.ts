/** How many messages are stored, fsynced and acknowledged in a second, beside servers that store. */
import {generate} from '../load/generator.ts';
import {cellsOf, measureEach} from '../measure.ts';
import type {Section} from '../section.ts';
import {gatheringSocketIo} from '../servers/gatheringSocketIo.ts';

export const durable: Section = {
  name: 'durable',
  async *run(options) {
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
    yield {
      what: 'acknowledged durable messages/s, 100 senders, 10 rooms of 10',
      unit: '/s',
      cells: cellsOf(measured, all => all.map(one => one.acknowledged / one.seconds)),
      wanted: [{atLeast: 0.55, times: gatheringSocketIo.name}],
    };
  },
};
