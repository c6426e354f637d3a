/** F7: all packets are dropped in both directions without an error. */
import {readFileSync} from 'node:fs';
import {blackHole} from '../../__tests__/support/machine/namespace.ts';
import type {Row} from '../row.ts';
import {openStand, type Stand} from '../stand.ts';
import {pause, untilTrue} from '../waiting.ts';
import {startWorkload} from '../workload.ts';

const NOTICED_MS_MAX = 25_000;
const IN_STEP_MS_MAX = 10_000;
const HOLE_MS = 90_000;
/** The kernel takes 4 ms to write its table down. */
const LOOK_EVERY_MS = 250;

export const F7: Row = {
  name: 'F7',
  fault: 'black hole',
  injection: 'nft drops every packet of the port both ways for 90 s, in a network namespace',
  wanted: 'clients show it ≤ 25 s; server frees the sockets ≤ 25 s; in step ≤ 10 s after healing; 0 bad',
  needs: ['linux', 'netns', 'nft'],
  isInNamespace: true,
  runs: {full: 3, short: 1},
  async run(job) {
    const stand = await openStand(job, {backoff: 'default'});
    const violations: string[] = [];
    const worst = {shownMs: 0, freedMs: 0, inStepMs: 0};
    const hole = blackHole(stand.server().port);
    for (let run = 0; run < job.runs; run++) {
      const work = startWorkload(job, stand, {perSecond: 20});
      await pause(500);
      hole.open();
      const startedMs = performance.now();
      const since = () => performance.now() - startedMs;
      const [shown, freed] = await Promise.all([
        untilTrue(() => stand.people.every(person => !person.isOnline()), job.patienceMs(NOTICED_MS_MAX)).then(is =>
          is ? since() : undefined,
        ),
        untilTrue(() => socketsOf(stand) === 0, job.patienceMs(NOTICED_MS_MAX), LOOK_EVERY_MS).then(is =>
          is ? since() : undefined,
        ),
      ]);
      if (shown === undefined) violations.push('somebody still thinks to be online in time');
      if (freed === undefined) violations.push(`${socketsOf(stand)} sockets are still open on the server in time`);
      worst.shownMs = Math.max(worst.shownMs, shown ?? 0);
      worst.freedMs = Math.max(worst.freedMs, freed ?? 0);
      if (!job.isShort) await pause(HOLE_MS - since());
      await work.stop();
      hole.heal();
      const judged = await stand.judge({inStepMs: IN_STEP_MS_MAX});
      violations.push(...judged.violations);
      worst.inStepMs = Math.max(worst.inStepMs, judged.inStepMs);
      job.note(`${run + 1} holes`);
    }
    const [shown, freed, inStep] = [worst.shownMs, worst.freedMs, worst.inStepMs].map(ms => (ms / 1_000).toFixed(1));
    return {figure: `${violations.length} bad; shown ${shown} s, freed ${freed} s, in step ${inStep} s`, violations};
  },
};

const ESTABLISHED = '01';

/** Connections that the server's side holds, by the kernel's own table. */
function socketsOf(stand: Stand): number {
  const port = stand.server().port.toString(16).toUpperCase().padStart(4, '0');
  const lines = readFileSync('/proc/self/net/tcp', 'utf8').split('\n');
  return lines.filter(line => new RegExp(`^\\s*\\d+: \\w+:${port} \\w+:\\w+ ${ESTABLISHED} `).test(line)).length;
}
