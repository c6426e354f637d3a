/** F4: the disk reports an error at a sync. */
import {join} from 'node:path';
import type {Job, Row} from '../row.ts';
import {NotStarted} from '../server.ts';
import {openStand, type Stand} from '../stand.ts';
import {readTrace, straceCommand, toldIn} from '../machine/trace.ts';
import {pause} from '../waiting.ts';
import {startWorkload} from '../workload.ts';

const IN_STEP_MS_MAX = 15_000;

export const F4: Row = {
  name: 'F4',
  fault: 'a sync fails',
  injection: 'EIO at the k-th sync for k = 1, 2, 3 … while people write, by strace',
  wanted: 'nothing acknowledged after the first error; clear log line; not ready; consistent after restart',
  needs: ['linux', 'strace'],
  runs: {full: 20, short: 2},
  async run(job) {
    const stand = await openStand(job);
    const violations: string[] = [];
    const ends = {refused: 0, ended: 0, notStarted: 0};
    for (let run = 0; run < job.runs; run++) {
      // The first few belong to the start; the short form goes past them.
      const at = job.isShort ? [5, 12][run]! : run + 1;
      const {end, found} = await failAt(job, stand, at);
      ends[end]++;
      violations.push(...found.map(what => `sync ${at}: ${what}`));
      job.note(`sync ${at}: ${end}`);
    }
    const judged = await stand.judge({inStepMs: IN_STEP_MS_MAX});
    violations.push(...judged.violations);
    const figure =
      `${violations.length} bad; refused writes ${ends.refused}×, ended ${ends.ended}×, did not start ` +
      `${ends.notStarted}×`;
    return {figure, violations};
  },
};

/** Undefined where it ended just now. */
const readinessOf = (stand: Stand): Promise<string | undefined> =>
  fetch(new URL('/readyz', stand.server().url))
    .then(answer => answer.text())
    .catch(() => undefined);

type End = 'refused' | 'ended' | 'notStarted';

async function failAt(job: Job, stand: Stand, at: number): Promise<{end: End; found: string[]}> {
  const output = join(job.folder, `trace${at}`);
  const inject = [`fsync,fdatasync:error=EIO:when=${at}`];
  await stand.server().kill();
  try {
    await stand.restart({wrap: straceCommand({output, hasBytes: false, inject})});
  } catch (error) {
    if (!(error instanceof NotStarted)) throw error;
    await stand.restart({wrap: []});
    const isClear = error.end !== 0 && error.output.trim() !== '' && !/^\s+at /m.test(error.output);
    return {end: 'notStarted', found: isClear ? [] : [`ended with ${error.end} saying: ${error.output.slice(0, 300)}`]};
  }
  await Promise.all(stand.people.map(person => person.untilOnline(10_000)));
  const work = startWorkload(job, stand, {perSecond: 200});
  await Promise.race([stand.server().ended, pause(job.isShort ? 700 : 1_500)]);
  await work.stop();
  const hasEnded = !stand.server().isRunning();
  const readiness = hasEnded ? undefined : await readinessOf(stand);
  const log = stand.server().output();
  await stand.server().kill();
  await pause(100);
  const found: string[] = [];
  let hasFailed = false;
  for await (const step of readTrace(output)) {
    if (step.kind === 'sync' && /\/chat\.db(-wal)?$/.test(step.path) && step.hasFailed) hasFailed = true;
    if (!hasFailed || step.kind !== 'send') continue;
    const {acknowledgements, entries} = toldIn(step.bytes);
    if (acknowledgements > 0) found.push(`${acknowledgements} acknowledged after the error`);
    if (entries.length > 0) found.push(`${entries.length} entries told after the error`);
  }
  if (hasFailed && !/"level":"(error|fatal)"/.test(log)) found.push('the log does not say that the disk failed');
  if (hasFailed && readiness !== undefined && !readiness.includes('store stopped'))
    found.push(`/readyz says ${readiness}`);
  await stand.restart({wrap: []});
  return {end: hasEnded ? 'ended' : 'refused', found};
}
