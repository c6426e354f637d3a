/** What the full screen costs at 200×50: start, a key press when idle and in a flood, processor and memory. */
import {setTimeout as sleep} from 'node:timers/promises';
import type {ScreenClient} from '../client.ts';
import {CLIENTS} from '../clients.ts';
import {withClient, type Stand} from '../flood.ts';
import {attempt, cellsOf, ownOf, type Measured} from '../measure.ts';
import {cpuSeconds, residentBytes} from '../processes.ts';
import {atMost, median, quantile, spread, type Row} from '../report.ts';
import type {Options, Section} from '../section.ts';
import {installed} from '../server.ts';

const FLOOD_PER_SECOND = 1_000;
/** Faster than anybody reads: otherwise a million messages take a quarter of an hour. */
const FAST_PER_SECOND = 5_000;
const KEYS = 80;

async function measureEach<T>(
  {hasPeers}: Options,
  work: (stand: Stand, client: ScreenClient) => Promise<T>,
): Promise<Measured<T, ScreenClient>[]> {
  const all: Measured<T, ScreenClient>[] = [];
  const wanted = CLIENTS.filter(one => hasPeers || one.kind !== 'peer');
  for (const subject of installed(wanted).filter(one => installed([one.server]).length > 0)) {
    all.push(await attempt(subject, () => withClient(subject, stand => work(stand, subject))));
  }
  return all;
}

const row = <T>(
  what: string,
  measured: Measured<T, ScreenClient>[],
  figure: (value: T) => readonly number[],
  {unit, wanted}: {unit: string; wanted: number},
): Row => ({
  what,
  cells: cellsOf(measured, value => spread(figure(value), unit)),
  ...atMost(wanted, median(figure(ownOf(measured))), unit),
});

export const start: Section = {
  name: 'start',
  async run(options) {
    const measured = await measureEach(options, async (stand, {painted}) => {
      const all: number[] = [];
      for (let run = 0; run < options.runs * 3; run++) {
        const client = stand.open();
        all.push(await client.until(painted));
        await client.close();
      }
      return all;
    });
    return [row('start to first paint, bundled', measured, all => all, {unit: 'ms', wanted: 200})];
  },
};

interface Session {
  residentMib: number;
  bytesPerKey: number;
  idleMs: number[];
  floodMs: number[];
  floodCpuPercent: number;
  fullClears: number;
}

async function session(stand: Stand, {painted, inRoom, keys}: ScreenClient): Promise<Session> {
  const client = stand.open();
  try {
    await client.until(painted);
    await client.until(inRoom);
    client.press(keys);
    await sleep(1_500);
    const clears = client.fullClears();
    const residentMib = residentBytes(client.pid) / 2 ** 20;
    const bytes = client.bytesWritten();
    const idleMs = await client.keyLatencies(KEYS);
    const bytesPerKey = (client.bytesWritten() - bytes) / KEYS;
    const flooding = stand.flood(FLOOD_PER_SECOND, 3 + KEYS * 0.08);
    await flooding.over('settle');
    const cpu = cpuSeconds(client.pid);
    await sleep(2_000);
    const floodCpuPercent = (cpuSeconds(client.pid) - cpu) * 50;
    const floodMs = await client.keyLatencies(KEYS);
    await flooding.results();
    return {residentMib, bytesPerKey, idleMs, floodMs, floodCpuPercent, fullClears: client.fullClears() - clears};
  } finally {
    await client.close();
  }
}

const pair = (values: readonly number[]) =>
  `${quantile(values, 0.5).toFixed(1)} / ${quantile(values, 0.99).toFixed(1)} ms`;
const idleOf = (all: readonly Session[]) => all.flatMap(one => one.idleMs);
const floodOf = (all: readonly Session[]) => all.flatMap(one => one.floodMs);

export const keys: Section = {
  name: 'keys',
  async run(options) {
    const measured = await measureEach(options, async (stand, client) => {
      const all: Session[] = [];
      for (let run = 0; run < options.runs; run++) all.push(await session(stand, client));
      return all;
    });
    const own = ownOf(measured);
    const bare = measured.find(one => one.subject.kind === 'reference')!.value!;
    const within = [0.5, 0.99].every(share => quantile(idleOf(own), share) <= 1.3 * quantile(idleOf(bare), share));
    const clears = own.reduce((sum, one) => sum + one.fullClears, 0);
    return [
      row('bytes written per key press, 200×50', measured, all => all.map(one => one.bytesPerKey), {
        unit: 'B',
        wanted: 600,
      }),
      {
        what: 'key to paint p50 / p99, idle',
        cells: cellsOf(measured, all => pair(idleOf(all))),
        wanted: '≤ 1.3 × bare Ink',
        held: within,
      },
      {
        what: `key to paint p50 / p99, ${FLOOD_PER_SECOND.toLocaleString('en')} messages/s`,
        cells: cellsOf(measured, all => pair(floodOf(all))),
        wanted: '≤ 12 / 30 ms',
        held: quantile(floodOf(own), 0.5) <= 12 && quantile(floodOf(own), 0.99) <= 30,
      },
      {
        what: 'full clears after start',
        cells: cellsOf(measured, all => String(all.reduce((sum, one) => sum + one.fullClears, 0))),
        wanted: '0',
        held: clears === 0,
      },
      row('client CPU, 1,000 messages/s', measured, all => all.map(one => one.floodCpuPercent), {
        unit: '% of a core',
        wanted: 25,
      }),
      row('client memory in a room', measured, all => all.map(one => one.residentMib), {unit: 'MiB', wanted: 90}),
    ];
  },
};

/** MiB resident when so many messages have gone through the room on screen. */
async function memoryAfter(stand: Stand, {inRoom, keys}: ScreenClient, messages: number): Promise<number> {
  const client = stand.open();
  try {
    await client.until(inRoom);
    client.press(keys);
    await sleep(1_500);
    await stand.flood(FAST_PER_SECOND, messages / FAST_PER_SECOND).results();
    return residentBytes(client.pid) / 2 ** 20;
  } finally {
    await client.close();
  }
}

const memory = (messages: number, isLong: boolean): Section => ({
  name: `memory${messages}`,
  isLong,
  async run(options) {
    const measured = await measureEach(options, (stand, client) => memoryAfter(stand, client, messages));
    const what = `client memory after ${messages.toLocaleString('en')} messages`;
    return [row(what, measured, value => [value], {unit: 'MiB', wanted: 130})];
  },
});

export const memory100k = memory(100_000, false);
export const memory1M = memory(1_000_000, true);
