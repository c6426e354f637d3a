/** What the full screen costs at 200×50: start, a key press when idle and in a flood, processor and memory; beside a bare Ink client. */
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {build} from 'esbuild';
import {flood, memoryAfter, sleep, type Subject} from './flood.ts';
import {BIN, cpuSeconds, residentBytes, ROOT, start} from './processes.ts';
import {watch, type Watched} from './pty.ts';
import {median, quantile, spread, type Row} from './report.ts';
import {seed} from './seed.ts';

const FLOOD_PER_SECOND = 1_000;
const KEYS = 80;
/** Messages after which memory is looked at; the last one only in a long run. */
const MANY = [100_000, 1_000_000];

export interface ScreensRun {
  runs: number;
  isLong: boolean;
}

interface Measured {
  firstPaintMs: number[];
  bytesPerKey: number[];
  idleMs: number[];
  floodMs: number[];
  floodCpuShare: number[];
  residentMb: number[];
  /** One value for each of `MANY`. */
  residentAfterMb: number[];
  fullClears: number;
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

    const flooding = flood(subject, FLOOD_PER_SECOND, 3 + KEYS * 0.08);
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

async function measure(subject: Subject, {runs, isLong}: ScreensRun): Promise<Measured> {
  const measured: Measured = {
    firstPaintMs: [],
    bytesPerKey: [],
    idleMs: [],
    floodMs: [],
    floodCpuShare: [],
    residentMb: [],
    residentAfterMb: [],
    fullClears: 0,
  };
  for (let run = 0; run < runs * 3; run++) {
    const client = watch(subject.command, subject.env, 0);
    measured.firstPaintMs.push(await client.until(subject.painted));
    client.close();
    await sleep(200);
  }
  for (let run = 0; run < runs; run++) await session(subject, measured);
  for (const messages of isLong ? MANY : MANY.slice(0, 1)) {
    measured.residentAfterMb.push(await memoryAfter(subject, messages));
  }
  return measured;
}

async function ours(folder: string, run: ScreensRun): Promise<Measured> {
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
        painted: /Rooms/,
        inRoom: /bench0/,
        keys: '\x1b2',
        plan: {dialect: 'chat-tui', port, clients: clients.slice(1)},
      },
      run,
    );
  } finally {
    await server.stop();
  }
}

async function bareInk(folder: string, run: ScreensRun): Promise<Measured> {
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
      run,
    );
  } finally {
    await server.stop();
  }
}

const pair = (values: readonly number[]) =>
  `${quantile(values, 0.5).toFixed(1)} / ${quantile(values, 0.99).toFixed(1)} ms`;

export async function benchScreens(run: ScreensRun): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'chat-tui-bench-'));
  try {
    const own = await ours(folder, run);
    const bare = await bareInk(folder, run);
    const floodP99 = quantile(own.floodMs, 0.99);
    const clears = own.fullClears;
    return [
      row('start to first paint, bundled', {own: own.firstPaintMs, bare: bare.firstPaintMs}, 'ms', 300),
      row('bytes written per key press, 200×50', {own: own.bytesPerKey, bare: bare.bytesPerKey}, 'B', 1_500),
      {
        what: 'key to paint p50 / p99, idle',
        ours: pair(own.idleMs),
        reference: `bare Ink: ${pair(bare.idleMs)}`,
        wanted: 'p50 ≤ 1.3 × bare Ink',
        held: quantile(own.idleMs, 0.5) <= 1.3 * quantile(bare.idleMs, 0.5),
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
        {own: own.floodCpuShare.map(share => share * 100), bare: bare.floodCpuShare.map(share => share * 100)},
        '% of a core',
        25,
      ),
      row('client memory in a room', {own: own.residentMb, bare: bare.residentMb}, 'MiB', 90),
      ...own.residentAfterMb.map((value, index) =>
        row(
          `client memory after ${MANY[index]?.toLocaleString('en')} messages`,
          {own: [value], bare: bare.residentAfterMb.slice(index, index + 1)},
          'MiB',
          130,
        ),
      ),
    ];
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
}

interface Pair {
  own: readonly number[];
  bare: readonly number[];
}

function row(what: string, {own, bare}: Pair, unit: string, atMost: number): Row {
  return {
    what,
    ours: spread(own, unit),
    reference: `bare Ink: ${spread(bare, unit)}`,
    wanted: `≤ ${atMost.toLocaleString('en')} ${unit}`,
    held: median(own) <= atMost,
  };
}
