/** F18: files are damaged: the server's database and log, the client's outbox. */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import {join} from 'node:path';
import type {Entry} from '../../src/shared/entries/entry.ts';
import {openSqliteStore} from '../../src/server/stores/sqlite.ts';
import {openClient} from '../../src/client/client.ts';
import {FAST_BACKOFF} from '../people/person.ts';
import type {Job, Row} from '../row.ts';
import {newId} from '../../src/cli/shell.ts';
import {seed} from '../seed.ts';
import {NotStarted, startServer} from '../server.ts';
import {openStand} from '../stand.ts';
import {pause, untilState} from '../waiting.ts';

const ENTRIES = 400;
/** Through the real program; the others through the store alone, which is what reads the files. */
const PROGRAM_EVERY = 25;

type Mutation = (files: {database: string; wal: string}, random: () => number) => void;

function flipIn(path: string, random: () => number): void {
  const bytes = readFileSync(path);
  const at = Math.floor(random() * bytes.length);
  bytes[at] = bytes[at]! ^ (1 << Math.floor(random() * 8));
  writeFileSync(path, bytes);
}

const MUTATIONS: Record<string, Mutation> = {
  'a bit of the database': ({database}, random) => flipIn(database, random),
  'a bit of the log': ({wal}, random) => flipIn(wal, random),
  'database cut off': ({database}, random) => truncateSync(database, Math.floor(random() * statSync(database).size)),
  'log cut off': ({wal}, random) => truncateSync(wal, Math.floor(random() * statSync(wal).size)),
  'garbage for a log': ({wal}, random) =>
    writeFileSync(wal, Buffer.from(Array.from({length: 8_192}, () => Math.floor(random() * 256)))),
  'no log': ({wal}) => rmSync(wal),
  'a page of zeros': ({database}, random) => {
    const bytes = readFileSync(database);
    bytes.fill(0, 4_096 * Math.floor(random() * (bytes.length / 4_096))).subarray();
    writeFileSync(database, bytes);
  },
};

export const F18: Row = {
  name: 'F18',
  fault: 'damaged files',
  injection: 'bit flips, cuts, zeros and garbage in the database, its log, and the outbox of a client',
  wanted:
    'refused with instructions, or right: never silently wrong text, never silently fewer; a damaged outbox is moved aside',
  runs: {full: 500, short: 14},
  async run(job) {
    const good = await makeGood(job);
    const counts = {refused: 0, failed: 0, right: 0, shorter: 0, wrong: 0};
    const violations: string[] = [];
    const kinds = Object.entries(MUTATIONS);
    for (let run = 0; run < job.runs; run++) {
      const [what, mutate] = kinds[run % kinds.length]!;
      const folder = join(job.folder, `damaged${run}`);
      mkdirSync(folder);
      const files = {database: join(folder, 'chat.db'), wal: join(folder, 'chat.db-wal')};
      copyFileSync(join(good.folder, 'chat.db'), files.database);
      copyFileSync(join(good.folder, 'chat.db-wal'), files.wal);
      copyFileSync(join(good.folder, 'chat.db-mark'), join(folder, 'chat.db-mark'));
      mutate(files, job.random);
      const outcome = await judgeStore(folder, good.entries);
      counts[outcome]++;
      if (outcome === 'wrong') violations.push(`${what}: wrong text without a word`);
      if (outcome === 'shorter') violations.push(`${what}: entries are missing without a word`);
      if (outcome === 'refused' && run % PROGRAM_EVERY === 0)
        violations.push(...(await judgeProgram(folder)).map(found => `${what}: ${found}`));
      rmSync(folder, {recursive: true});
      job.note(`${run + 1} damaged databases`);
    }
    const outboxes = await damageOutboxes(job, job.isShort ? 2 : 60);
    violations.push(...outboxes.violations);
    const {refused, failed, right, shorter, wrong} = counts;
    const figure =
      `refused ${refused}, error on reading ${failed}, right ${right}, end missing ${shorter}, silently wrong ` +
      `${wrong}; outboxes: ${outboxes.figure}`;
    return {figure, violations};
  },
};

/** Half of the entries are in the database, half in its log only, as after a kill. */
async function makeGood(job: Job): Promise<{folder: string; entries: Entry[]}> {
  const live = join(job.folder, 'live');
  await seed(live, {people: 3, rooms: 0, directs: 0});
  const folder = join(job.folder, 'good');
  mkdirSync(folder);
  const write = async (from: number, to: number) => {
    const store = await openSqliteStore({dataDir: live, now: Date.now, newId});
    for (let count = from; count < to; count++) {
      const body = {kind: 'message' as const, id: newId(), text: `text ${count} `.padEnd(200, String(count))};
      await store.entryAppend({roomId: 1, userId: 1, body, atMs: Date.now()});
    }
    return store;
  };
  await (await write(0, ENTRIES / 2)).close();
  const store = await write(ENTRIES / 2, ENTRIES);
  for (const name of ['chat.db', 'chat.db-wal', 'chat.db-mark']) copyFileSync(join(live, name), join(folder, name));
  const entries = await readAll(store);
  await store.close();
  return {folder, entries};
}

async function readAll(store: Awaited<ReturnType<typeof openSqliteStore>>): Promise<Entry[]> {
  const all: Entry[] = [];
  for (;;) {
    const page = await store.entryList({roomId: 1, userId: 1, afterSeq: all.at(-1)?.seq ?? 0, limit: 200});
    all.push(...page.entries);
    if (page.entries.length === 0) return all;
  }
}

type Outcome = 'refused' | 'failed' | 'right' | 'shorter' | 'wrong';

async function judgeStore(dataDir: string, good: readonly Entry[]): Promise<Outcome> {
  let store: Awaited<ReturnType<typeof openSqliteStore>>;
  try {
    store = await openSqliteStore({dataDir, now: Date.now, newId});
  } catch {
    return 'refused';
  }
  try {
    const found = await readAll(store);
    const isRight = found.every((entry, index) => JSON.stringify(entry) === JSON.stringify(good[index]));
    if (!isRight) return 'wrong';
    return found.length === good.length ? 'right' : 'shorter';
  } catch {
    return 'failed';
  } finally {
    await store.close().catch(() => undefined);
  }
}

/** A refusal has an exit code of its own and says what to do. */
async function judgeProgram(dataDir: string): Promise<string[]> {
  try {
    const server = await startServer({dataDir});
    await server.stop();
    return [];
  } catch (error) {
    if (!(error instanceof NotStarted)) throw error;
    const found: string[] = [];
    if (error.end === 0 || error.end === 1) found.push(`the program ends with ${error.end}`);
    if (/^\s+at /m.test(error.output)) found.push('the program shows a stack');
    if (!error.output.includes(dataDir))
      found.push(`the program does not say which folder: ${error.output.slice(0, 200)}`);
    return found;
  }
}

/** Unsent messages of a run that died, damaged before the next one. */
async function damageOutboxes(job: Job, runs: number): Promise<{violations: string[]; figure: string}> {
  const own = {...job, folder: join(job.folder, 'outboxes')};
  const stand = await openStand(own, {shape: {people: 2, rooms: 0, directs: 0}, clients: 1});
  const [person] = stand.people;
  const outboxes = join(own.folder, 'people', person!.name, 'local');
  stand.proxy.refuse(true);
  stand.proxy.resetAll();
  for (let count = 0; count < 20; count++) await person!.write(1, `unsent ${newId()}`.padEnd(300, '.'));
  const [account = ''] = readdirSync(outboxes);
  const left = readdirSync(join(outboxes, account)).filter(name => !/-journal$|-shm$|\.lock$/.test(name));
  stand.proxy.refuse(false);
  const violations: string[] = [];
  let aside = 0;
  for (let run = 0; run < runs; run++) {
    const dataDir = join(own.folder, `damaged${run}`);
    const dir = join(dataDir, 'local', account);
    mkdirSync(dir, {recursive: true});
    for (const name of left) {
      copyFileSync(join(outboxes, account, name), join(dir, name));
      if (statSync(join(dir, name)).size === 0) continue;
      if (run % 3 === 0) truncateSync(join(dir, name), Math.floor(job.random() * statSync(join(dir, name)).size));
      else if (run % 3 === 1) flipIn(join(dir, name), job.random);
      else writeFileSync(join(dir, name), 'garbage'.repeat(500));
    }
    violations.push(...(await openDamaged(stand.proxy.url, stand.seeded.people[0]!.token, dataDir)));
    if (existsSync(dir) && readdirSync(dir).some(name => name.includes('.damaged-'))) aside++;
  }
  const judged = await stand.judge({inStepMs: 10_000});
  violations.push(...judged.violations.map(what => `outbox: ${what}`));
  return {violations, figure: `${runs} damaged, ${aside} moved aside`};
}

async function openDamaged(serverUrl: string, token: string, dataDir: string): Promise<string[]> {
  const client = openClient({
    serverUrl,
    token,
    dataDir,
    downloadsDir: dataDir,
    deviceName: 'damaged',
    backoff: FAST_BACKOFF,
    now: Date.now,
    newId,
  });
  const isOnline = await untilState(client, state => state.connection.status === 'online', 10_000);
  await pause(50);
  await untilState(client, state => Object.values(state.roomById).every(room => room.pending.length === 0), 5_000);
  await client.close();
  return isOnline === undefined ? ['a client with a damaged outbox does not come online'] : [];
}
