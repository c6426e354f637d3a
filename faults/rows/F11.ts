/** F11: everybody reconnects at the same time. */
import {startProber} from '../people/prober.ts';
import {openRaw, Refused, type RawClient} from '../people/raw.ts';
import type {Row} from '../row.ts';
import {openStand, type Stand} from '../stand.ts';
import {pause, quantile} from '../waiting.ts';

const BACK_MS_MAX = 60_000;
const MESSAGE_MS_MAX = 2_000;
/** Who uses the product's own client, with its own waits, and comes back among the others. */
const PEOPLE = 10;
const ADMISSIONS = {full: 200, short: 20};

export const F11: Row = {
  name: 'F11',
  fault: 'reconnect storm',
  injection: `2,000 plain clients and ${PEOPLE} people, kill -9, restart; all connect again at once`,
  wanted: `all back ≤ 60 s; ≤ ${ADMISSIONS.full} let in a second; message p99 ≤ 2 s meanwhile; no password looked at; 0 bad`,
  runs: {full: 2_000, short: 40},
  async run(job) {
    const perSecond = job.isShort ? ADMISSIONS.short : ADMISSIONS.full;
    const stand = await openStand(job, {
      shape: {people: job.runs + PEOPLE + 1, rooms: 1, directs: 0},
      clients: PEOPLE,
      backoff: 'default',
      // All of them come from one address here.
      server: {args: ['--admissions-per-second', String(perSecond), '--connections-per-address', '0']},
    });
    const crowd = stand.seeded.people.slice(PEOPLE + 1);
    const coming = {state: {told: 0}, startedMs: performance.now()};
    const before = await Promise.all(crowd.map(({token}) => comeBack(stand, token, coming)));
    if (before.includes(undefined)) throw new Error('not everybody was there before');
    await stand.server().kill();
    await stand.restart();
    const startedMs = performance.now();
    const state = {told: 0};
    const backs: number[] = [];
    const returning = crowd.map(async ({token}) => {
      const raw = await comeBack(stand, token, {state, startedMs});
      backs.push(performance.now() - startedMs);
      return raw;
    });
    // One of those who are back.
    const prober = startProber(job, stand, {person: stand.seeded.people[PEOPLE]!, roomId: stand.seeded.roomIds[1]!});
    const after = await Promise.all(returning);
    const waits = await prober.stop();
    job.onClose(() => after.forEach(raw => raw?.close()));
    const missing = after.filter(raw => raw === undefined).length;
    const violations = missing > 0 ? [`${missing} are not back after 60 s`] : [];
    const p99 = quantile(waits, 0.99);
    if (!(p99 <= MESSAGE_MS_MAX)) violations.push(...job.late(`messages took ${Math.round(p99)} ms (p99) meanwhile`));
    // After it everybody is back, also who took their time.
    violations.push(...(await stand.judge({inStepMs: 15_000})).violations);
    const byPassword = loginsByPassword(stand);
    if (byPassword > 0) violations.push(`${byPassword} logins were not by token`);
    const most = Math.ceil(mostASecond(backs));
    if (most > perSecond) violations.push(...job.late(`${most} were let in a second`));
    // On a machine that is slow itself nobody comes too early.
    if (state.told === 0) violations.push(...job.late('nobody had to wait: not the fault that was meant'));
    const figure =
      `${violations.length} bad; all back in ${(Math.max(...backs) / 1_000).toFixed(1)} s; ≤ ${most} let in a ` +
      `second, ${state.told} told to wait; message p99 ${Math.round(p99)} ms`;
    return {figure, violations};
  },
};

interface Storm {
  state: {told: number};
  startedMs: number;
}

/** Tries as a plain client would: waits as long as the server asks for, else half a second or so. */
async function comeBack(stand: Stand, token: string, {state, startedMs}: Storm): Promise<RawClient | undefined> {
  while (performance.now() - startedMs < BACK_MS_MAX) {
    try {
      return await openRaw(stand.proxy.url, token, {onTold: () => state.told++});
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      await pause(500 * (1 + Math.random()));
    }
  }
  return undefined;
}

/**
 * The most that were let in by any moment, for each second that had begun by then. Who is let in hears of it later, many at once
 * where this process is busy with the others: so what counts is never how close together they heard of it.
 */
const mostASecond = (times: readonly number[]): number =>
  Math.max(...times.toSorted((one, other) => one - other).map((ms, index) => (index + 1) / Math.ceil(ms / 1_000)));

/** By the server's own log: every login there was, the kept ones once a day and address. */
const loginsByPassword = (stand: Stand): number =>
  stand
    .server()
    .output()
    .split('\n')
    .filter(line => line.includes('"msg":"login"') && !line.includes('"method":"token"')).length;
