/**
 * `npm run crowd [-- --count N]`: thousands of real clients at one server with default settings, first unencrypted, then
 * encrypted. Reports whether all get in and stay, whether every message arrives, and the cost of an idle client; exits with 1
 * when a client or a message is missing.
 */
import {spawnSync} from 'node:child_process';
import {readdirSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {parseArgs} from 'node:util';
import {openFilesMax} from '../../src/shared/machine/openFiles.ts';
import {withFolder} from '../measuring/folder.ts';
import {BIN, residentBytes, ROOT, start, type Running} from '../measuring/processes.ts';
import {machine} from '../table/report.ts';
import {seed} from '../measuring/seed.ts';
import {freePort} from '../server.ts';
import type {Told, Wanted} from './clients.ts';

const {values} = parseArgs({options: {count: {type: 'string', default: '5000'}}});
const COUNT = Number(values.count);
const PER_ROOM = 100;
/** The clients share the processor with the server, unlike those of many machines. */
const PROCESSES = 4;
/** What is collected and given back after a crowd has come. */
const SETTLE_MS = 8_000;
const MARK = 'crowd';
/** As shells have it; the server raises it to what the system allows. */
const SOFT_LIMIT = 1_024;

interface Figures {
  inMs: number;
  told: number;
  again: Record<string, number>;
  refused: string[];
  openFiles: number;
  filesMax: number | undefined;
  idleKib: number;
  acknowledged: number;
  deliveries: number;
  disconnected: number;
}

const rooms = Math.max(1, Math.floor(COUNT / PER_ROOM));
const addressOf = (index: number) =>
  `127.${1 + Math.floor(index / 62_500)}.${Math.floor(index / 250) % 250}.${1 + (index % 250)}`;

/** The lines that a process of clients has told so far. */
const linesOf = (one: Running): Told[] =>
  one
    .output()
    .split('\n')
    .slice(0, -1)
    .map(line => JSON.parse(line) as Told);

async function all<What extends Told['what']>(
  crowd: readonly Running[],
  what: What,
): Promise<Extract<Told, {what: What}>[]> {
  await Promise.all(crowd.map(one => one.until(new RegExp(`"what":"${what}".*\\n`))));
  return crowd.map(one => linesOf(one).find(line => line.what === what) as Extract<Told, {what: What}>);
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);

async function measure(isEncrypted: boolean): Promise<Figures> {
  return withFolder(async folder => {
    const seeded = await seed(join(folder, 'data'), {count: COUNT, rooms, areInside: true});
    const port = await freePort();
    const tls = isEncrypted ? ['--tls', 'on'] : [];
    const own = [process.execPath, BIN, 'serve', '--port', String(port), '--data', join(folder, 'data'), ...tls];
    const limited = ['sh', '-c', `ulimit -Sn ${SOFT_LIMIT}; exec "$@"`, 'sh', ...own];
    const server = start(limited, {env: {CHAT_TUI_HOME: folder}});
    const crowd: Running[] = [];
    try {
      await server.until(/server ready at/);
      await sleep(1_000);
      const before = residentBytes(server.pid);
      const clients = seeded.map(({columns: [token = '', roomId]}, index) => ({
        token,
        address: addressOf(index),
        roomId: Number(roomId),
        sends: index < rooms,
      }));
      const startedMs = performance.now();
      for (let process_ = 0; process_ < PROCESSES; process_++) {
        const wanted: Wanted = {
          url: `${isEncrypted ? 'https' : 'http'}://127.0.0.1:${port}`,
          clients: clients.filter((_, index) => index % PROCESSES === process_),
          mark: MARK,
        };
        crowd.push(
          start([process.execPath, join(ROOT, 'bench/crowd/clients.ts')], {
            input: JSON.stringify(wanted),
          }),
        );
      }
      const came = await all(crowd, 'in');
      const inMs = performance.now() - startedMs;
      await sleep(SETTLE_MS);
      const idleKib = (residentBytes(server.pid) - before) / 1024 / COUNT;
      const openFiles = readdirSync(`/proc/${server.pid}/fd`).length;
      const filesMax = openFilesMax(server.pid);
      crowd.forEach(({pid}) => process.kill(pid, 'SIGUSR2'));
      const sent = await all(crowd, 'sent');
      // Acknowledged is before told to everybody; what is under way arrives.
      await sleep(SETTLE_MS);
      crowd.forEach(({pid}) => process.kill(pid, 'SIGTERM'));
      const over = await all(crowd, 'over');
      return {
        inMs,
        told: sum(came.map(({told}) => told)),
        again: came.reduce<Record<string, number>>(
          (all_, {again}) =>
            Object.entries(again).reduce((one, [why, count]) => ({...one, [why]: (one[why] ?? 0) + count}), all_),
          {},
        ),
        refused: came.flatMap(({refused}) => refused),
        openFiles,
        filesMax,
        idleKib,
        acknowledged: sum(sent.map(({acknowledged}) => acknowledged)),
        deliveries: sum(over.map(({deliveries}) => deliveries)),
        disconnected: sum(over.map(({disconnected}) => disconnected)),
      };
    } finally {
      await Promise.all(crowd.map(one => one.stop()));
      await server.stop();
    }
  });
}

const print = (line: string) => void process.stdout.write(`${line}\n`);
const hard = Number(spawnSync('sh', ['-c', 'ulimit -Hn'], {encoding: 'utf8'}).stdout);
if (hard < COUNT + 600) {
  print(`${COUNT} clients need a limit of open files of ${COUNT + 600}; it is ${hard} here (ulimit -Hn).`);
  process.exit(2);
}

const expected = sum(Array.from({length: rooms}, (_, room) => Math.ceil((COUNT - room) / rooms)));
print(`${machine()}; ${COUNT} clients, ${rooms} rooms, one message in each; soft limit of open files ${SOFT_LIMIT}`);
const perClient: number[] = [];
for (const isEncrypted of [false, true]) {
  const one = await measure(isEncrypted);
  perClient.push(one.idleKib);
  const kind = isEncrypted ? 'TLS' : 'unencrypted';
  print(`${kind}: all in after ${(one.inMs / 1_000).toFixed(1)} s, ${one.told} times told to wait for their turn`);
  for (const [why, count] of Object.entries(one.again)) print(`${kind}: ${count} connections tried again: ${why}`);
  print(`${kind}: ${one.refused.length} refused, ${one.disconnected} lost their connection`);
  print(`${kind}: ${one.acknowledged} of ${rooms} messages acknowledged, ${one.deliveries} of ${expected} delivered`);
  print(
    `${kind}: ${one.openFiles} files open of ${one.filesMax ?? 'no limit'}; ${one.idleKib.toFixed(1)} KiB for each idle client`,
  );
  for (const why of new Set(one.refused)) print(`${kind}: refused: ${why}`);
  const isWhole = one.acknowledged === rooms && one.deliveries === expected;
  if (one.refused.length > 0 || one.disconnected > 0 || !isWhole) process.exitCode = 1;
}
print(`TLS: ${(perClient[1]! - perClient[0]!).toFixed(1)} KiB more for each idle client`);
