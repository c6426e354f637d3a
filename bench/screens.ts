/** What the full screen costs at 200×50: start, a key press when idle and in a flood, processor and memory; beside a bare Ink client. */
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {build} from 'esbuild';
import type {LoadPlan} from './load/main.ts';
import {BIN, cpuSeconds, residentBytes, ROOT, start, type Running} from './processes.ts';
import {watch, type Watched} from './pty.ts';
import {median, quantile, spread, type Row} from './report.ts';
import {seed} from './seed.ts';

const FLOOD_PER_SECOND = 1_000;
const KEYS = 80;

interface Measured {
  firstPaintMs: number[];
  bytesPerKey: number[];
  idleMs: number[];
  floodMs: number[];
  floodCpuShare: number[];
  residentMb: number[];
  fullClears: number;
}

interface Subject {
  command: readonly string[];
  env: Record<string, string>;
  painted: RegExp;
  inRoom: RegExp;
  /** Keys to get into the room. */
  keys: string;
  plan: Pick<LoadPlan, 'dialect' | 'port' | 'clients'>;
}

const sleep = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));

function flood(subject: Subject, seconds: number): Running {
  const plan: LoadPlan = {
    ...subject.plan,
    senders: subject.plan.clients.length,
    lengthChars: 100,
    warmUpMs: 0,
    measureMs: seconds * 1000,
    mode: {kind: 'rate', perSecond: FLOOD_PER_SECOND},
  };
  return start([process.execPath, join(ROOT, 'bench/load/main.ts'), JSON.stringify(plan)], {core: 1});
}

async function session(subject: Subject, measured: Measured): Promise<void> {
  const client: Watched = watch(subject.command, subject.env, 0);
  try {
    await client.until(subject.painted);
    await client.until(subject.inRoom);
    client.press(subject.keys);
    await sleep(1_500);
    const clears = client.fullClears();
    measured.residentMb.push(residentBytes(client.pid) / 2 ** 20);
    const before = client.bytesWritten();
    const idle = await client.keyLatencies(KEYS);
    measured.idleMs.push(...idle);
    measured.bytesPerKey.push((client.bytesWritten() - before) / KEYS);

    const flooding = flood(subject, 3 + KEYS * 0.08);
    await flooding.until(/measuring/);
    const cpu = cpuSeconds(client.pid);
    await sleep(2_000);
    measured.floodCpuShare.push((cpuSeconds(client.pid) - cpu) / 2);
    measured.floodMs.push(...(await client.keyLatencies(KEYS)));
    await flooding.ended;
    measured.fullClears += client.fullClears() - clears;
  } finally {
    client.close();
  }
}

async function measure(subject: Subject, runs: number): Promise<Measured> {
  const measured: Measured = {
    firstPaintMs: [],
    bytesPerKey: [],
    idleMs: [],
    floodMs: [],
    floodCpuShare: [],
    residentMb: [],
    fullClears: 0,
  };
  for (let run = 0; run < runs * 3; run++) {
    const client = watch(subject.command, subject.env, 0);
    measured.firstPaintMs.push(await client.until(subject.painted));
    client.close();
    await sleep(200);
  }
  for (let run = 0; run < runs; run++) await session(subject, measured);
  return measured;
}

async function ours(folder: string, runs: number): Promise<Measured> {
  const {clients} = await seed(join(folder, 'data'), 11, 1);
  const server = start(
    [process.execPath, BIN, 'serve', '--port', '0', '--data', join(folder, 'data'), '--messages-per-minute', '0'],
    {core: 1},
  );
  const port = Number((await server.until(/ready at http:\/\/[^\s:]+:(\d+)/))[1]);
  try {
    return await measure(
      {
        command: [process.execPath, BIN],
        env: {
          CHAT_TUI_HOME: join(folder, 'home'),
          CHAT_TUI_SERVER: `http://127.0.0.1:${port}`,
          CHAT_TUI_TOKEN: clients[0]!.token,
        },
        painted: /lobby/,
        inRoom: /bench0/,
        keys: '\x1b2',
        plan: {dialect: 'chat-tui', port, clients: clients.slice(1)},
      },
      runs,
    );
  } finally {
    await server.stop();
  }
}

async function bareInk(folder: string, runs: number): Promise<Measured> {
  await build({
    entryPoints: [join(ROOT, 'bench/references/bareInk.tsx')],
    outdir: folder,
    outExtension: {'.js': '.mjs'},
    // Keeps Ink's developer tools in a file of their own, which is never loaded.
    splitting: true,
    bundle: true,
    format: 'esm',
    platform: 'node',
    minify: true,
    jsx: 'automatic',
    define: {'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"'},
    external: ['react-devtools-core'],
    banner: {
      js: "import {createRequire as __createRequire} from 'node:module';const require=__createRequire(import.meta.url);",
    },
  });
  const server = start([process.execPath, join(ROOT, 'bench/references/socketio.ts'), '0'], {core: 1});
  const port = Number((await server.until(/ready at (\d+)/))[1]);
  try {
    return await measure(
      {
        command: [process.execPath, join(folder, 'bareInk.mjs'), String(port)],
        env: {},
        painted: /bare ink/,
        inRoom: /joined #bench/,
        keys: '',
        plan: {dialect: 'socket.io', port, clients: Array.from({length: 10}, () => ({token: '', roomId: 0}))},
      },
      runs,
    );
  } finally {
    await server.stop();
  }
}

const pair = (values: readonly number[]) =>
  `${quantile(values, 0.5).toFixed(1)} / ${quantile(values, 0.99).toFixed(1)} ms`;

export async function benchScreens(runs: number): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'chat-tui-bench-'));
  try {
    const own = await ours(folder, runs);
    const bare = await bareInk(folder, runs);
    const floodP99 = quantile(own.floodMs, 0.99);
    const clears = own.fullClears;
    return [
      row('start to first paint, bundled', own.firstPaintMs, bare.firstPaintMs, 'ms', 300),
      row('bytes written per key press, 200×50', own.bytesPerKey, bare.bytesPerKey, 'B', 1_500),
      {
        what: 'key to paint p50 / p99, idle',
        ours: pair(own.idleMs),
        reference: `bare Ink: ${pair(bare.idleMs)}`,
        wanted: '',
      },
      {
        what: `key to paint p50 / p99, ${FLOOD_PER_SECOND} messages/s`,
        ours: pair(own.floodMs),
        reference: `bare Ink: ${pair(bare.floodMs)}`,
        wanted: 'p99 ≤ 33 ms',
        held: floodP99 <= 33,
      },
      {
        what: 'full clears after start',
        ours: String(clears),
        reference: `bare Ink: ${bare.fullClears}`,
        wanted: '0',
        held: clears === 0,
      },
      row(
        `client CPU, ${FLOOD_PER_SECOND} messages/s`,
        own.floodCpuShare.map(share => share * 100),
        bare.floodCpuShare.map(share => share * 100),
        '% of a core',
      ),
      row('client memory in a room', own.residentMb, bare.residentMb, 'MB'),
    ];
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
}

function row(what: string, own: readonly number[], bare: readonly number[], unit: string, atMost?: number): Row {
  return {
    what,
    ours: spread(own, unit),
    reference: `bare Ink: ${spread(bare, unit)}`,
    wanted: atMost === undefined ? '' : `≤ ${atMost.toLocaleString('en')} ${unit}`,
    ...(atMost === undefined ? {} : {held: median(own) <= atMost}),
  };
}
