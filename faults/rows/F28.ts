/** F28: a crowd of members uses up shared resources and the server's time. */
import {DatabaseSync} from 'node:sqlite';
import {join} from 'node:path';
import type {AttackTask} from '../people/attack.ts';
import {startAttackers} from '../people/attackers.ts';
import {figureOf, judgeRounds, runRounds, watchedServer} from '../crowdRow.ts';
import {newId} from '../../src/cli/shell.ts';
import {openRaw, openAnonymous, type RawClient} from '../people/raw.ts';
import type {Job, Row} from '../row.ts';
import {FULL_SHAPE, SHORT_SHAPE} from '../seed.ts';
import {openStand, type Stand} from '../stand.ts';
import {pause, within} from '../waiting.ts';
import {startWorkload} from '../workload.ts';

const RATIO_MAX = 2;
const TURN_MS_MAX = 100;
const MIB = 1024 ** 2;
const KEPT_BYTES_MAX = 50 * MIB;
/** Two passwords are hashed at a time, with 64 MiB each. */
const HASHES_BYTES = 2 * 64 * MIB;
const PASSWORD = 'a password of the stand';
const LOGIN_MS_MAX = 5_000;
const ATTACKERS = {full: 520, short: 22};
/** Whose connections are cut while the password is hashed. */
const GHOST = 12;
/** Of a room that its last member left without a word in it the server keeps nothing but its number. */
const EMPTIED = /^c: room \d+ counts 2 and holds 0$/;

/** One process each. */
const PARTIES = [
  ['floods', 'emptyGets'],
  ['mentionBombs', 'roomGrabbing', 'diskGrabbing', 'conversations'],
  ['guessing', 'auditRolling', 'ghosts'],
];

export const F28: Row = {
  name: 'F28',
  fault: 'hostile members',
  injection:
    'at once: ten connections of one account with 1,000 × entryList in a write, mention bombs, rooms made ' +
    'and left, 4 GiB files begun without a byte, 256 GETs of a file nobody sends, 10 guesses a second at the ' +
    'owner, 50 logins a second, connections cut while their password is hashed, 500 conversations opened ' +
    'with one person, while 10 people write 50 messages/s',
  wanted:
    'p99 of the others ≤ 2 × quiet besides what an echo beside it waits longer (median of the rounds); no turn ' +
    '> 100 ms; server grows ≤ 50 MiB from the ' +
    'first round to the last, at most ≤ 50 MiB besides the two passwords it hashes at a time; the owner logs ' +
    'in by password each time ≤ 5 s; the victim makes and joins rooms, files pass; no ghost is online; 0 bad',
  needs: ['linux'],
  runs: {full: 5, short: 1},
  async run(job) {
    const shape = job.isShort ? SHORT_SHAPE : FULL_SHAPE;
    const attackers = job.isShort ? ATTACKERS.short : ATTACKERS.full;
    // Besides those with clients: who is measured, and the victim.
    const people = shape.people + 2 + attackers;
    const stand = await openStand(job, {
      shape: {...shape, people, password: PASSWORD},
      clients: shape.people,
      // What one person may send is the product's own.
      server: {...watchedServer(job), env: {...watchedServer(job).env, CHAT_TUI_MESSAGES_PER_MINUTE: '600'}},
    });
    const work = startWorkload(job, stand, {perSecond: job.isShort ? 20 : 50});
    const [owner] = stand.seeded.people;
    const [measured, victim, ...hostile] = stand.seeded.people.slice(shape.people);
    const task: Omit<AttackTask, 'attacks'> = {
      url: stand.server().url,
      people: hostile,
      password: PASSWORD,
      roomId: stand.seeded.roomIds[0]!,
      owner: owner!.name,
      victim: victim!.name,
      share: job.isShort ? 0.3 : 1,
    };
    const crowd = await startAttackers(
      job,
      'members.ts',
      PARTIES.map(attacks => ({...task, attacks})),
    );
    const violations: string[] = [];
    const seen: Seen = {loginMs: [], rooms: 0};
    const rounds = await runRounds(job, stand, {
      rounds: job.runs,
      quietMs: job.isShort ? 300 : 10_000,
      attackMs: job.isShort ? 1_500 : 20_000,
      person: measured!,
      roomId: stand.seeded.roomIds[1]!,
      attackers: crowd,
      async meanwhile(isOver) {
        await Promise.all([
          ownerLogsIn(job, stand, {name: owner!.name, isOver, violations, seen}),
          victimLives(stand, {token: victim!.token, isOver, violations, seen}),
        ]);
      },
    });
    await work.stop();
    const {figures, attempts} = rounds.report;
    stand.ledger.attempts.push(...attempts);
    const judged = await stand.judge({inStepMs: 15_000});
    violations.push(
      ...judged.violations.filter(what => !EMPTIED.test(what)),
      ...judgeRounds(job, rounds, {
        ratioMax: RATIO_MAX,
        turnMsMax: TURN_MS_MAX,
        peakBytesMax: KEPT_BYTES_MAX + HASHES_BYTES,
        keptBytesMax: KEPT_BYTES_MAX,
      }),
      ...(await ghostsLeft(stand, hostile[GHOST]!, victim!.token)),
      ...meant(figures),
    );
    if ((figures['guessed'] ?? 0) > 0) violations.push('a password was guessed');
    const of = (what: string) => (figures[what] ?? 0).toLocaleString('en-US');
    const slowest = Math.round(Math.max(0, ...seen.loginMs));
    const figure =
      `${violations.length} bad; ${figureOf(rounds)}; ${seen.loginMs.length} logins of the owner ≤ ${slowest} ` +
      `ms, ${seen.rooms} rooms of the victim; ${of('pages asked for')} pages, ${of('bombs')} bombs, ` +
      `${of('rooms made')} rooms, ${of('uploads begun')} empty uploads, ${of('gets')} GETs, ` +
      `${of('wrong guesses')} guesses, ${of('logins')} logins, ${of('ghosts')} ghosts, ${of('conversations')} ` +
      `conversations; ${auditRows(stand)} records of logins`;
    return {figure, violations};
  },
};

interface Seen {
  loginMs: number[];
  rooms: number;
}

interface Watch {
  isOver: () => boolean;
  violations: string[];
  seen: Seen;
}

/** By password, from the network where the owner's own client is, on a new connection each time. */
async function ownerLogsIn(job: Job, stand: Stand, {name, isOver, violations, seen}: Watch & {name: string}) {
  do {
    const startedMs = performance.now();
    const login = async () => {
      const raw = await openAnonymous(stand.server().url);
      const answer = await raw.ask('sessionLogin', {name, password: PASSWORD, deviceName: 'owner'});
      if (answer.ok) await raw.ask('sessionEnd', {});
      raw.close();
      if (!answer.ok) violations.push(`the owner could not log in: ${answer.error.code} ${answer.error.detail ?? ''}`);
    };
    await within(login(), job.patienceMs(LOGIN_MS_MAX), 'the login of the owner').catch((error: Error) =>
      violations.push(error.message),
    );
    seen.loginMs.push(performance.now() - startedMs);
    await pauseOrOver(2_000, isOver);
  } while (!isOver());
}

async function victimLives(stand: Stand, {token, isOver, violations, seen}: Watch & {token: string}) {
  const raw: RawClient = await openRaw(stand.server().url, token);
  const name = `v${newId().toLowerCase().slice(-20)}`;
  do {
    const made = await raw.ask('roomCreate', {name: `${name}-${seen.rooms}`, isPrivate: false});
    if (!made.ok) violations.push(`the victim could not make a room: ${made.error.code}`);
    else {
      await raw.ask('roomLeave', {roomId: stand.seeded.roomIds[2]!});
      const joined = await raw.ask('roomJoin', {name: 'room1'});
      if (!joined.ok) violations.push(`the victim could not join a room: ${joined.error.code}`);
      seen.rooms++;
    }
    await pauseOrOver(2_000, isOver);
  } while (!isOver());
  raw.close();
}

async function pauseOrOver(ms: number, isOver: () => boolean): Promise<void> {
  for (const endMs = performance.now() + ms; performance.now() < endMs && !isOver();) await pause(50);
}

/** Nobody is online on a connection that is gone, and none of its places is taken. */
async function ghostsLeft(
  stand: Stand,
  {name, token}: {name: string; token: string},
  other: string,
): Promise<string[]> {
  const raw = await openRaw(stand.server().url, other);
  const shown = await raw.ask('userShow', {name});
  raw.close();
  const found =
    shown.ok && shown.data.user.state !== 'offline'
      ? [`${name} is shown as ${shown.data.user.state} without a connection`]
      : [];
  const own = await openRaw(stand.server().url, token).catch((error: unknown) => String(error));
  if (typeof own === 'string') found.push(`${name} has no place any more: ${own}`);
  else own.close();
  return found;
}

function meant(figures: Record<string, number>): string[] {
  const all = [
    'pages asked for',
    'bombs',
    'rooms made',
    'uploads begun',
    'gets',
    'wrong guesses',
    'logins',
    'ghosts',
    'conversations',
  ];
  return all.filter(what => (figures[what] ?? 0) === 0).map(what => `${what}: not the fault that was meant`);
}

function auditRows(stand: Stand): number {
  const database = new DatabaseSync(join(stand.dataDir, 'chat.db'), {readOnly: true});
  try {
    return Number(Object.values(database.prepare('SELECT count(*) FROM logins').get() ?? {})[0]);
  } finally {
    database.close();
  }
}
