/** Messages per second that a server delivers, and their processor time. */
import {generate} from '../load/generator.ts';
import {WARM_SECONDS, type ActResult} from '../load/plan.ts';
import {cellsOf, measureEach} from '../measuring/measure.ts';
import {median} from '../table/report.ts';
import type {Section} from '../section.ts';
import {gatheringSocketIo} from '../servers/gatheringSocketIo.ts';
import {rawSocketIo} from '../servers/rawSocketIo.ts';

interface Room {
  people: number;
  inFlight: number;
  /** Deliveries: at least so many times those of the reference. */
  timesRaw: number;
  timesGathering: number;
  /** Server CPU: at most so many times that of the reference. */
  cpuTimesRaw: number;
}

const busy = (all: readonly ActResult[], of: 'serverUtilisation' | 'ownUtilisation') =>
  median(all.map(one => one[of])).toFixed(2);
/** When the right value (generator) is near 1 and the left one (server) is not, the generator is the bottleneck. */
const note = (all: readonly ActResult[]) => ` (busy ${busy(all, 'serverUtilisation')}/${busy(all, 'ownUtilisation')})`;

function fanOut({people, inFlight, timesRaw, timesGathering, cpuTimesRaw}: Room): Section {
  return {
    name: `fanout${people}`,
    async *run(options) {
      const measured = await measureEach(
        options,
        {count: people, rooms: 1, areInside: true},
        server => people <= (server.roomMax ?? Infinity),
        async ({plan}) => {
          const run = `delivered ${inFlight} 2` as const;
          const runs = Array.from({length: options.runs}, () => run);
          const acts = ['login', 'join', 'settle', `delivered ${inFlight} ${WARM_SECONDS}`, ...runs] as const;
          return (await generate(plan, acts)).slice(-options.runs);
        },
      );
      yield {
        what: `deliveries/s, room of ${people}, ${inFlight} in flight (busy: server/generator)`,
        unit: '/s',
        cells: cellsOf(measured, all => all.map(one => one.deliveries / one.seconds), note),
        wanted: [
          {atLeast: timesRaw, times: rawSocketIo.name},
          {atLeast: timesGathering, times: gatheringSocketIo.name},
        ],
      };
      yield {
        what: `server CPU per 100,000 deliveries, room of ${people}`,
        unit: 's',
        cells: cellsOf(measured, all => all.map(one => (one.serverCpuSeconds / one.deliveries) * 100_000)),
        wanted: [{atMost: cpuTimesRaw, times: rawSocketIo.name}],
      };
      yield {
        what: `deliveries lost and clients disconnected, room of ${people}`,
        unit: '',
        cells: cellsOf(measured, all => all.map(one => one.lost + one.disconnected)),
        wanted: [{atMost: 0}],
      };
    },
  };
}

export const fanOut10 = fanOut({people: 10, inFlight: 50, timesRaw: 1.5, timesGathering: 0.75, cpuTimesRaw: 0.75});
export const fanOut100 = fanOut({people: 100, inFlight: 50, timesRaw: 10, timesGathering: 0.75, cpuTimesRaw: 0.15});
export const fanOut1000 = fanOut({people: 1000, inFlight: 20, timesRaw: 12, timesGathering: 0.9, cpuTimesRaw: 0.1});
