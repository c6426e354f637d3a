/** F20: the client is killed between Enter and ✓, and at each step of storing a message and of receiving a file. */
import {createHash, randomBytes} from 'node:crypto';
import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {shortOf} from '../../src/shared/entries/entryId.ts';
import {sendFiles} from '../../src/client/actions/transfer.ts';
import {FAULT_POINTS} from '../../src/shared/machine/faultPoint.ts';
import type {Job, Row} from '../row.ts';
import {newId} from '../../src/cli/shell.ts';
import {openStand, type Stand} from '../stand.ts';
import {pause, untilTrue, within} from '../waiting.ts';
import {startWriter, type Writer, type WriterTask} from '../people/writer.ts';

const POINTS = FAULT_POINTS.filter(point => point.startsWith('outbox.') || point.startsWith('download.'));
const DEADLINE_MS = 60_000;

export const F20: Row = {
  name: 'F20',
  fault: 'the client is killed',
  injection: `kill -9 at random moments between Enter and ✓, and at ${POINTS.join(', ')}`,
  wanted: 'each kept message is stored exactly once; files whole, once, nothing unfinished left',
  needs: ['linux'],
  runs: {full: 200, short: 2},
  async run(job) {
    const stand = await openStand(job, {shape: {people: 2, rooms: 1, directs: 0}, clients: 1});
    const {token} = stand.seeded.people[1]!;
    const task = {url: stand.proxy.url, token, folder: join(job.folder, 'writer')};
    const written = {tried: new Set<string>(), kept: new Set<string>()};
    let kills = 0;
    for (; kills < job.runs; kills++) {
      await writeAndKill(job, {stand, task, written});
      job.note(`${kills + 1} kills`);
    }
    const points = job.isShort ? POINTS.filter(point => /afterPut|afterLink/.test(point)) : POINTS;
    const violations: string[] = [];
    for (const point of points) {
      kills++;
      const found = point.startsWith('outbox.')
        ? await writeAndKill(job, {stand, task: {...task, fault: `${point}:3`}, written})
        : await fetchAndKill(job, {stand, task, fault: `${point}:1`});
      violations.push(...found.map(what => `${point}: ${what}`));
    }
    const last = await startWriter(job, task);
    await last.until(({kind}) => kind === 'online', DEADLINE_MS, 'the last start');
    await last
      .until(({kind}) => kind === 'idle', DEADLINE_MS, 'something is never sent')
      .catch((error: Error) => violations.push(error.message));
    await last.kill();
    violations.push(...compare(stand, written));
    const figure = `${violations.length} bad; ${kills} kills, ${written.kept.size} of ${written.tried.size} messages were kept`;
    return {figure, violations, runs: kills};
  },
};

interface Killing {
  stand: Stand;
  task: WriterTask;
  written: {tried: Set<string>; kept: Set<string>};
}

async function writeAndKill(job: Job, {stand, task, written}: Killing): Promise<string[]> {
  const writer = await startWriter(job, task);
  await writer.until(({kind}) => kind === 'online', DEADLINE_MS, 'the client did not come online');
  for (let count = 0; count < 5; count++) {
    const text = newId();
    written.tried.add(text);
    writer.order({kind: 'write', roomId: stand.seeded.roomIds[count % 2]!, text});
  }
  if (task.fault === undefined) {
    // Mostly before the answer, sometimes after it.
    await pause(job.random() ** 2 * 200);
    await writer.kill();
  } else {
    await within(writer.ended, DEADLINE_MS, `${task.fault} was not reached`);
  }
  for (const report of writer.reports()) if (report.kind === 'kept') written.kept.add(report.text);
  return [];
}

function compare(stand: Stand, {tried, kept}: Killing['written']): string[] {
  const stored = stand
    .stored()
    .flatMap(({entries}) => entries.flatMap(entry => (entry.kind === 'message' ? [entry.text] : [])));
  const counts = new Map<string, number>();
  for (const text of stored) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [
    ...[...kept].filter(text => !counts.has(text)).map(text => `${text} was kept and is not stored`),
    ...[...counts].filter(([, count]) => count > 1).map(([text]) => `${text} is stored more than once`),
    ...[...counts.keys()].filter(text => !tried.has(text)).map(text => `${text} was never written`),
  ];
}

async function fetchAndKill(
  job: Job,
  {stand, task, fault}: {stand: Stand; task: WriterTask; fault: string},
): Promise<string[]> {
  const [sender] = stand.people;
  const roomId = stand.seeded.roomIds[1]!;
  const folder = join(job.folder, newId());
  const name = `${shortOf(newId())}.bin`;
  const bytes = randomBytes(100_000);
  const path = join(job.folder, name);
  writeFileSync(path, bytes);
  const [transferId = ''] = await sendFiles(sender!.client, {paths: [path], roomId});
  await within(sender!.client.parts.transfers.finished(transferId), DEADLINE_MS, 'the upload');
  const first = await startWriter(job, {...task, folder, fault});
  await first.until(({kind}) => kind === 'online', DEADLINE_MS, 'the client did not come online');
  first.order({kind: 'fetch', roomId, name});
  await within(first.ended, DEADLINE_MS, `${fault} was not reached`);
  const second = await startWriter(job, {...task, folder});
  await second.until(({kind}) => kind === 'online', DEADLINE_MS, 'the next start');
  const violations = await settle(second);
  const inFolder = () => readdirSync(join(folder, 'downloads'));
  await untilTrue(() => inFolder().length === 1, job.patienceMs(2_000));
  await second.kill();
  const found = inFolder();
  const hash = (data: Buffer) => createHash('sha256').update(data).digest('hex');
  const whole = found.filter(file => hash(readFileSync(join(folder, 'downloads', file))) === hash(bytes));
  if (found.length !== 1 || whole.length !== 1) violations.push(`in the folder: ${found.join(', ') || 'nothing'}`);
  return violations;
}

/** The next start goes on by itself: either there is nothing to do, or it is done soon. */
async function settle(writer: Writer): Promise<string[]> {
  await pause(300);
  return writer
    .until(
      () => writer.reports().findLast(({kind}) => kind === 'idle' || kind === 'busy')?.kind === 'idle',
      DEADLINE_MS,
      'the download does not go on',
    )
    .then(
      () => [],
      (error: Error) => [error.message],
    );
}
