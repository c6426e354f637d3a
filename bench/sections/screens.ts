/** Cost of the full screen at 200×50: start, a key press when idle and in a flood, processor and memory. */
import {setTimeout as sleep} from 'node:timers/promises';
import type {ScreenClient} from '../client.ts';
import {CLIENTS} from '../clients.ts';
import {withClient, type Stand} from '../measuring/flood.ts';
import {bareInk} from '../clients/bareInk.ts';
import {attempt, cellsOf, type Measured} from '../measuring/measure.ts';
import {cpuSeconds, residentBytes} from '../measuring/processes.ts';
import {quantile, type Row, type Wanted} from '../table/report.ts';
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
  unit: string,
  measured: Measured<T, ScreenClient>[],
  {
    figures,
    ...wanted
  }:
    | {figures: (value: T) => readonly number[]; timesBareInk: number}
    | {figures: (value: T) => readonly number[]; count: number},
): Row => ({
  what,
  unit,
  cells: cellsOf(measured, figures),
  wanted: [
    'count' in wanted ? {atMost: wanted.count} : {atMost: wanted.timesBareInk, times: bareInk.name},
  ] satisfies Wanted[],
});

export const start: Section = {
  name: 'start',
  async *run(options) {
    const measured = await measureEach(options, async (stand, {painted}) => {
      const all: number[] = [];
      for (let run = 0; run < options.runs * 3; run++) {
        const client = stand.open();
        all.push(await client.until(painted));
        await client.close();
      }
      return all;
    });
    yield row('start to first paint, bundled', 'ms', measured, {figures: all => all, timesBareInk: 1.1});
  },
};

interface Session {
  residentMib: number;
  bytesPerKey: number;
  idleMs: number[];
  floodMs: number[];
  floodCpuPercent: number;
  floodKibPerSecond: number;
  fullClears: number;
}

async function session(stand: Stand, {painted, inRoom, keys, toEnd}: ScreenClient): Promise<Session> {
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
    client.press(toEnd);
    const [cpu, written] = [cpuSeconds(client.pid), client.bytesWritten()];
    await sleep(2_000);
    const floodCpuPercent = (cpuSeconds(client.pid) - cpu) * 50;
    const floodKibPerSecond = (client.bytesWritten() - written) / 2 ** 11;
    const floodMs = await client.keyLatencies(KEYS);
    await flooding.results();
    const fullClears = client.fullClears() - clears;
    return {residentMib, bytesPerKey, idleMs, floodMs, floodCpuPercent, floodKibPerSecond, fullClears};
  } finally {
    await client.close();
  }
}

const figuresOf = (figure: (one: Session) => number) => (all: readonly Session[]) => all.map(one => figure(one));
const p50Of = (which: 'idleMs' | 'floodMs') => figuresOf(one => quantile(one[which], 0.5));
const p99Of = (which: 'idleMs' | 'floodMs') => figuresOf(one => quantile(one[which], 0.99));

export const keys: Section = {
  name: 'keys',
  async *run(options) {
    const measured = await measureEach(options, async (stand, client) => {
      const all: Session[] = [];
      for (let run = 0; run < options.runs; run++) all.push(await session(stand, client));
      return all;
    });
    const flood = `${FLOOD_PER_SECOND.toLocaleString('en')} messages/s`;
    yield row('bytes written per key press, 200×50', 'B', measured, {
      figures: figuresOf(one => one.bytesPerKey),
      count: 100,
    });
    yield row('key to paint p50, idle', 'ms', measured, {figures: p50Of('idleMs'), timesBareInk: 0.9});
    yield row('key to paint p99, idle', 'ms', measured, {figures: p99Of('idleMs'), timesBareInk: 1});
    yield row(`key to paint p50, ${flood}`, 'ms', measured, {figures: p50Of('floodMs'), timesBareInk: 0.2});
    yield row(`key to paint p99, ${flood}`, 'ms', measured, {figures: p99Of('floodMs'), timesBareInk: 1});
    yield row('full clears after start', '', measured, {figures: figuresOf(one => one.fullClears), count: 0});
    yield row(`client CPU, ${flood}`, '% of a core', measured, {
      figures: figuresOf(one => one.floodCpuPercent),
      timesBareInk: 0.7,
    });
    yield row(`bytes written, ${flood}`, 'KiB/s', measured, {
      figures: figuresOf(one => one.floodKibPerSecond),
      timesBareInk: 1,
    });
    yield row('client memory in a room', 'MiB', measured, {
      figures: figuresOf(one => one.residentMib),
      timesBareInk: 1.1,
    });
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

const memory = (messages: number, isLong: boolean, timesBareInk: number): Section => ({
  name: `memory${messages}`,
  isLong,
  async *run(options) {
    const measured = await measureEach(options, (stand, client) => memoryAfter(stand, client, messages));
    const what = `client memory after ${messages.toLocaleString('en')} messages`;
    yield row(what, 'MiB', measured, {figures: value => [value], timesBareInk});
  },
});

export const memory100k = memory(100_000, false, 0.55);
export const memory1M = memory(1_000_000, true, 0.3);
