/**
 * `node bench/patches.ts [PATCH…] [--rounds N] [--starts]`: measures each patch of a library. Builds the program without it and
 * compares both builds in alternation: processor time (ms) of the start, of a key, of a flood and of a server's start, and bytes
 * written per key and per message. Prints each row when it is complete. `nothing` compares the same build with itself and shows
 * the noise; `a+b` leaves out both.
 */
import {spawnSync} from 'node:child_process';
import {cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {parseArgs} from 'node:util';
import {PATCHES} from '../scripts/patches.ts';
import {chatTui} from './clients/chatTui.ts';
import {withClient, type Stand} from './measuring/flood.ts';
import {withFolder} from './measuring/folder.ts';
import {ROOT, start} from './measuring/processes.ts';
import {watch, type Watched} from './measuring/pty.ts';
import {median} from './table/report.ts';

const FLOOD_PER_SECOND = 500;
const KEYS = 60;
/** So few in a second that each is drawn in a frame of its own. */
const SINGLE_PER_SECOND = 5;
const SINGLE_SECONDS = 4;

type Figures = Record<'start' | 'serve' | 'keys' | 'bytesPerKey' | 'flood' | 'bytesPerMessage', number>;

const {values, positionals} = parseArgs({
  allowPositionals: true,
  options: {rounds: {type: 'string', default: '5'}, starts: {type: 'boolean', default: false}},
});
const rounds = Number(values.rounds);
const FIGURES = values.starts
  ? (['start', 'serve'] as const)
  : (['start', 'serve', 'keys', 'bytesPerKey', 'flood', 'bytesPerMessage'] as const);
/** Without an embedded file there is nothing that could be compared. */
const measured = PATCHES.filter(({kind}) => kind !== 'embedding').map(({name}) => name);
const known = ['nothing', ...measured];
const names = positionals.length === 0 ? known : positionals;

/** The program in a folder of its own, without these patches. */
function build(folder: string, without: readonly string[]): string {
  mkdirSync(join(folder, 'bin'), {recursive: true});
  for (const file of ['package.json', 'bin/chat-tui.js']) cpSync(join(ROOT, file), join(folder, file));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const env = {...process.env, CHAT_TUI_OUT: join(folder, 'dist'), CHAT_TUI_WITHOUT: without.join(' ')};
  const {status, stderr} = spawnSync(process.execPath, ['scripts/build.ts'], {cwd: ROOT, env});
  if (status !== 0) throw new Error(`without ${without.join(' ')}: ${stderr.toString()}`);
  return join(folder, 'bin/chat-tui.js');
}

/** Milliseconds of processor time of all threads so far. */
function cpuMs(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`);
  const nanoseconds = (thread: string) =>
    Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]);
  return threads.reduce((sum, thread) => sum + nanoseconds(thread), 0) / 1e6;
}

async function measure(program: string, stand: Stand, home: string): Promise<Partial<Figures>> {
  const client = watch([process.execPath, program], stand.env, 0);
  try {
    await client.until(chatTui.inRoom);
    const starts = {start: cpuMs(client.pid), serve: await serverStart(program, home)};
    return values.starts ? starts : {...starts, ...(await measureKeys(client, stand))};
  } finally {
    await client.close();
  }
}

async function measureKeys(client: Watched, stand: Stand): Promise<Partial<Figures>> {
  client.press(chatTui.keys);
  await sleep(700);
  const [beforeKeys, bytesBefore] = [cpuMs(client.pid), client.bytesWritten()];
  await client.keyLatencies(KEYS);
  const [keys, bytesPerKey] = [(cpuMs(client.pid) - beforeKeys) / KEYS, (client.bytesWritten() - bytesBefore) / KEYS];
  const flooding = stand.flood(FLOOD_PER_SECOND, 3);
  await flooding.over('settle');
  const beforeFlood = cpuMs(client.pid);
  await flooding.results();
  const flood = cpuMs(client.pid) - beforeFlood;
  const single = stand.flood(SINGLE_PER_SECOND, SINGLE_SECONDS);
  await single.over('settle');
  const bytesBeforeSingle = client.bytesWritten();
  await single.results();
  const bytesPerMessage = (client.bytesWritten() - bytesBeforeSingle) / (SINGLE_PER_SECOND * SINGLE_SECONDS);
  return {keys, bytesPerKey, flood, bytesPerMessage};
}

async function serverStart(program: string, home: string): Promise<number> {
  const env = {CHAT_TUI_HOME: home};
  const server = start([process.execPath, program, 'serve', '--host', '127.0.0.1', '--port', '0'], {core: 0, env});
  await server.until(/server ready/);
  const ms = cpuMs(server.pid);
  await server.stop();
  return ms;
}

await withFolder(async folder => {
  const whole = build(join(folder, 'whole'), []);
  process.stdout.write(`| without | ${FIGURES.join(' | ')} |\n| --- |${' --- |'.repeat(FIGURES.length)}\n`);
  for (const name of names) {
    const less = build(join(folder, name), name.split('+'));
    const pairs: (readonly [Partial<Figures>, Partial<Figures>])[] = [];
    await withClient(chatTui, async stand => {
      // The first start of each fills the cache of compiled code.
      for (let round = -1; round < rounds; round++) {
        const home = join(folder, `${name}${round}`);
        const pair = [await measure(whole, stand, `${home}a`), await measure(less, stand, `${home}b`)] as const;
        if (round >= 0) pairs.push(pair);
      }
    });
    const cells = FIGURES.map(figure => {
      const [having = 0, lacking = 0] = [0, 1].map(side => median(pairs.map(pair => pair[side]?.[figure] ?? 0)));
      return `${having.toFixed(1)} → ${lacking.toFixed(1)} (${((lacking / having) * 100 - 100).toFixed(0)} %)`;
    });
    process.stdout.write(`| ${name} | ${cells.join(' | ')} |\n`);
  }
});
