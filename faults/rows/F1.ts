/** F1: the server is killed repeatedly while people write. */
import {FAST_BACKOFF} from '../people/person.ts';
import type {Row} from '../row.ts';
import {openStand} from '../stand.ts';
import {pause} from '../waiting.ts';
import {startWorkload} from '../workload.ts';

const LISTENING_MS_MAX = 2_000;
const IN_STEP_MS_MAX = 10_000;

export const F1: Row = {
  name: 'F1',
  fault: 'the server is killed',
  injection: 'kill -9 at random moments while 10 people write, answer, edit, delete, react and pin, 50 a second',
  wanted: '0 bad; listening again ≤ 2 s; in step ≤ 10 s',
  runs: {full: 200, short: 3},
  async run(job) {
    const stand = await openStand(job, {backoff: FAST_BACKOFF});
    const work = startWorkload(job, stand, {perSecond: job.isShort ? 100 : 50});
    let slowestStartMs = 0;
    for (let kill = 0; kill < job.runs; kill++) {
      await pause(20 + job.random() * (job.isShort ? 150 : 800));
      await stand.server().kill();
      slowestStartMs = Math.max(slowestStartMs, await stand.restart());
      // Every so often people must really have come back before the next kill.
      if (kill % 3 === 2) await Promise.all(stand.people.map(person => person.untilOnline(IN_STEP_MS_MAX)));
      job.note(`${kill + 1} kills, ${work.count()} messages`);
    }
    await work.stop();
    const {violations, inStepMs, entries} = await stand.judge({inStepMs: IN_STEP_MS_MAX});
    if (slowestStartMs > LISTENING_MS_MAX)
      violations.push(...job.late(`listening again only after ${Math.round(slowestStartMs)} ms`));
    const figure =
      `${violations.length} bad of ${work.count()} messages and deeds, ${entries} entries; listening ≤ ` +
      `${Math.round(slowestStartMs)} ms; in step ${Math.round(inStepMs)} ms`;
    return {figure, violations};
  },
};
