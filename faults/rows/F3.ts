/** F3: the power fails; only synced data is sure to survive. */
import {existsSync, readFileSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {checkLedger, emptyLedger, type Attempt, type StoredRoom} from '../../__tests__/support/machine/ledger.ts';
import {integrityErrors, readStoredLog} from '../../__tests__/support/stored/storedLog.ts';
import {openDisk, type Disk} from '../machine/powerCut.ts';
import type {Job, Row} from '../row.ts';
import {openStand, type Stand} from '../stand.ts';
import {readTrace, straceCommand, toldIn, type Step} from '../machine/trace.ts';
import {untilTrue} from '../waiting.ts';
import {startWorkload} from '../workload.ts';

const DATABASE_FILES = ['chat.db', 'chat.db-wal', 'chat.db-mark'];

export const F3: Row = {
  name: 'F3',
  fault: 'power cut',
  injection:
    'disk images cut to the last sync, with none, all or parts of what was written since; recorded by strace under load',
  wanted: '0 told or acknowledged entries lost; integrity ok in all',
  needs: ['linux', 'strace'],
  runs: {full: 200, short: 12},
  async run(job) {
    const {stand, before, output} = await recordLoad(job, job.isShort ? 60 : 1_500);
    const steps: Step[] = [];
    for await (const step of readTrace(output)) steps.push(step);
    const cuts = chooseCuts(job, steps);
    const disk = openDisk(stand.dataDir, before);
    const told = new Map<string, number>();
    const violations: string[] = [];
    let images = 0;
    for (const [index, step] of steps.entries()) {
      for (let count = cuts.get(index) ?? 0; count > 0; count--) {
        violations.push(...checkImage(job, {disk, number: images++, told, attempts: stand.ledger.attempts}));
        job.note(`${images} images`);
      }
      disk.take(step);
      if (step.kind === 'send') for (const {id, seq} of toldIn(step.bytes).entries) told.set(id, seq);
    }
    const syncs = steps.filter(step => step.kind === 'sync').length;
    const checkpoints = steps.filter(step => step.kind === 'sync' && step.path.endsWith('chat.db')).length;
    const figure =
      `${violations.length} bad in ${images} images; ${told.size} entries told, ${syncs} syncs, ${checkpoints} ` +
      'checkpoints';
    return {figure, violations, runs: images};
  },
};

/** People write while strace records; the server is killed at the end so that it does not tidy up. */
export async function recordLoad(
  job: Job,
  messages: number,
): Promise<{stand: Stand; before: Map<string, Buffer>; output: string}> {
  const output = join(job.folder, 'trace');
  const stand = await openStand(job, {requestTimeoutMs: 60_000});
  await stand.server().stop();
  const before = new Map<string, Buffer>();
  for (const name of DATABASE_FILES) {
    const path = join(stand.dataDir, name);
    if (existsSync(path)) before.set(name, readFileSync(path));
  }
  await stand.restart({wrap: straceCommand({output})});
  await Promise.all(stand.people.map(person => person.untilOnline(30_000)));
  const work = startWorkload(job, stand, {perSecond: 100, textLength: 300});
  await work.until(messages);
  await work.stop();
  await Promise.all(stand.people.map(person => person.untilSent(30_000)));
  await stand.server().kill();
  // The recorder writes its last lines after the process is gone.
  await untilTrue(() => /\+\+\+ killed by SIGKILL/.test(readFileSync(output).subarray(-4_096).toString()), 10_000);
  return {stand, before, output};
}

/** Everywhere, and above all just before a sync, when most is at stake. */
function chooseCuts(job: Job, steps: readonly Step[]): Map<number, number> {
  const syncs = steps.flatMap((step, index) => (step.kind === 'sync' ? [index] : []));
  const cuts = new Map<number, number>();
  for (let count = 0; count < job.runs; count++) {
    const isAtSync = count % 2 === 0 && syncs.length > 0;
    const index = isAtSync ? syncs[Math.floor(job.random() * syncs.length)]! : Math.floor(job.random() * steps.length);
    cuts.set(index, (cuts.get(index) ?? 0) + 1);
  }
  return cuts;
}

interface Cut {
  disk: Disk;
  number: number;
  told: ReadonlyMap<string, number>;
  attempts: readonly Attempt[];
}

function checkImage(job: Job, {disk, number, told, attempts}: Cut): string[] {
  const folder = join(job.folder, `image${number}`);
  const arriving = (['nothing', 'parts', 'everything', 'parts'] as const)[number % 4]!;
  disk.image(folder, arriving, job.random);
  try {
    const path = join(folder, 'chat.db');
    const damage = integrityErrors(path).map(line => `damaged: ${line}`);
    const rooms = readStoredLog(path);
    const found = new Map(rooms.flatMap(room => room.entries.map(entry => [entry.id, entry.seq] as const)));
    const lost = [...told].filter(([id, seq]) => found.get(id) !== seq).map(([id]) => `${id} was told and is lost`);
    // Nobody looks on here: only the log itself is judged.
    const wrong = checkLedger({...emptyLedger(), attempts: [...attempts]}, rooms).map(({what}) => what);
    return [...damage, ...lost, ...wrong, ...aheadOf(rooms, folder)].map(
      what => `image ${number} (${arriving}): ${what}`,
    );
  } catch (error) {
    return [`image ${number} (${arriving}) cannot be opened: ${String(error)}`];
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
}

/** A server that believed this mark would refuse to start although nothing is missing. */
function aheadOf(rooms: readonly StoredRoom[], folder: string): string[] {
  const path = join(folder, 'chat.db-mark');
  const marked = existsSync(path) ? Number(readFileSync(path, 'latin1').slice(0, 16)) : 0;
  const kept = rooms.reduce((sum, room) => sum + room.lastSeq, 0);
  return marked > kept ? [`${marked} entries are marked, ${kept} are kept`] : [];
}
