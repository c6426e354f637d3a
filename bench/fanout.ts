/** How many messages a server stores and spreads in a second, beside a bare socket.io relay that stores nothing. */
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {LoadPlan, LoadResult} from './load/main.ts';
import {BIN, ROOT, cpuSeconds, start, type Running} from './processes.ts';
import {median, spread, type Row} from './report.ts';
import {seed} from './seed.ts';

interface Measured extends LoadResult {
  /** Server's CPU seconds for 100,000 deliveries. */
  cpuPer100k: number;
}

async function load(server: Running, plan: LoadPlan): Promise<Measured> {
  const generator = start([process.execPath, join(ROOT, 'bench/load/main.ts'), JSON.stringify(plan)], {core: 1});
  await generator.until(/measuring/);
  const before = cpuSeconds(server.pid);
  await generator.until(/measured/);
  const cpu = cpuSeconds(server.pid) - before;
  await generator.ended;
  const result = JSON.parse(generator.output()) as LoadResult;
  return {...result, cpuPer100k: (cpu / (result.deliveriesPerSecond * (plan.measureMs / 1000))) * 100_000};
}

const readyPort = async (server: Running) => Number((await server.until(/ready at (?:http:\/\/[^\s:]+:)?(\d+)/))[1]);

async function withServer<T>(
  dialect: LoadPlan['dialect'],
  people: number,
  rooms: number,
  work: (server: Running, base: Pick<LoadPlan, 'dialect' | 'port' | 'clients'>) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'chat-tui-bench-'));
  const clients =
    dialect === 'chat-tui'
      ? (await seed(folder, people, rooms)).clients
      : Array.from({length: people}, (_, index) => ({token: '', roomId: index % rooms}));
  const command =
    dialect === 'chat-tui'
      ? [
          process.execPath,
          BIN,
          'serve',
          '--port',
          '0',
          '--data',
          folder,
          '--messages-per-minute',
          '0',
          '--admissions-per-second',
          '0',
        ]
      : [process.execPath, join(ROOT, 'bench/references/socketio.ts'), '0'];
  const server = start(command, {core: 0});
  try {
    return await work(server, {dialect, port: await readyPort(server), clients});
  } finally {
    await server.stop();
    rmSync(folder, {recursive: true, force: true});
  }
}

interface Case {
  what: string;
  people: number;
  rooms: number;
  senders: number;
  mode: LoadPlan['mode'];
  figure: (measured: Measured) => number;
  unit: string;
  wanted?: number;
  atMost?: boolean;
}

const CASES: readonly Case[] = [
  ...[
    {people: 10, window: 50, wanted: undefined},
    {people: 100, window: 50, wanted: 300_000},
    {people: 1000, window: 20, wanted: undefined},
  ].map(({people, window, wanted}): Case => ({
    what: `deliveries/s, room of ${people}, ${window} in flight`,
    people,
    rooms: 1,
    senders: 10,
    mode: {kind: 'delivered', window},
    figure: one => one.deliveriesPerSecond,
    unit: '/s',
    ...(wanted === undefined ? {} : {wanted}),
  })),
  {
    what: 'acknowledged durable messages/s, 100 senders, 10 rooms of 10',
    people: 100,
    rooms: 10,
    senders: 100,
    mode: {kind: 'acked', window: 10},
    figure: one => one.ackedPerSecond,
    unit: '/s',
    wanted: 10_000,
  },
  {
    what: 'delivery p99, room of 100, 5,000 deliveries/s',
    people: 100,
    rooms: 1,
    senders: 10,
    mode: {kind: 'rate', perSecond: 50},
    figure: one => one.p99Ms,
    unit: 'ms',
    atMost: true,
  },
];

/** Ours and the reference in turn, `runs` times each. */
async function measure(one: Case, dialect: LoadPlan['dialect'], runs: number): Promise<Measured[]> {
  return withServer(dialect, one.people, one.rooms, async (server, base) => {
    const plan = {...base, senders: one.senders, lengthChars: 100, warmUpMs: 1_000, measureMs: 2_000, mode: one.mode};
    const all: Measured[] = [];
    for (let run = 0; run < runs; run++) all.push(await load(server, plan));
    return all;
  });
}

export async function benchFanout(runs: number): Promise<Row[]> {
  const rows: Row[] = [];
  for (const one of CASES) {
    const ours = await measure(one, 'chat-tui', runs);
    const reference = await measure(one, 'socket.io', runs);
    const value = median(ours.map(one.figure));
    const lost = ours.reduce((sum, each) => sum + each.lost, 0);
    rows.push({
      what: one.what,
      ours: `${spread(ours.map(one.figure), one.unit)}${lost > 0 ? ` (${lost} LOST)` : ''}; ${spread([median(ours.map(each => each.cpuPer100k))], 's CPU per 100k')}`,
      reference: `raw socket.io, stores nothing: ${spread(reference.map(one.figure), one.unit)}; ${spread([median(reference.map(each => each.cpuPer100k))], 's')}`,
      wanted:
        one.wanted === undefined ? '' : `${one.atMost ? '≤' : '≥'} ${one.wanted.toLocaleString('en')} ${one.unit}`,
      ...(one.wanted === undefined
        ? {}
        : {held: (one.atMost ? value <= one.wanted : value >= one.wanted) && lost === 0}),
    });
    process.stderr.write(`${one.what}: ${rows.at(-1)!.ours} | ${rows.at(-1)!.reference}\n`);
  }
  return rows;
}
