/** F22: the server process is suspended for a while and continues. */
import type {Row} from '../row.ts';
import {openStand} from '../stand.ts';
import {pause} from '../waiting.ts';
import {startWorkload} from '../workload.ts';

const FROZEN_MS = 40_000;
const IN_STEP_MS_MAX = 10_000;

export const F22: Row = {
  name: 'F22',
  fault: 'frozen server',
  injection: 'SIGSTOP for 40 s while people write, then SIGCONT',
  wanted: 'clients reconnect by themselves; in step ≤ 10 s; 0 bad',
  runs: {full: 3, short: 1},
  async run(job) {
    const stand = await openStand(job, {backoff: 'default'});
    const violations: string[] = [];
    let inStepMs = 0;
    let cuts = 0;
    for (let run = 0; run < job.runs; run++) {
      const work = startWorkload(job, stand, {perSecond: 20});
      await pause(300);
      stand.server().signal('SIGSTOP');
      await pause(job.isShort ? 1_000 : FROZEN_MS);
      stand.server().signal('SIGCONT');
      await work.stop();
      const judged = await stand.judge({inStepMs: IN_STEP_MS_MAX});
      violations.push(...judged.violations);
      inStepMs = Math.max(inStepMs, judged.inStepMs);
      cuts = stand.people.reduce((sum, person) => sum + person.cutCount(), 0);
      job.note(`frozen ${run + 1} times`);
    }
    if (!job.isShort && cuts === 0) violations.push('nobody noticed that the server stood still');
    const figure =
      `${violations.length} bad of ${stand.ledger.attempts.length}; ${cuts} reconnects; in step ` +
      `${(inStepMs / 1_000).toFixed(1)} s`;
    return {figure, violations};
  },
};
