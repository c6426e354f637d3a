/**
 * The test bed: one server process behind a bad network, people with real clients, one ledger, and the check of their results.
 */
import {join} from 'node:path';
import type {Backoff} from '../src/client/line/backoff.ts';
import {openFaultProxy, type FaultProxy} from '../__tests__/support/machine/faultProxy.ts';
import {holdPort} from '../__tests__/support/machine/heldPort.ts';
import {checkLedger, emptyLedger, type Ledger, type StoredRoom} from '../__tests__/support/machine/ledger.ts';
import {integrityErrors, readStoredLog} from '../__tests__/support/stored/storedLog.ts';
import {FAST_BACKOFF, openPerson, type Person} from './people/person.ts';
import type {Job} from './row.ts';
import {FULL_SHAPE, seed, SHORT_SHAPE, type Seeded, type Shape} from './seed.ts';
import {startServer, type ServerOptions, type ServerProcess} from './server.ts';

export interface StandOptions {
  shape?: Shape;
  /** How many of the people have a client here; everybody by default. */
  clients?: number;
  /** Undefined: the product's own waits. */
  backoff?: Backoff | 'default';
  requestTimeoutMs?: number;
  /** How the server is started, each time. */
  server?: Omit<ServerOptions, 'dataDir' | 'port'>;
  /** Where the server's data lies; a folder of the job by default. */
  dataDir?: string;
}

export interface Stand {
  readonly dataDir: string;
  readonly ledger: Ledger;
  readonly proxy: FaultProxy;
  readonly seeded: Seeded;
  readonly people: Person[];
  server(): ServerProcess;
  /** Starts the server again, with other options where given; returns how long it took to listen. */
  restart(options?: Partial<Omit<ServerOptions, 'port'>>): Promise<number>;
  /** Room ids a person is in. */
  roomsOf(name: string): number[];
  stored(): StoredRoom[];
  /** Waits until everybody has sent and sees everything, then compares; every violation as a sentence. */
  judge(limits: {inStepMs: number}): Promise<Judgement>;
}

export interface Judgement {
  violations: string[];
  /** Slowest of all. */
  inStepMs: number;
  entries: number;
}

export async function openStand(job: Job, options: StandOptions = {}): Promise<Stand> {
  const dataDir = options.dataDir ?? join(job.folder, 'server');
  const seeded = await seed(dataDir, options.shape ?? (job.isShort ? SHORT_SHAPE : FULL_SHAPE));
  const {port, release} = await holdPort();
  job.onClose(release);
  let current = await startServer({...options.server, dataDir, port});
  job.onClose(() => current.kill());
  const proxy = await openFaultProxy(current.port, {random: job.random});
  job.onClose(() => proxy.close());
  const ledger = emptyLedger();
  const roomsOf = (name: string) => [
    ...seeded.roomIds,
    ...seeded.directs.filter(({names}) => names.includes(name)).map(({roomId}) => roomId),
  ];
  const backoff = options.backoff ?? FAST_BACKOFF;
  const people = await Promise.all(
    seeded.people.slice(0, options.clients).map(async ({name, token}) => {
      const person = await openPerson({
        ledger,
        url: proxy.url,
        name,
        token,
        folder: join(job.folder, 'people'),
        roomIds: roomsOf(name),
        ...(backoff !== 'default' && {backoff}),
        ...(options.requestTimeoutMs !== undefined && {requestTimeoutMs: options.requestTimeoutMs}),
      });
      job.onClose(() => person.close());
      return person;
    }),
  );
  const databasePath = join(dataDir, 'chat.db');
  const stand: Stand = {
    dataDir,
    ledger,
    proxy,
    seeded,
    people,
    roomsOf,
    server: () => current,
    stored: () => readStoredLog(databasePath),
    async restart(changed) {
      current = await startServer({...options.server, ...changed, dataDir, port});
      return current.startMs;
    },
    judge: ({inStepMs}) => judge(stand, databasePath, {inStepMs: job.patienceMs(inStepMs)}),
  };
  return stand;
}

async function judge(stand: Stand, databasePath: string, {inStepMs}: {inStepMs: number}): Promise<Judgement> {
  const {ledger, people} = stand;
  const startedMs = performance.now();
  const leftMs = () => Math.max(1, inStepMs - (performance.now() - startedMs));
  ledger.stuck = [];
  const stuck = (person: Person, what: string) => {
    const {connection} = person.client.getState();
    const why = 'code' in connection ? ` ${connection.code}` : '';
    ledger.stuck.push({
      person: person.name,
      what: `${what} after ${Math.round(performance.now() - startedMs)} ms (${connection.status}${why})`,
    });
  };
  for (const person of people) {
    if ((await person.untilOnline(leftMs())) === undefined) stuck(person, 'does not come online');
    else if ((await person.untilSent(leftMs())) === undefined) stuck(person, `${person.pendingCount()} not sent`);
  }
  let rooms = stand.stored();
  // An upload in the background can still add an entry: all are looked at again until none came meanwhile.
  let isStill: boolean;
  do {
    ledger.views = [];
    for (const person of people) {
      if ((await person.untilInStep(rooms, leftMs())) === undefined)
        stuck(person, 'does not see the end of every room');
      ledger.views.push(...person.views(stand.roomsOf(person.name)));
    }
    const current = stand.stored();
    isStill = current.every(({lastSeq}, at) => lastSeq === rooms[at]?.lastSeq);
    rooms = current;
  } while (!isStill && ledger.stuck.length === 0);
  const tookMs = performance.now() - startedMs;
  const violations = checkLedger(ledger, rooms).map(({rule, what}) => `${rule}: ${what}`);
  const damage = integrityErrors(databasePath).map(line => `the database is damaged: ${line}`);
  const entries = rooms.reduce((sum, room) => sum + room.entries.length, 0);
  return {violations: [...violations, ...damage], inStepMs: tookMs, entries};
}
