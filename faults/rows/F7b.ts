/** F7b: packets from the server are dropped while those to it still arrive. */
import type {Row} from '../row.ts';
import {openStand} from '../stand.ts';
import {pause} from '../waiting.ts';
import {startWorkload} from '../workload.ts';

export const F7b: Row = {
  name: 'F7b',
  fault: 'lost acknowledgements',
  injection: 'proxy loses everything from the server for 10 s while people write, then resets',
  wanted: 'exactly one row per message; every sender ends on ✓; 0 bad',
  runs: {full: 6, short: 2},
  async run(job) {
    const stand = await openStand(job);
    const violations: string[] = [];
    let inStepMs = 0;
    for (let run = 0; run < job.runs; run++) {
      const work = startWorkload(job, stand, {perSecond: 50});
      await pause(100 + job.random() * 200);
      const storedBefore = stand.stored().reduce((sum, room) => sum + room.lastSeq, 0);
      stand.proxy.setWeather('down', {isLost: true});
      const startedMs = performance.now();
      await pause(job.isShort ? 300 : 10_000 - (performance.now() - startedMs));
      await work.stop();
      const stored = stand.stored().reduce((sum, room) => sum + room.lastSeq, 0) - storedBefore;
      if (stored === 0) violations.push('nothing arrived at the server meanwhile: not the fault that was meant');
      stand.proxy.heal();
      const judged = await stand.judge({inStepMs: 10_000});
      violations.push(...judged.violations);
      inStepMs = Math.max(inStepMs, judged.inStepMs);
      job.note(`${run + 1} times`);
    }
    const messages = stand.ledger.attempts.length;
    return {figure: `${violations.length} bad of ${messages}; in step ${(inStepMs / 1_000).toFixed(1)} s`, violations};
  },
};
