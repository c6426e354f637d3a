/** F31: a file that goes directly between clients is cut at every byte, and a large one repeatedly. */
import {createHash, randomBytes} from 'node:crypto';
import {createReadStream, existsSync, readdirSync, writeFileSync} from 'node:fs';
import {basename, join} from 'node:path';
import {findFile, sendFiles} from '../../src/client/actions/transfer.ts';
import {newId} from '../../src/cli/shell.ts';
import {openDirectPair, type DirectPair} from '../directPair.ts';
import type {Job, Row} from '../row.ts';
import {openStand, type Stand} from '../stand.ts';
import {pause, untilState, within} from '../waiting.ts';

const SMALL_BYTES = 4_096;
/** Of one handshake, in both directions. */
const HANDSHAKE_BYTES = 1_300;
/** Handshake, choice of the connection, words about the file, and what encryption adds. */
const ABOUT_BYTES = HANDSHAKE_BYTES + 700;
/** Nobody may send more than a few signals a second, so many pairs share the work. */
const PAIRS = 16;
const EACH_MS_MIN = 900;
const TRANSFER_MS_MAX = 120_000;
/** What a client has on its way at once, and what the systems between hold. */
const ON_ITS_WAY_BYTES = 2 * 1024 ** 2;

interface Pair extends DirectPair {
  /** Files of which no byte went over the server. */
  directCount: number;
}

export const F31: Row = {
  name: 'F31',
  fault: 'direct file cut',
  injection: '4 KiB file from client to client cut at every byte of its connection; 64 MiB files with 200 cuts',
  wanted:
    'same SHA-256; goes on at the byte where it was cut, ≤ 2 MiB sent again for a cut; ' +
    'nothing unfinished left, nor of it on the server',
  runs: {full: SMALL_BYTES + ABOUT_BYTES, short: 10},
  async run(job) {
    const count = job.isShort ? 2 : PAIRS;
    const stand = await openStand(job, {shape: {people: count * 2, rooms: 0, directs: count}, clients: 0});
    const pairs = await Promise.all(
      Array.from({length: count}, async (_, index) => ({...(await openDirectPair(job, stand, index)), directCount: 0})),
    );
    const violations: string[] = [];
    const places = Array.from({length: job.runs}, (_, index) =>
      Math.floor((index * (SMALL_BYTES + ABOUT_BYTES)) / job.runs),
    );
    let done = 0;
    const runPair = async (pair: Pair) => {
      for (let at = places.shift(); at !== undefined; at = places.shift()) {
        const startedMs = performance.now();
        violations.push(...(await cutAt(job, stand, pair, at)).map(what => `byte ${at}: ${what}`));
        if (!job.isShort) await pause(Math.max(0, EACH_MS_MIN - (performance.now() - startedMs)));
        job.note(`${++done} of ${job.runs} places`);
      }
    };
    await Promise.all(pairs.map(runPair));
    const smallCuts = pairs.reduce((sum, {way}) => sum + way.cuts, 0);
    const large = await cutLarge(job, stand, pairs[0]!);
    violations.push(...large.violations);
    const direct = pairs.reduce((sum, {directCount}) => sum + directCount, 0);
    if (direct < job.runs / 2) violations.push(`only ${direct} files went directly`);
    violations.push(...left(job, job.runs + large.files));
    const figure =
      `${violations.length} bad; ${job.runs} places, ${smallCuts} cuts; ${direct} files went without the server to their end; ` +
      `${large.files} large files: ${large.cuts} cuts, ${Math.round(large.againBytes / 1024)} KiB sent again for each`;
    return {figure, violations};
  },
};

async function cutAt(job: Job, stand: Stand, pair: Pair, at: number): Promise<string[]> {
  const {way} = pair;
  // The connection of the file before is kept for a while.
  way.cutAll();
  const {connections, cuts} = way;
  // In a handshake the first alone, so that another one stands; later whichever was chosen.
  way.fault = connection =>
    way.cuts === cuts && (at > HANDSHAKE_BYTES || connection === connections)
      ? {afterBytes: at, how: 'reset'}
      : undefined;
  const path = join(job.folder, `${newId()}.bin`);
  writeFileSync(path, randomBytes(SMALL_BYTES));
  return carry(job, stand, pair, path);
}

async function cutLarge(job: Job, stand: Stand, pair: Pair) {
  const {way} = pair;
  const sizeBytes = (job.isShort ? 2 : 64) * 1024 ** 2;
  const cutsWanted = job.isShort ? 4 : 200;
  const before = {cuts: way.cuts, passed: way.passedBytes};
  const step = (sizeBytes / cutsWanted) * 2;
  way.fault = () => ({afterBytes: 2_000 + Math.floor(job.random() * step), how: 'reset'});
  const cuts = () => way.cuts - before.cuts;
  const violations: string[] = [];
  let files = 0;
  while (cuts() < cutsWanted) {
    files++;
    way.cutAll();
    const path = join(job.folder, `${newId()}.bin`);
    writeFileSync(path, randomBytes(sizeBytes));
    violations.push(...(await carry(job, stand, pair, path)).map(what => `large file: ${what}`));
    job.note(`${cuts()} of ${cutsWanted} cuts`);
  }
  const againBytes = Math.max(0, (way.passedBytes - before.passed - files * sizeBytes) / cuts());
  if (againBytes > ON_ITS_WAY_BYTES) violations.push(`${Math.round(againBytes)} bytes were sent again for each cut`);
  return {violations, files, cuts: cuts(), againBytes};
}

async function carry(job: Job, stand: Stand, pair: Pair, path: string): Promise<string[]> {
  const {sender, receiver, roomId} = pair;
  const {client} = receiver;
  const name = basename(path);
  const [transferId = ''] = await sendFiles(sender.client, {paths: [path], roomId});
  const isOffered = () => Object.values(client.getState().transferById).some(one => one.name === name);
  if ((await untilState(client, isOffered, TRANSFER_MS_MAX)) === undefined) return ['it is never offered'];
  const file = await findFile(client, roomId, name);
  const taking = await client.parts.transfers.fetch(file, {folder: join(job.folder, 'taken')});
  const finished = Promise.all(
    [client, sender.client].map((one, side) => one.parts.transfers.finished([taking, transferId][side]!)),
  );
  const [taken] = await within(finished, TRANSFER_MS_MAX, 'the file did not arrive');
  const [sent, received] = await Promise.all([hashOf(path), hashOf(taken!.path ?? '')]);
  const after = await findFile(client, roomId, name);
  const violations = sent === received ? [] : [`sent ${sent}, received ${received}`];
  if (after.state !== 'complete') violations.push(`it is shown as ${after.state}`);
  const isStored = existsSync(join(stand.dataDir, 'files', file.fileId));
  if (after.directBytes === after.sizeBytes) pair.directCount++;
  if (isStored && after.directBytes === after.sizeBytes) violations.push('bytes of it are on the server');
  return violations;
}

function left(job: Job, files: number): string[] {
  const taken = readdirSync(join(job.folder, 'taken'));
  const violations = taken.filter(name => name.endsWith('.part')).map(name => `${name} was left behind`);
  if (taken.length !== files) violations.push(`${taken.length} files arrived, ${files} were sent`);
  return violations;
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const bytes of createReadStream(path)) hash.update(bytes as Buffer);
  return hash.digest('hex');
}
