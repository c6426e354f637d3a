/** F6: the server's clock jumps by hours and days in both directions. */
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Entry} from '../../src/shared/entries/entry.ts';
import {faketimeLibrary} from '../needs.ts';
import {openAnonymous, type RawClient} from '../people/raw.ts';
import type {Job, Row} from '../row.ts';
import {openStand, type Stand} from '../stand.ts';
import {pause} from '../waiting.ts';
import {startWorkload} from '../workload.ts';

const HOUR = 3_600;
/** Logins from one address that are looked at in a minute. */
const TRIES = 4;
const JUMPS = [48 * HOUR, -48 * HOUR, 0, HOUR, 2 * HOUR, HOUR, 0, -HOUR, -2 * HOUR, 0];

export const F6: Row = {
  name: 'F6',
  fault: 'clock jumps',
  injection: 'faketime: +2 d, -2 d, then steps of ±1 h while people write',
  wanted:
    'order and unread counts right; shown time never goes back in a room; 0 disconnects; limits neither open nor lock',
  needs: ['linux', 'faketime'],
  runs: {full: 10, short: 3},
  async run(job) {
    const clock = join(job.folder, 'clock');
    const setClock = (seconds: number) => writeFileSync(clock, `${seconds < 0 ? '' : '+'}${seconds}\n`);
    setClock(0);
    const env = {
      LD_PRELOAD: faketimeLibrary() ?? '',
      FAKETIME_TIMESTAMP_FILE: clock,
      FAKETIME_NO_CACHE: '1',
      // Only the clock on the wall jumps; the one that counts since the start never does on a real machine.
      DONT_FAKE_MONOTONIC: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    };
    const args = ['--messages-per-minute', '6000', '--tries-per-address', String(TRIES)];
    const stand = await openStand(job, {server: {env, args}});
    const cutsBefore = cuts(stand);
    const limit = await reachLimit(job, stand);
    const work = startWorkload(job, stand, {perSecond: 50});
    for (let jump = 0; jump < job.runs; jump++) {
      await pause(job.isShort ? 150 : 1_500);
      setClock(JUMPS[jump % JUMPS.length]!);
      await limit.check();
      job.note(`jumped to ${JUMPS[jump % JUMPS.length]} s`);
    }
    await pause(job.isShort ? 150 : 1_500);
    await work.stop();
    const {violations} = await stand.judge({inStepMs: 10_000});
    violations.push(...limit.violations);
    const rooms = stand.stored();
    for (const {roomId, entries} of rooms) violations.push(...backwards(roomId, entries));
    violations.push(...wrongCounts(stand));
    if (cuts(stand) > cutsBefore) violations.push(`${cuts(stand) - cutsBefore} connections were lost`);
    const refusals = stand.people.flatMap(person => person.refusals());
    violations.push(...refusals.map(sentence => `refused: ${sentence}`));
    const span = spanOf(rooms.flatMap(room => room.entries));
    if (span < HOUR) violations.push('the clock did not jump at all');
    return {figure: `${violations.length} bad of ${work.count()}; times over ${Math.round(span / HOUR)} h`, violations};
  },
};

/**
 * Somebody who has tried as often as is allowed: no jump may let them try again, or make them wait for longer than they would
 * have to.
 */
async function reachLimit(job: Job, stand: Stand): Promise<{check(): Promise<void>; violations: string[]}> {
  const anonymous = await openAnonymous(stand.server().url);
  job.onClose(() => anonymous.close());
  const startedMs = performance.now();
  for (let count = 0; count < TRIES; count++) await tryOnce(anonymous);
  const violations: string[] = [];
  return {
    violations,
    async check() {
      const told = await tryOnce(anonymous);
      const passedSeconds = (performance.now() - startedMs) / 1_000;
      const seconds = Number(/^too-many-requests (\d+)$/.exec(told)?.[1] ?? 0);
      if (passedSeconds > 55) violations.push('the row took too long to tell anything about limits');
      else if (seconds === 0) violations.push(`a limit is open after a jump: ${told}`);
      else if (seconds > 61 - passedSeconds + 1) violations.push(`a limit is ${seconds} s long after a jump`);
    },
  };
}

async function tryOnce(anonymous: RawClient): Promise<string> {
  const answer = await anonymous.ask('sessionLogin', {name: 'nobody', password: 'not the password'});
  return answer.ok ? 'ok' : `${answer.error.code} ${answer.error.detail ?? ''}`;
}

const cuts = (stand: Stand) => stand.people.reduce((sum, person) => sum + person.cutCount(), 0);

function backwards(roomId: number, entries: readonly Entry[]): string[] {
  return entries.flatMap((entry, index) => {
    const before = entries[index - 1];
    return before !== undefined && entry.sentAtMs < before.sentAtMs
      ? [`room ${roomId}: the time of ${entry.seq} is ${before.sentAtMs - entry.sentAtMs} ms before the one above it`]
      : [];
  });
}

/** What the client counted against what the server counts. */
function wrongCounts(stand: Stand): string[] {
  return stand.people.flatMap(person =>
    Object.values(person.client.getState().roomById).flatMap(({room, entries}) => {
      const counted = entries.filter(({seq, sender, kind}) => {
        return (
          seq > room.readSeq && sender !== person.name && (kind === 'message' || kind === 'action' || kind === 'file')
        );
      }).length;
      return counted === room.unread
        ? []
        : [`${person.name}: ${room.unread} unread in room ${room.roomId}, ${counted} are`];
    }),
  );
}

function spanOf(entries: readonly Entry[]): number {
  const times = entries.map(entry => entry.sentAtMs);
  return (Math.max(...times) - Math.min(...times)) / 1_000;
}
