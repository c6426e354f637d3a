/** Measures rows with attackers: quiet and attacked phases in alternation, with the same people and the same work in both. */
import {existsSync, readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import type {AttackReport} from './people/attack.ts';
import {together, type Attackers} from './people/attackers.ts';
import {startBystander} from './people/bystander.ts';
import {restingBytes, watchMemory} from './machine/memory.ts';
import {startProber} from './people/prober.ts';
import type {Job} from './row.ts';
import type {ServerOptions} from './server.ts';
import type {Stand} from './stand.ts';
import {pause, quantile} from './waiting.ts';

export interface RoundsOptions {
  rounds: number;
  quietMs: number;
  attackMs: number;
  /** Whose messages are measured; has no client here. */
  person: {name: string; token: string};
  roomId: number;
  attackers: Attackers;
  /** Beside the attack. */
  meanwhile?: (isOver: () => boolean) => Promise<void>;
}

export interface Rounds {
  /**
   * Ratio of p99 in the attack to p99 in the quiet phase before it, per round. The additional latency between two bystander
   * processes in the attack is added to the quiet p99: it is due to the machine, which the attackers share.
   */
  ratios: number[];
  quietMs: number;
  attackMs: number;
  /** The most that those two waited longer. */
  machineMs: number;
  /** Most bytes in the attacks above what the server had before the first. */
  peakBytes: number;
  /**
   * What stays when the attackers rest, above what was there after the first round (in a run of one round: before it). The
   * allocator keeps what thousands of connections once needed, so only what grows from round to round is kept by the server.
   */
  keptBytes: number;
  /** Longest turn of the server's event loop in the attacks, without time spent waiting for a processor. */
  turnMs: number;
  report: AttackReport;
}

const SHARE = 0.99;
const PROBE_EVERY_MS = 20;
/** What the server sweeps up by itself. */
const SETTLE_MS = 3_000;

/** Of the stand: the server writes down its longest turn. */
export const watchedServer = (job: Job): Omit<ServerOptions, 'dataDir' | 'port'> => ({
  nodeArgs: ['--import', resolve('faults/machine/stallWatch.ts')],
  env: {CHAT_TUI_STALLS: stallFile(job)},
});

const stallFile = (job: Job) => join(job.folder, 'server.stalls');
const readStall = (file: string) => (existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0);

export async function runRounds(job: Job, stand: Stand, options: RoundsOptions): Promise<Rounds> {
  const {rounds, attackers, meanwhile, person, roomId} = options;
  const {pid} = stand.server();
  const prober = startProber(job, stand, {person, roomId, everyMs: PROBE_EVERY_MS});
  const bystander = await startBystander(job, PROBE_EVERY_MS);
  await pause(options.quietMs / 3);
  let before = await restingBytes(pid);
  const memory = watchMemory(pid);
  job.onClose(() => memory.stop());
  const found = {quiet: [] as number[], attack: [] as number[], machine: [] as number[], turnMs: 0};
  const reports: AttackReport[] = [];
  for (let round = 0; round < rounds; round++) {
    prober.take();
    bystander.take();
    await pause(options.quietMs);
    found.quiet.push(quantile(prober.take(), SHARE));
    const calmMs = quantile(bystander.take(), SHARE);
    stand.server().signal('SIGUSR2');
    attackers.attack();
    const state = {isOver: false};
    const beside = meanwhile?.(() => state.isOver);
    await pause(options.attackMs);
    found.attack.push(quantile(prober.take(), SHARE));
    found.machine.push(Math.max(0, quantile(bystander.take(), SHARE) - calmMs));
    found.turnMs = Math.max(found.turnMs, readStall(stallFile(job)));
    state.isOver = true;
    await beside;
    reports.push(await attackers.rest());
    if (!stand.server().isRunning()) throw new Error(`the server ended: ${stand.server().output().slice(-1_000)}`);
    await pause(SETTLE_MS);
    if (round === 0 && rounds > 1) before = await restingBytes(pid);
    job.note(`${round + 1} rounds`);
  }
  const peakBytes = memory.stop();
  const keptBytes = (await restingBytes(pid)) - before;
  await prober.stop();
  return {
    ratios: found.attack.map((ms, index) => ms / (found.quiet[index]! + found.machine[index]!)),
    machineMs: Math.max(...found.machine),
    quietMs: Math.max(...found.quiet),
    attackMs: Math.max(...found.attack),
    turnMs: found.turnMs,
    peakBytes,
    keptBytes,
    report: {figures: together(reports), attempts: reports.flatMap(({attempts}) => attempts)},
  };
}

const mib = (bytes: number) => Math.round(bytes / 1024 ** 2);

/** `p99 × 1.3 (at most 9 and 12 ms, of these 2 the machine); grew 20 MiB, kept 3 MiB` */
export const figureOf = ({ratios, quietMs, attackMs, machineMs, turnMs, peakBytes, keptBytes}: Rounds): string =>
  `p99 × ${quantile(ratios, 0.5).toFixed(2)} (at most ${Math.round(quietMs)} and ${Math.round(attackMs)} ms, of these ` +
  `${Math.round(machineMs)} the machine); ` +
  `longest turn ${Math.round(turnMs)} ms; grew ≤ ${mib(peakBytes)} MiB, kept ${mib(keptBytes)} MiB`;

export function judgeRounds(
  job: Job,
  {ratios, turnMs, peakBytes, keptBytes}: Rounds,
  limits: {ratioMax: number; turnMsMax: number; peakBytesMax: number; keptBytesMax: number},
): string[] {
  const found: string[] = [];
  const ratio = quantile(ratios, 0.5);
  if (!(ratio <= limits.ratioMax)) found.push(...job.late(`p99 of the others is × ${ratio.toFixed(2)}`));
  if (turnMs > limits.turnMsMax) found.push(...job.late(`a turn of the server took ${Math.round(turnMs)} ms`));
  if (peakBytes > limits.peakBytesMax) found.push(`the server grew ${mib(peakBytes)} MiB`);
  if (keptBytes > limits.keptBytesMax) found.push(`the server kept ${mib(keptBytes)} MiB`);
  return found;
}
