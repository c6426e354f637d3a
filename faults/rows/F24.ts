/** F24: the machine runs out of file descriptors, or the server out of memory. */
import {watchMemory} from '../machine/memory.ts';
import {openRaw, type RawClient} from '../people/raw.ts';
import type {Job, Row} from '../row.ts';
import {openStand, type Stand} from '../stand.ts';
import {pause, within} from '../waiting.ts';
import {startWorkload} from '../workload.ts';

const DESCRIPTORS = 256;
const HEAP_MIB = 128;

export const F24: Row = {
  name: 'F24',
  fault: 'resources out',
  injection: `${DESCRIPTORS} file descriptors and 2 × as many connections; ${HEAP_MIB} MiB of heap with 10 × the load`,
  wanted: 'new work refused, old served, recovers; 0 crashes; 0 bad',
  needs: ['linux'],
  runs: {full: 4, short: 1},
  async run(job) {
    const violations: string[] = [];
    let turnedAway = 0;
    const crowded = await openStand(job, {
      shape: {people: 100, rooms: 2, directs: 2},
      clients: 6,
      server: {wrap: ['sh', '-c', `ulimit -n ${DESCRIPTORS} && exec "$@"`, 'sh']},
    });
    for (let run = 0; run < job.runs; run++) {
      turnedAway += await crowd(job, crowded, violations);
      job.note(`crowded ${run + 1} times`);
    }
    await crowded.server().stop();
    const grown = await pressHeap(job, violations);
    const figure =
      `${violations.length} bad; ${turnedAway} connections turned away; grew ${Math.round(grown / 1024 ** 2)} ` +
      'MiB under 10 × the load';
    return {figure, violations};
  },
};

async function crowd(job: Job, stand: Stand, violations: string[]): Promise<number> {
  const work = startWorkload(job, stand, {perSecond: 50});
  const tokens = stand.seeded.people.slice(6).map(({token}) => token);
  const asked = DESCRIPTORS * 2;
  const opening = Array.from({length: asked}, (_, index) =>
    within(openRaw(stand.server().url, tokens[index % tokens.length]!), job.patienceMs(10_000), 'a connection').catch(
      () => undefined,
    ),
  );
  const opened = (await Promise.all(opening)).filter(raw => raw !== undefined);
  if (opened.length === asked) violations.push('everybody got in: not the fault that was meant');
  await pause(job.isShort ? 200 : 2_000);
  if (!stand.server().isRunning()) violations.push(`the server ended: ${stand.server().output().slice(-500)}`);
  const lost = stand.people.filter(person => !person.isOnline()).length;
  if (lost > 0) violations.push(`${lost} of those who were there before lost their connection`);
  opened.forEach(raw => raw.close());
  const late: RawClient | undefined = await within(
    retryOpen(stand, tokens[0]!),
    job.patienceMs(10_000),
    'a place',
  ).catch(() => undefined);
  if (late === undefined) violations.push('nobody gets in although there is room again');
  late?.close();
  await work.stop();
  violations.push(...(await stand.judge({inStepMs: 10_000})).violations);
  return asked - opened.length;
}

async function retryOpen(stand: Stand, token: string): Promise<RawClient> {
  for (;;) {
    try {
      return await openRaw(stand.server().url, token);
    } catch {
      await pause(200);
    }
  }
}

/** Returns how many bytes the server grew. */
async function pressHeap(job: Job, violations: string[]): Promise<number> {
  const folder = {...job, folder: `${job.folder}/heap`};
  const stand = await openStand(folder, {server: {nodeArgs: [`--max-old-space-size=${HEAP_MIB}`]}});
  const memory = watchMemory(stand.server().pid);
  const work = startWorkload(job, stand, {perSecond: job.isShort ? 200 : 500, textLength: 3_900});
  await pause(job.isShort ? 500 : 30_000);
  await work.stop();
  const grown = memory.stop();
  if (!stand.server().isRunning()) violations.push(`the server ended: ${stand.server().output().slice(-500)}`);
  violations.push(...(await stand.judge({inStepMs: 30_000})).violations);
  return grown;
}
