/** F2: the server is killed at each step of a write, of an answer and of an upload. */
import {createHash, randomBytes} from 'node:crypto';
import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {sendFiles} from '../../src/client/actions/transfer.ts';
import {FAULT_POINTS, type FaultPoint} from '../../src/shared/machine/faultPoint.ts';
import type {Job, Row} from '../row.ts';
import {NotStarted} from '../server.ts';
import {openStand, type Stand} from '../stand.ts';
import {within} from '../waiting.ts';
import {startWorkload} from '../workload.ts';

const isUpload = (point: string) => point.startsWith('upload.') || point.startsWith('fileComplete.');
/** Only where the same bytes come again, and in imports; they are struck by tests of their own. */
const isRare = (point: string) => point.startsWith('files.') || point.startsWith('import.');
const isClient = (point: string) => /^(?:outbox|download|epoch)\./.test(point);
/** They are struck by F17. */
const isUpgrade = (point: string) => point.startsWith('migration.');
const isOther = (point: string) => isUpload(point) || isClient(point) || isUpgrade(point) || isRare(point);
const MESSAGE_POINTS = FAULT_POINTS.filter(point => !isOther(point));
const UPLOAD_POINTS = FAULT_POINTS.filter(isUpload);
/** In the short form; the others are much like their neighbours. */
const SHORT_POINTS: readonly string[] = ['commit.after', 'fileComplete.beforeRow'];
const FILE_BYTES = 300_000;
const DEADLINE_MS = 60_000;

export const F2: Row = {
  name: 'F2',
  fault: 'the server is killed in the middle of a step',
  injection: `kill -9 by fault point: ${[...MESSAGE_POINTS, ...UPLOAD_POINTS].join(', ')}`,
  wanted: 'every point: 0 bad',
  runs: {full: 20, short: 1},
  async run(job) {
    const stand = await openStand(job);
    const violations: string[] = [];
    let kills = 0;
    const isMeant = (point: string) => !job.isShort || SHORT_POINTS.includes(point);
    const messagePoints = MESSAGE_POINTS.filter(isMeant);
    const uploadPoints = UPLOAD_POINTS.filter(isMeant);
    for (const point of messagePoints) {
      kills += await killWhileWriting(job, stand, point);
      const judged = await stand.judge({inStepMs: 10_000});
      violations.push(...judged.violations.map(what => `${point}: ${what}`));
      job.note(`${point}, ${kills} kills`);
    }
    for (const point of uploadPoints) {
      for (let run = 0; run < job.runs; run++) {
        violations.push(...(await killWhileSending(job, stand, point)).map(what => `${point}: ${what}`));
        job.note(`${point}, ${++kills} kills`);
      }
    }
    const left = readdirSync(join(stand.dataDir, 'files')).length;
    const wanted = uploadPoints.length * job.runs;
    if (left !== wanted) violations.push(`${left} files lie on the server, ${wanted} were sent`);
    return {
      figure: `${violations.length} bad after ${kills} kills at ${messagePoints.length + uploadPoints.length} points`,
      violations,
    };
  },
};

/** Waits for the blow; the server is then started without a fault. */
async function struck(stand: Stand, point: string): Promise<void> {
  await within(stand.server().ended, DEADLINE_MS, `${point} was not reached`).catch((error: Error) => {
    const [online, pending] = [stand.people.filter(one => one.isOnline()), stand.people.map(one => one.pendingCount())];
    throw new Error(
      `${error.message}; ${online.length} of ${stand.people.length} online, pending ${pending.join()}; ` +
        `${stand.server().output().slice(-300)}`,
    );
  });
  await stand.restart({env: {}});
}

/** A point may be passed before the server even listens: that is a blow as well. */
async function arm(stand: Stand, fault: string): Promise<boolean> {
  await stand.server().kill();
  try {
    await stand.restart({env: {CHAT_TUI_FAULT: fault}});
    return true;
  } catch (error) {
    if (!(error instanceof NotStarted) || error.end !== 'SIGKILL') throw error;
    await stand.restart({env: {}});
    return false;
  }
}

async function killWhileWriting(job: Job, stand: Stand, point: FaultPoint): Promise<number> {
  // What is written while the server is dead has to go out before people are judged.
  const work = startWorkload(job, stand, {perSecond: job.isShort ? 200 : 50});
  for (let run = 0; run < job.runs; run++) {
    const isRunning = await arm(stand, `${point}:${1 + Math.floor(job.random() * 20)}`);
    if (isRunning) await struck(stand, point);
  }
  await work.stop();
  return job.runs;
}

async function killWhileSending(job: Job, stand: Stand, point: FaultPoint): Promise<string[]> {
  const [sender, receiver] = [stand.people[0]!, stand.people[1]!];
  const roomId = stand.seeded.roomIds[1]!;
  const bytes = randomBytes(FILE_BYTES);
  const name = `${randomBytes(8).toString('hex')}.bin`;
  const path = join(job.folder, name);
  writeFileSync(path, bytes);
  await arm(stand, `${point}:1`);
  await Promise.all([sender.untilOnline(DEADLINE_MS), receiver.untilOnline(DEADLINE_MS)]);
  const [transferId = ''] = await sendFiles(sender.client, {paths: [path], roomId});
  const sent = sender.client.parts.transfers.finished(transferId);
  await struck(stand, point);
  await within(sent, DEADLINE_MS, 'the upload did not finish');
  await receiver.untilOnline(DEADLINE_MS);
  const {files} = await receiver.client.request('fileList', {roomId, limit: 5});
  const file = files.find(one => one.name === name);
  if (file === undefined) return ['the file is not in the room'];
  const violations = file.state === 'complete' ? [] : [`the file is ${file.state}`];
  const fetching = await receiver.client.parts.transfers.fetch(file, {folder: join(job.folder, 'taken')});
  const taken = await within(
    receiver.client.parts.transfers.finished(fetching),
    DEADLINE_MS,
    'the download did not finish',
  );
  const hash = (data: Buffer) => createHash('sha256').update(data).digest('hex');
  if (hash(readFileSync(taken.path ?? '')) !== hash(bytes)) violations.push('the file arrived with other bytes');
  return violations;
}
