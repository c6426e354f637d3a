/** F5: the server's disk is full, and later has room again. */
import {randomBytes} from 'node:crypto';
import {readdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {sendFiles} from '../../src/client/actions/transfer.ts';
import {ChatError} from '../../src/shared/errors.ts';
import {openSmallDisk} from '../../__tests__/support/machine/namespace.ts';
import {openPerson, type Person} from '../people/person.ts';
import type {Job, Row} from '../row.ts';
import {newId} from '../../src/cli/shell.ts';
import {openStand, type Stand} from '../stand.ts';
import {pause, untilTrue, within} from '../waiting.ts';
import {startWorkload} from '../workload.ts';

const DISK_BYTES = 8 * 1024 ** 2;
const TOLD_MS_MAX = 1_000;
const RESUMED_MS_MAX = 5_000;
const FILE_BYTES = 2 * 1024 ** 2;

export const F5: Row = {
  name: 'F5',
  fault: 'disk full, server',
  injection: 'data folder on an 8 MiB disk, filled to the last byte while people write, freed later',
  wanted:
    'storage-full ≤ 1 s; alive; login and reading work; sending resumes ≤ 5 s after freeing; 0 bad; nothing partial left',
  needs: ['linux', 'tmpfs'],
  isInNamespace: true,
  runs: {full: 5, short: 1},
  async run(job) {
    const disk = openSmallDisk(join(job.folder, 'disk'), DISK_BYTES);
    job.onClose(() => disk.close());
    const stand = await openStand(job, {dataDir: join(disk.folder, 'data')});
    const violations: string[] = [];
    const figures: Figures = {toldMs: 0, resumedMs: 0};
    for (let run = 0; run < job.runs; run++) {
      const work = startWorkload(job, stand, {perSecond: 50});
      await pause(job.isShort ? 200 : 1_000);
      disk.fill();
      violations.push(...(await whileFull(job, stand, figures)));
      disk.free();
      violations.push(...(await afterwards(job, stand, figures)));
      await work.stop();
      job.note(`full ${run + 1} times`);
    }
    const judged = await stand.judge({inStepMs: 15_000});
    violations.push(...judged.violations, ...partialUploads(stand));
    const figure =
      `${violations.length} bad of ${stand.ledger.attempts.length}; told after ${Math.round(figures.toldMs)} ` +
      `ms, resumed after ${Math.round(figures.resumedMs)} ms`;
    return {figure, violations};
  },
};

interface Figures {
  toldMs: number;
  resumedMs: number;
}

/** The code a person gets, or `accepted`. */
async function tryToSend(stand: Stand, person: Person): Promise<string> {
  const roomId = stand.seeded.roomIds[0]!;
  const message = {roomId, clientMsgId: newId(), kind: 'message' as const, text: `probe ${newId()}`};
  stand.ledger.attempts.push({...message, sender: person.name});
  try {
    await person.client.request('messageSend', message);
    return 'accepted';
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    return error.code;
  }
}

async function whileFull(job: Job, stand: Stand, figures: Figures): Promise<string[]> {
  const violations: string[] = [];
  // One who only reads, so that no order of their own messages is at stake.
  const probe = stand.people.at(-1)!;
  // There may be room left in pages that the database has already.
  let code = 'accepted';
  for (let tries = 0; code === 'accepted' && tries < 200; tries++) {
    const startedMs = performance.now();
    code = await tryToSend(stand, probe);
    if (code !== 'accepted') figures.toldMs = Math.max(figures.toldMs, performance.now() - startedMs);
  }
  if (code !== 'storage-full') violations.push(`the refusal is ${code}`);
  if (figures.toldMs > TOLD_MS_MAX) violations.push(...job.late(`told only after ${Math.round(figures.toldMs)} ms`));
  if (!stand.server().isRunning()) violations.push('the server ended');
  const {name, token} = stand.seeded.people[0]!;
  const again = {...stand.ledger, attempts: [], acknowledgements: [], sightings: [], views: [], stuck: []};
  const reader = await openPerson({
    ledger: again,
    url: stand.proxy.url,
    name,
    token,
    folder: join(job.folder, 'again', newId()),
    roomIds: stand.seeded.roomIds,
  }).catch((error: unknown) => String(error));
  if (typeof reader === 'string') violations.push(`nobody can log in and read: ${reader}`);
  else await reader.close();
  const path = join(job.folder, `${newId()}.bin`);
  writeFileSync(path, randomBytes(FILE_BYTES));
  const sending = sendFiles(stand.people[0]!.client, {paths: [path], roomId: stand.seeded.roomIds[0]!});
  await within(sending, job.patienceMs(10_000), 'a file could not even be queued');
  await pause(job.isShort ? 300 : 2_000);
  return violations;
}

async function afterwards(job: Job, stand: Stand, figures: Figures): Promise<string[]> {
  const before = stand.ledger.acknowledgements.length;
  const startedMs = performance.now();
  const hasResumed = await untilTrue(() => stand.ledger.acknowledgements.length > before, 90_000);
  if (!hasResumed) return ['sending did not resume'];
  const tookMs = performance.now() - startedMs;
  figures.resumedMs = Math.max(figures.resumedMs, tookMs);
  return tookMs > RESUMED_MS_MAX ? job.late(`sending resumed only after ${Math.round(tookMs)} ms`) : [];
}

/** What lies on the server and belongs to no file that is offered or complete. */
function partialUploads(stand: Stand): string[] {
  const offered = new Set(
    stand.stored().flatMap(room => room.entries.flatMap(entry => (entry.kind === 'file' ? [entry.fileId] : []))),
  );
  const left = readdirSync(join(stand.dataDir, 'files')).filter(name => !offered.has(name));
  return left.map(name => `${name} lies on the server and belongs to nothing`);
}
