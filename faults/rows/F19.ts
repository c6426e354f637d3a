/** F19: a file transfer is cut at every byte, and a large one repeatedly. */
import {createHash, randomBytes} from 'node:crypto';
import {createReadStream, readdirSync, statSync, writeFileSync} from 'node:fs';
import {basename, join} from 'node:path';
import {sendFiles} from '../../src/client/actions/transfer.ts';
import {ERRORS} from '../../src/shared/errorTable.ts';
import {ChatError} from '../../src/shared/errors.ts';
import type {FileView} from '../../src/shared/model.ts';
import {openFaultProxy, type Cut, type FaultProxy} from '../../__tests__/support/machine/faultProxy.ts';
import {FAST_BACKOFF, openPerson, type Person} from '../people/person.ts';
import type {Job, Row} from '../row.ts';
import {newId} from '../../src/cli/shell.ts';
import {openStand, type Stand} from '../stand.ts';
import {pause, untilState, within} from '../waiting.ts';

const SMALL_BYTES = 4_096;
/** Requests and answers themselves are cut as well: about so many bytes more. */
const HEAD_BYTES = 700;
const LANES = 8;
const TRANSFER_MS_MAX = 120_000;
/** What a client reads and sends at once. */
const PIECE_BYTES = 512 * 1024;

export const F19: Row = {
  name: 'F19',
  fault: 'file transfer cut',
  injection:
    '4 KiB file cut at every byte of every request and answer, up and down; 64 MiB files with 200 cuts and 20 server kills',
  wanted:
    'same SHA-256 after resuming; ≤ 1 piece sent again for a cut; the name appears only when the file is ' +
    'whole; 0 unfinished files left',
  runs: {full: SMALL_BYTES + HEAD_BYTES, short: 16},
  async run(job) {
    const lanes = Math.min(LANES, job.runs);
    const stand = await openStand(job, {shape: {people: lanes * 2, rooms: 0, directs: lanes}, clients: 0});
    const violations: string[] = [];
    let done = 0;
    const every = (SMALL_BYTES + HEAD_BYTES) / job.runs;
    const offsets = Array.from({length: job.runs}, (_, index) => Math.floor(index * every));
    const opened = await Promise.all(Array.from({length: lanes}, (_, index) => openLane(job, stand, index)));
    const runLane = async (lane: Lane) => {
      for (let at = offsets.shift(); at !== undefined; at = offsets.shift()) {
        violations.push(...(await cutAt(job, lane, at)).map(what => `byte ${at}: ${what}`));
        job.note(`${++done} of ${job.runs} places`);
      }
    };
    await Promise.all(opened.map(runLane));
    const cuts = opened.reduce((sum, lane) => sum + lane.proxy.cutCount(), 0);
    const large = await cutLarge(job, stand, opened[0]!);
    violations.push(...large.violations);
    violations.push(...left(job, stand, job.runs + large.files));
    const figure =
      `${violations.length} bad; ${job.runs} places, ${cuts} cuts; ${large.files} large files: ${large.cuts} ` +
      `cuts, ${large.kills} kills, ${Math.round(large.againBytes / 1024)} KiB sent again for each`;
    return {figure, violations};
  },
};

interface Lane {
  proxy: FaultProxy;
  roomId: number;
  sender: Person;
  receiver: Person;
}

/** Two people in a conversation, with a line of their own. */
async function openLane(job: Job, stand: Stand, index: number): Promise<Lane> {
  const proxy = await openFaultProxy(stand.server().port);
  job.onClose(() => proxy.close());
  const {roomId, names} = stand.seeded.directs[index]!;
  const [sender, receiver] = await Promise.all(
    names.map(async name => {
      const {token = ''} = stand.seeded.people.find(one => one.name === name) ?? {};
      const person = await openPerson({
        ledger: stand.ledger,
        url: proxy.url,
        name,
        token,
        folder: join(job.folder, 'people'),
        roomIds: [roomId],
        backoff: FAST_BACKOFF,
        // Past the server has a row of its own.
        route: 'relay',
      });
      job.onClose(() => person.close());
      return person;
    }),
  );
  return {proxy, roomId, sender: sender!, receiver: receiver!};
}

/**
 * The next connections share one cut, so that it comes at that byte of all they carry. Those that were kept for more files are
 * ended before, and both are in again on lines that nobody cuts.
 */
async function cutOnce({proxy, sender, receiver}: Lane, cut: Cut): Promise<void> {
  const people = [sender, receiver].map(person => ({person, cuts: person.cutCount()}));
  proxy.setCuts(undefined);
  proxy.resetAll();
  for (const {person, cuts} of people)
    await untilState(person.client, () => person.cutCount() > cuts && person.isOnline(), TRANSFER_MS_MAX);
  proxy.setCuts(() => (cut.bytes > 0 ? cut : undefined));
}

async function cutAt(job: Job, lane: Lane, at: number): Promise<string[]> {
  const path = join(job.folder, `${newId()}.bin`);
  writeFileSync(path, randomBytes(SMALL_BYTES));
  const ending = at % 2 === 0 ? 'close' : 'reset';
  await cutOnce(lane, {direction: 'up', bytes: at + 1, ending});
  await send(lane, path);
  await cutOnce(lane, {direction: 'down', bytes: at + 1, ending});
  const violations = await fetchAndCompare(job, lane, path);
  lane.proxy.setCuts(undefined);
  return violations;
}

async function send({sender, roomId}: Lane, path: string): Promise<void> {
  const [transferId = ''] = await sendFiles(sender.client, {paths: [path], roomId});
  await within(sender.client.parts.transfers.finished(transferId), TRANSFER_MS_MAX, 'the upload did not finish');
}

/** Asked again when the line is cut meanwhile. */
async function listed(receiver: Person, roomId: number): Promise<readonly FileView[]> {
  for (;;) {
    await receiver.untilOnline(TRANSFER_MS_MAX);
    try {
      return (await receiver.client.request('fileList', {roomId, limit: 1})).files;
    } catch (error) {
      if (!(error instanceof ChatError) || !ERRORS[error.code].canRetry) throw error;
    }
  }
}

async function fetchAndCompare(job: Job, {receiver, roomId}: Lane, path: string): Promise<string[]> {
  const [file] = await within(listed(receiver, roomId), TRANSFER_MS_MAX, 'the room did not tell its files');
  if (file === undefined || !path.endsWith(file.name)) return ['the file is not in the room'];
  const transferId = await receiver.client.parts.transfers.fetch(file, {folder: join(job.folder, 'taken')});
  const finished = receiver.client.parts.transfers.finished(transferId);
  const taken = await within(finished, TRANSFER_MS_MAX, 'the download did not finish');
  const [sent, received] = await Promise.all([hashOf(path), hashOf(taken.path ?? '')]);
  return sent === received && file.state === 'complete' ? [] : [`sent ${sent}, received ${received}, ${file.state}`];
}

async function cutLarge(
  job: Job,
  stand: Stand,
  lane: Lane,
): Promise<{violations: string[]; files: number; cuts: number; kills: number; againBytes: number}> {
  const sizeBytes = (job.isShort ? 2 : 64) * 1024 ** 2;
  const cutsWanted = job.isShort ? 4 : 200;
  const killsWanted = job.isShort ? 1 : 20;
  const before = lane.proxy.cutCount();
  const passedBefore = lane.proxy.passedBytes('up') + lane.proxy.passedBytes('down');
  const step = (sizeBytes / cutsWanted) * 2;
  let kills = 0;
  const state = {isOver: false};
  const killing = (async () => {
    while (!state.isOver && kills < killsWanted) {
      await pause(job.isShort ? 300 : 2_000 + job.random() * 3_000);
      if (state.isOver) return;
      kills++;
      await stand.server().kill();
      await stand.restart();
    }
  })();
  const stormy = (direction: Cut['direction']) =>
    lane.proxy.setCuts(() => ({direction, bytes: 2_000 + Math.floor(job.random() * step * 2), ending: 'reset'}));
  const cutsMade = () => lane.proxy.cutCount() - before;
  const violations: string[] = [];
  // Chance may bring fewer cuts to one file, and a quick machine fewer kills.
  let files = 0;
  while (files === 0 || cutsMade() < cutsWanted || kills < killsWanted) {
    files++;
    const path = join(job.folder, `${newId()}.bin`);
    writeFileSync(path, randomBytes(sizeBytes));
    stormy('up');
    await send(lane, path);
    stormy('down');
    const watch = watchName(join(job.folder, 'taken', basename(path)), sizeBytes);
    const found = await fetchAndCompare(job, lane, path).catch((error: unknown) => [String(error)]);
    violations.push(...found, ...watch.stop());
  }
  state.isOver = true;
  lane.proxy.setCuts(undefined);
  await killing;
  const cuts = cutsMade();
  const passed = lane.proxy.passedBytes('up') + lane.proxy.passedBytes('down') - passedBefore;
  const againBytes = (passed - 2 * files * sizeBytes) / (cuts + kills);
  // What was on its way at a cut is with the kernel, and counts as sent.
  if (againBytes > PIECE_BYTES)
    violations.push(...job.late(`${Math.round(againBytes)} bytes were sent again for each cut`));
  return {violations: violations.map(what => `large file: ${what}`), files, cuts, kills, againBytes};
}

/** Whoever sees the name of a file sees all of it. */
function watchName(path: string, sizeBytes: number): {stop(): string[]} {
  const partial = new Set<number>();
  const timer = setInterval(() => {
    const size = statSync(path, {throwIfNoEntry: false})?.size ?? sizeBytes;
    if (size !== sizeBytes) partial.add(size);
  }, 2);
  return {
    stop() {
      clearInterval(timer);
      return [...partial].map(size => `the name was there with ${size} bytes`);
    },
  };
}

/** Unfinished files on either side. */
function left(job: Job, stand: Stand, files: number): string[] {
  const taken = readdirSync(join(job.folder, 'taken'));
  const parts = taken.filter(name => name.endsWith('.part'));
  const stored = readdirSync(join(stand.dataDir, 'files')).length;
  const violations = parts.map(name => `${name} was left behind`);
  if (taken.length !== files) violations.push(`${taken.length} files arrived, ${files} were sent`);
  if (stored !== files) violations.push(`${stored} files lie on the server, ${files} were sent`);
  return violations;
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const bytes of createReadStream(path)) hash.update(bytes as Buffer);
  return hash.digest('hex');
}
