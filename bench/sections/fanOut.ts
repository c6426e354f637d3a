/** How many messages a server spreads in a second, and what that costs its processor. */
import {generate} from '../load/generator.ts';
import type {ActResult} from '../load/plan.ts';
import {cellsOf, measureEach, ownOf} from '../measure.ts';
import {atLeast, atMost, median, spread} from '../report.ts';
import type {Section} from '../section.ts';

interface Room {
  people: number;
  inFlight: number;
  wanted: number;
  /** Server CPU for 100,000 deliveries. */
  wantedCpuSeconds?: number;
}

const perSecond = (one: ActResult) => one.deliveries / one.seconds;
const cpuPer100k = (one: ActResult) => (one.serverCpuSeconds / one.deliveries) * 100_000;
const busy = (all: readonly ActResult[], of: 'serverUtilisation' | 'ownUtilisation') =>
  median(all.map(one => one[of])).toFixed(2);
/** Busy near 1 on the right and not on the left: then the generator is the limit. */
const note = (all: readonly ActResult[]) => {
  const lost = all.reduce((sum, one) => sum + one.lost + one.disconnected, 0);
  return ` (busy ${busy(all, 'serverUtilisation')}/${busy(all, 'ownUtilisation')}${lost > 0 ? `, ${lost} LOST` : ''})`;
};

function fanOut({people, inFlight, wanted, wantedCpuSeconds}: Room): Section {
  return {
    name: `fanout${people}`,
    async run(options) {
      const measured = await measureEach(
        options,
        {count: people, rooms: 1, areInside: true},
        server => people <= (server.roomMax ?? Infinity),
        async ({plan}) => {
          const run = `delivered ${inFlight} 2` as const;
          const runs = Array.from({length: options.runs}, () => run);
          const acts = ['login', 'join', 'settle', `delivered ${inFlight} 1`, ...runs] as const;
          return (await generate(plan, acts)).slice(-options.runs);
        },
      );
      const own = ownOf(measured);
      const isWhole = own.every(one => one.lost === 0 && one.disconnected === 0);
      const held = atLeast(wanted, median(own.map(perSecond)), '/s');
      const cpu = wantedCpuSeconds ?? Infinity;
      return [
        {
          what: `deliveries/s, room of ${people}, ${inFlight} in flight (busy: server/generator)`,
          cells: cellsOf(measured, all => spread(all.map(perSecond), '/s') + note(all)),
          ...held,
          held: held.held && isWhole,
        },
        {
          what: `server CPU per 100,000 deliveries, room of ${people}`,
          cells: cellsOf(measured, all => spread(all.map(cpuPer100k), 's')),
          ...(wantedCpuSeconds === undefined ? {wanted: ''} : atMost(cpu, median(own.map(cpuPer100k)), 's')),
        },
      ];
    },
  };
}

export const fanOut10 = fanOut({people: 10, inFlight: 50, wanted: 350_000});
export const fanOut100 = fanOut({people: 100, inFlight: 50, wanted: 1_500_000, wantedCpuSeconds: 0.07});
export const fanOut1000 = fanOut({people: 1000, inFlight: 20, wanted: 1_500_000});
