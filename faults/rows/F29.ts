/** F29: connections without a login attack the server. */
import type {AttackTask} from '../people/attack.ts';
import {startAttackers} from '../people/attackers.ts';
import {figureOf, judgeRounds, runRounds, watchedServer} from '../crowdRow.ts';
import type {Row} from '../row.ts';
import {FULL_SHAPE, SHORT_SHAPE} from '../seed.ts';
import {openStand} from '../stand.ts';
import {startWorkload} from '../workload.ts';

const RATIO_MAX = 2;
const TURN_MS_MAX = 100;
const MIB = 1024 ** 2;
const FLAT_BYTES_MAX = 50 * MIB;
/** Connections without a login of one address. */
const ANONYMOUS_MAX = 100;
/** Requests before login of one address in 10 s. */
const REQUESTS_MAX = 2_000;
/** Headers have 10 s, and are looked at every 5; the attackers, at the lowest priority, see the end late. */
const HALF_SECONDS_MAX = 20;

/** One process each. */
const PARTIES = [
  ['doubleConnects', 'foreignUpgrades', 'wrongTokens'],
  ['halfRequests', 'silentConnections'],
  ['requestsBeforeLogin'],
];

export const F29: Row = {
  name: 'F29',
  fault: 'unauthenticated connections',
  injection:
    'at once, from 1,000 addresses: 200 double CONNECTs and 200 upgrades outside the path with resets a ' +
    'second, 1,000 half requests, 3,000 connections without login, thousand requests before login in one ' +
    'write by four, 50 wrong tokens a second, while 10 people write 50 messages/s',
  wanted:
    'the same process; p99 of members ≤ 2 × quiet besides what an echo beside it waits longer (median of the ' +
    'rounds); no turn > 100 ms; server grows ≤ ' +
    '300 MiB with 4,000 connections at once, and ≤ 50 MiB from the first round to the last; ≤ 100 ' +
    'connections without login and ≤ 2,000 requests in 10 s of one address; 0 bad',
  needs: ['linux'],
  runs: {full: 5, short: 1},
  async run(job) {
    const shape = job.isShort ? SHORT_SHAPE : FULL_SHAPE;
    const stand = await openStand(job, {
      shape: {...shape, people: shape.people + 1},
      clients: shape.people,
      server: watchedServer(job),
    });
    const work = startWorkload(job, stand, {perSecond: job.isShort ? 20 : 50});
    const task: Omit<AttackTask, 'attacks'> = {
      url: stand.server().url,
      people: [],
      password: '',
      roomId: stand.seeded.roomIds[0]!,
      owner: '',
      victim: '',
      share: job.isShort ? 0.1 : 1,
    };
    const attackers = await startAttackers(
      job,
      'unauthenticated.ts',
      PARTIES.map(attacks => ({...task, attacks})),
    );
    const rounds = await runRounds(job, stand, {
      rounds: job.runs,
      quietMs: job.isShort ? 300 : 10_000,
      attackMs: job.isShort ? 1_000 : 20_000,
      person: stand.seeded.people.at(-1)!,
      roomId: stand.seeded.roomIds[1]!,
      attackers,
    });
    const {figures} = rounds.report;
    await work.stop();
    const judged = await stand.judge({inStepMs: 15_000});
    const violations = [
      ...judged.violations,
      ...judgeRounds(job, rounds, {
        ratioMax: RATIO_MAX,
        turnMsMax: TURN_MS_MAX,
        // Of 4,000 connections, at 64 KiB each, and the heap of V8 that grows with them.
        peakBytesMax: FLAT_BYTES_MAX * 6,
        keptBytesMax: FLAT_BYTES_MAX,
      }),
      ...limitsKept(figures, job.isShort),
    ];
    const of = (what: string) => (figures[what] ?? 0).toLocaleString('en-US');
    const figure =
      `${violations.length} bad; ${figureOf(rounds)}; ${of('doubled')} double CONNECTs, ` +
      `${of('upgraded elsewhere')} upgrades, ${of('silent let in')} connections let in and ` +
      `${of('silent refused')} refused, ${of('requests before login')} requests, ${of('wrong tokens')} wrong ` +
      'tokens';
    return {figure, violations};
  },
};

/** What a connection without a login may have at most, by what the attackers themselves saw. */
function limitsKept(figures: Record<string, number>, isShort: boolean): string[] {
  const of = (what: string) => figures[what] ?? 0;
  const found: string[] = [];
  if (of('doubled and admitted twice') > 0) found.push(`${of('doubled and admitted twice')} were admitted twice`);
  if (of('wrong tokens let in') > 0) found.push(`${of('wrong tokens let in')} wrong tokens were let in`);
  if (of('most without login of one address') > ANONYMOUS_MAX)
    found.push(`${of('most without login of one address')} connections of one address without login`);
  if (of('most requests of one address served in 10 s') > REQUESTS_MAX)
    found.push(`${of('most requests of one address served in 10 s')} requests of one address in 10 s`);
  if (of('most seconds a half request was open') > HALF_SECONDS_MAX)
    found.push(`a half request was open for ${of('most seconds a half request was open')} s`);
  for (const what of [
    'doubled',
    'upgraded elsewhere',
    'half requests',
    'silent let in',
    'requests before login',
    'wrong tokens',
  ])
    if (of(what) === 0) found.push(`${what}: not the fault that was meant`);
  if (!isShort && of('silent refused') === 0) found.push('nobody was refused: not the fault that was meant');
  return found;
}
