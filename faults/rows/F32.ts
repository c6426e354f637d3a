/** F32: sender, receiver and server are killed during a file transfer, over the server and directly. */
import {createHash, randomBytes} from 'node:crypto';
import {existsSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {newId} from '../../src/cli/shell.ts';
import {openWay} from '../directPair.ts';
import {openPerson, type Person} from '../people/person.ts';
import type {Job, Row} from '../row.ts';
import {openStand, type Stand} from '../stand.ts';
import {pause, untilTrue} from '../waiting.ts';
import {startWriter, type Writer, type WriterTask} from '../people/writer.ts';

const ROUTES = ['relay', 'direct'] as const;
const VICTIMS = ['sender', 'receiver', 'server'] as const;
const DEADLINE_MS = 120_000;
const SIZE_BYTES = {full: 64 * 1024 ** 2, short: 2 * 1024 ** 2};
/** Slow enough that kills come in the middle of it. */
const FILE_S = 3;

type Route = (typeof ROUTES)[number];
type Victim = (typeof VICTIMS)[number];

export const F32: Row = {
  name: 'F32',
  fault: 'killed while a file goes',
  injection:
    'kill -9 of the sender, the receiver and the server in turn while 64 MiB files go over the server, then directly',
  wanted: 'each file arrives once, with the same SHA-256; nothing unfinished left on any side',
  needs: ['linux'],
  /** Of each of the three, on each way. */
  runs: {full: 20, short: 1},
  async run(job) {
    const stand = await openStand(job, {shape: {people: 4, rooms: 0, directs: 2}, clients: 0});
    const counts = {kills: 0, files: 0, direct: 0};
    const violations: string[] = [];
    for (const [index, route] of ROUTES.entries()) {
      const one = await openCase(job, stand, {route, index});
      const wanted = Array.from({length: job.runs}, () => VICTIMS).flat();
      while (wanted.length > 0) {
        counts.files++;
        const before = wanted.length;
        const found = await carryUnderKills(job, one, wanted);
        counts.kills += before - wanted.length;
        violations.push(...found.map(what => `${route}: ${what}`));
        job.note(`${route}: ${counts.kills} kills, ${counts.files} files`);
      }
      const end = await one.end();
      counts.direct += end.directCount;
      violations.push(...end.violations.map(what => `${route}: ${what}`));
    }
    if (counts.direct === 0) violations.push('no file went directly to its end');
    const figure =
      `${violations.length} bad; ${counts.kills} kills, ${counts.files} files, ` +
      `${counts.direct} of them without the server`;
    return {figure, violations, runs: counts.kills};
  },
};

interface Left {
  violations: string[];
  /** Files of which no byte went over the server. */
  directCount: number;
}

interface Case {
  stand: Stand;
  route: Route;
  roomId: number;
  sizeBytes: number;
  /** Looks at what the server says, and is never killed. */
  watcher: Person;
  folder: (side: 'sender' | 'receiver') => string;
  writers: Record<'sender' | 'receiver', Writer>;
  start: (side: 'sender' | 'receiver') => Promise<void>;
  end: () => Promise<Left>;
}

async function openCase(job: Job, stand: Stand, {route, index}: {route: Route; index: number}): Promise<Case> {
  const {roomId, names} = stand.seeded.directs[index]!;
  const url = route === 'direct' ? (await openWay(job, stand)).url : stand.proxy.url;
  const sizeBytes = job.isShort ? SIZE_BYTES.short : SIZE_BYTES.full;
  const tokenOf = (name: string) => stand.seeded.people.find(one => one.name === name)?.token ?? '';
  const folder = (side: 'sender' | 'receiver') => join(job.folder, `${route}-${side}`);
  const task = (side: 'sender' | 'receiver'): WriterTask => {
    const [own, other] = side === 'sender' ? names : names.toReversed();
    return {
      url,
      token: tokenOf(own!),
      folder: folder(side),
      bytesPerSecondMax: sizeBytes / FILE_S,
      ...(route === 'direct' && {trusts: other!}),
    };
  };
  const one: Case = {
    stand,
    route,
    roomId,
    sizeBytes,
    watcher: await openPerson({
      ledger: stand.ledger,
      url: stand.proxy.url,
      name: names[0],
      token: tokenOf(names[0]),
      folder: join(job.folder, `${route}-watcher`),
      roomIds: [roomId],
    }),
    folder,
    writers: {sender: await startWriter(job, task('sender')), receiver: await startWriter(job, task('receiver'))},
    async start(side) {
      one.writers[side] = await startWriter(job, task(side));
    },
    async end() {
      const found = await leftOf(one);
      await Promise.all([one.writers.sender.kill(), one.writers.receiver.kill(), one.watcher.close()]);
      return found;
    },
  };
  job.onClose(() => one.watcher.close());
  for (const writer of Object.values(one.writers))
    await writer.until(({kind}) => kind === 'online', DEADLINE_MS, 'a client did not come online');
  return one;
}

/** @param wanted who is to be killed still; those who are, are taken out */
async function carryUnderKills(job: Job, one: Case, wanted: Victim[]): Promise<string[]> {
  const name = `${newId()}.bin`;
  const path = join(job.folder, name);
  const bytes = randomBytes(one.sizeBytes);
  writeFileSync(path, bytes);
  const {sender, receiver} = one.writers;
  const isBegun = (report: {kind: string; name?: string}) => report.kind === 'begun' && report.name === name;
  sender.order({kind: 'send', roomId: one.roomId, path});
  await sender.until(isBegun, DEADLINE_MS, 'the file is not offered');
  const isListed = async () => (await filesOf(one)).some(file => file.name === name);
  if (!(await untilTrue(isListed, DEADLINE_MS))) return ['the server does not know of the file'];
  receiver.order({kind: 'fetch', roomId: one.roomId, name});
  await receiver.until(isBegun, DEADLINE_MS, 'the file is not taken');
  const arrived = join(one.folder('receiver'), 'downloads', name);
  while (wanted.length > 0 && !existsSync(arrived)) {
    await pause(100 + job.random() * (job.isShort ? 200 : 600));
    if (existsSync(arrived)) break;
    await killOne(one, wanted.shift()!);
  }
  if (!(await untilTrue(() => existsSync(arrived), DEADLINE_MS, 100)))
    return [`the file does not arrive; ${wanted.length} left`];
  const isComplete = async () => (await filesOf(one)).find(file => file.name === name)?.state === 'complete';
  if (!(await untilTrue(isComplete, DEADLINE_MS, 100))) return ['the server is not told that it arrived'];
  const hash = (data: Buffer) => createHash('sha256').update(data).digest('hex');
  return hash(readFileSync(arrived)) === hash(bytes) ? [] : ['it arrived with other bytes'];
}

async function killOne(one: Case, victim: Victim): Promise<void> {
  if (victim === 'server') {
    await one.stand.server().kill();
    await one.stand.restart();
    return;
  }
  await one.writers[victim].kill();
  await one.start(victim);
  await one.writers[victim].until(({kind}) => kind === 'online', DEADLINE_MS, `the ${victim} did not come back`);
}

const filesOf = async ({watcher, roomId}: Case) =>
  watcher.client.request('fileList', {roomId, limit: 5}).then(
    ({files}) => files,
    () => [],
  );

async function leftOf(one: Case): Promise<Left> {
  const isIdle = (writer: Writer) =>
    writer.reports().findLast(({kind}) => kind === 'idle' || kind === 'busy')?.kind === 'idle';
  const violations: string[] = [];
  for (const side of ['sender', 'receiver'] as const)
    if (!(await untilTrue(() => isIdle(one.writers[side]), DEADLINE_MS))) violations.push(`the ${side} is never done`);
  const arrived = readdirSync(join(one.folder('receiver'), 'downloads'));
  const parts = arrived.filter(name => name.endsWith('.part'));
  violations.push(...parts.map(name => `${name} was left behind`));
  if (new Set(arrived).size !== arrived.length - parts.length) violations.push(`in the folder: ${arrived.join(', ')}`);
  const {files} = await one.watcher.client.request('fileList', {roomId: one.roomId, limit: 200});
  if (files.length !== arrived.length) violations.push(`${files.length} files were sent, ${arrived.length} arrived`);
  const stored = new Set(readdirSync(join(one.stand.dataDir, 'files')));
  const direct = files.filter(({directBytes, sizeBytes}) => directBytes === sizeBytes);
  for (const {fileId, name} of direct)
    if (stored.has(fileId)) violations.push(`bytes of ${name} are on the server, and it went directly`);
  return {violations, directCount: direct.length};
}
