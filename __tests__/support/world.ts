/** A real server in a temporary folder, people with real connections, and a clock turned by hand; gone after the test. */
import {randomBytes} from 'node:crypto';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {afterEach} from '@jest/globals';
import {setImmediate as nextTurn} from 'node:timers/promises';
import {newId} from '../../src/cli/shell.ts';
import {createLogger} from '../../src/server/logger.ts';
import {openServer, type RunningServer, type ServerPorts} from '../../src/server/server.ts';
import type {ServerSettings} from '../../src/server/settings.ts';
import {DEFAULT_LIMITS, type Limits} from '../../src/shared/limits.ts';
import type {Result} from '../../src/shared/protocol.ts';
import {handClock, type Clock} from './suite/clock.ts';
import {within} from './suite/deadline.ts';
import {connectDevice, type Device, type DeviceOptions} from './person.ts';
import {offerOwnerCode, takeOwnerCode} from './keys/ownerCodes.ts';
import {holdPort} from './machine/heldPort.ts';
import {putFreshDatabase} from './stored/freshDatabase.ts';

export const PASSWORD = 'a password for tests';

export interface Person extends Device {
  readonly name: string;
  readonly token: string;
  /** What `sessionOpen` told. */
  readonly session: Result<'sessionOpen'>;
  /** The same person on one more device. */
  readonly another: () => Promise<Person>;
}

export interface World {
  readonly server: RunningServer;
  readonly url: string;
  readonly dataDir: string;
  readonly clock: Clock;
  /** Lines of the server's log so far. */
  readonly logLines: readonly string[];
  readonly lobby: 1;
  readonly newId: () => string;
  /** Registers (the first one is the owner) and opens a session. */
  readonly person: (name: string) => Promise<Person>;
  /** Several at once; the first is the owner of a fresh server. */
  readonly people: (...names: readonly string[]) => Promise<Person[]>;
  /** A connection as it is after the handshake. */
  readonly device: (options?: DeviceOptions) => Promise<Device>;
  /** Opens a session with a token that is there already. */
  readonly open: (name: string, token: string) => Promise<Person>;
  /** A message by somebody; resolves after its acknowledgement. */
  readonly say: (person: Device, roomId: number, text: string) => Promise<Result<'messageSend'>>;
  /** Closes the server and opens it again on the same folder; the port is another. */
  readonly restart: (settings?: Partial<ServerSettings>, ports?: Partial<ServerPorts>) => Promise<void>;
  /** As the store has it. */
  readonly passwordHashOf: (name: string) => Promise<string>;
  /** Resolves when the server has noticed that nobody is connected any more. */
  readonly isEmpty: () => Promise<void>;
  /** Resolves when so many people are online as far as the server has noticed. */
  readonly hasOnline: (count: number) => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface WorldOptions {
  settings?: Partial<Omit<ServerSettings, 'limits'>> & {limits?: Partial<Limits>};
  ports?: Partial<ServerPorts>;
  /** Where the clock begins. */
  startMs?: number;
}

const CHEAP_PASSWORDS = {memoryKiB: 8, passes: 1};
const open = new Set<World>();

afterEach(async () => {
  await Promise.all([...open].map(one => one.close()));
});

const newToken = () => `ct_${randomBytes(32).toString('base64url')}`;

export async function world({settings = {}, ports = {}, startMs}: WorldOptions = {}): Promise<World> {
  const dataDir = await mkdtemp(join(tmpdir(), 'chat-tui-world-'));
  putFreshDatabase(dataDir);
  const clock = handClock(startMs);
  const logLines: string[] = [];
  const devices = new Set<Device>();
  let given = ports;
  const log = createLogger({
    write: line => void logLines.push(line),
  });
  const held = await holdPort();
  let chosen: ServerSettings = {
    host: '127.0.0.1',
    port: held.port,
    dataDir,
    registration: 'open',
    isEmbedded: false,
    messagesPerMinuteMax: 0,
    triesPerAddressPerMinuteMax: 0,
    connectionsPerAddressPerMinuteMax: 0,
    admissionsPerSecondMax: 0,
    ...settings,
    limits: {...DEFAULT_LIMITS, ...settings.limits},
  };
  const start = async () => {
    const {now, monotonicMs, after} = clock;
    const fixed = {now, monotonicMs, after, newId, newToken, log, passwordCost: CHEAP_PASSWORDS};
    const started = await openServer(chosen, {...fixed, ...given});
    offerOwnerCode(started.url, started.ownerLink);
    return started;
  };
  let server = await start();
  const stored = async (name: string) => {
    const database = new DatabaseSync(join(dataDir, 'chat.db'), {readOnly: true});
    try {
      const row = database.prepare('SELECT password_hash FROM accounts WHERE name = ?').get(name);
      return String(row?.['password_hash']);
    } finally {
      database.close();
    }
  };

  async function device(options?: DeviceOptions): Promise<Device> {
    const one = await connectDevice(server.url, options);
    devices.add(one);
    return one;
  }

  /** The server says nothing of its own when somebody has gone. */
  const untilThere = (what: string, isSo: (told: readonly string[]) => boolean) => {
    const look = async () => {
      while (open.has(made) && !isSo(await server.runConsole('who'))) await nextTurn();
    };
    return within(what, look());
  };

  const made: World = {
    get server() {
      return server;
    },
    get url() {
      return server.url;
    },
    dataDir,
    clock,
    logLines,
    lobby: 1,
    newId,
    device,
    async open(name, token) {
      const one = await device({token});
      const session = await one.request('sessionOpen', {});
      return {...one, name, token, session, another: () => made.open(name, token)};
    },
    async person(name) {
      const anonymous = await device();
      const {token} = await anonymous.request('accountRegister', {
        name,
        password: PASSWORD,
        ...takeOwnerCode(server.url),
      });
      await anonymous.close();
      devices.delete(anonymous);
      return made.open(name, token);
    },
    async people(...names) {
      const [first, ...rest] = names;
      const owner = first === undefined ? [] : [await made.person(first)];
      return [...owner, ...(await Promise.all(rest.map(name => made.person(name))))];
    },
    say: (person, roomId, text) => person.request('messageSend', {roomId, clientMsgId: newId(), kind: 'message', text}),
    passwordHashOf: stored,
    async restart(changed = {}, changedPorts = {}) {
      await server.close();
      chosen = {...chosen, ...changed};
      given = {...given, ...changedPorts};
      server = await start();
    },
    isEmpty: () => untilThere('nobody being connected', told => told.length === 1),
    hasOnline: count => untilThere(`${count} being online`, told => told.at(-1) === `${count} online`),
    async close() {
      open.delete(made);
      await Promise.all([...devices].map(one => one.close()));
      await server.close();
      held.release();
      await rm(dataDir, {recursive: true, force: true});
    },
  };
  open.add(made);
  return made;
}
