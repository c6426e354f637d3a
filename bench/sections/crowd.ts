/** Cost of many people who are idle, who enter one room, and who reconnect at the same time. */
import {generate} from '../load/generator.ts';
import type {ActResult, LoadAct} from '../load/plan.ts';
import {cellsOf, measureEach, type Measured} from '../measuring/measure.ts';
import type {Row} from '../table/report.ts';
import type {Options, Section} from '../section.ts';
import type {People} from '../server.ts';
import {rawSocketIo} from '../servers/rawSocketIo.ts';

const IDLE = 5_000;
const JOINING = 1_000;
const RETURNING = 2_000;

/** Each run starts a new server, so that earlier load does not count. */
async function measure(
  options: Options,
  people: People,
  acts: readonly LoadAct[],
): Promise<Measured<readonly ActResult[][]>[]> {
  const runs: Measured<ActResult[]>[][] = [];
  for (let run = 0; run < options.runs; run++) {
    runs.push(
      await measureEach(
        options,
        people,
        () => true,
        ({plan}) => generate(plan, acts),
      ),
    );
  }
  return runs[0]!.map(({subject}, index) => {
    const values = runs.map(run => run[index]?.value).filter(value => value !== undefined);
    return {subject, value: values.length > 0 ? values : undefined};
  });
}

const row = (
  what: string,
  measured: Measured<readonly ActResult[][]>[],
  figure: (acts: ActResult[]) => number,
  {unit, timesRaw}: {unit: string; timesRaw: number},
): Row => ({
  what,
  unit,
  cells: cellsOf(measured, runs => runs.map(figure)),
  wanted: [{atMost: timesRaw, times: rawSocketIo.name}],
});

const cpuOfLast = (count: number) => (acts: ActResult[]) =>
  acts.slice(-count).reduce((sum, one) => sum + one.serverCpuSeconds, 0);

export const idle: Section = {
  name: 'idle',
  async *run(options) {
    const people = {count: IDLE, rooms: 0, areInside: false};
    const measured = await measure(options, people, ['idle 0 3', 'login', 'settle', 'idle 0 4']);
    const empty = (acts: ActResult[]) => acts[1]!.residentKibBefore / 1024;
    const perClient = (acts: ActResult[]) => (acts.at(-1)!.residentKib - acts[1]!.residentKibBefore) / IDLE;
    yield row('memory of a server without clients', measured, empty, {unit: 'MiB', timesRaw: 1});
    yield row('memory per idle client, 5,000 logged in', measured, perClient, {unit: 'KiB', timesRaw: 0.75});
  },
};

export const joins: Section = {
  name: 'joins',
  async *run(options) {
    const people = {count: JOINING, rooms: 1, areInside: false};
    const acts: readonly LoadAct[] = ['login', 'settle', 'join', 'settle'];
    const measured = await measure(options, people, acts);
    const what = '1,000 people join one room: server CPU until all is told';
    yield row(what, measured, cpuOfLast(2), {unit: 's', timesRaw: 4.5});
  },
};

export const returns: Section = {
  name: 'returns',
  async *run(options) {
    const people = {count: RETURNING, rooms: 20, areInside: true};
    const coming: readonly LoadAct[] = ['login', 'settle'];
    const measured = await measure(options, people, [...coming, 'disconnect', 'idle 0 3', ...coming]);
    const what = '2,000 clients log in again with a token: server CPU';
    yield row(what, measured, cpuOfLast(3), {unit: 's', timesRaw: 3.5});
  },
};
