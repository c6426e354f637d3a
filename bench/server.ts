/** A chat server that can be measured: this project's, a reference or a peer. */
import {randomInt} from 'node:crypto';
import {connect, createServer} from 'node:net';
import {setTimeout as sleep} from 'node:timers/promises';
import {withFolder} from './measuring/folder.ts';
import type {LoadClient, LoadPlan} from './load/plan.ts';
import {processTree, start, whereIs, type Running} from './measuring/processes.ts';
import type {Protocol} from './protocol.ts';

export interface People {
  count: number;
  /** They are spread over so many rooms. */
  rooms: number;
  /** For servers that store membership: clients are in their rooms from the start. */
  areInside: boolean;
}

export interface ChatServer {
  name: string;
  kind: 'ours' | 'reference' | 'peer';
  /** A program that must be there, and the Debian package that has it. */
  needs?: {program: string; package: string};
  protocol: Protocol;
  /** A message that was taken survives a power cut. */
  isDurable: boolean;
  /** More people than this in one room take it minutes. */
  roomMax?: number;
  /** How many people may come at a time where the usual 50 are too many. */
  together?: number;
  /** Writes what it needs into an empty folder. */
  prepare(folder: string, port: number, people: People): Promise<Prepared>;
}

export interface Prepared {
  command: readonly string[];
  env?: Record<string, string>;
  clients: LoadClient[];
}

export interface OpenedServer {
  port: number;
  folder: string;
  clients: readonly LoadClient[];
  pids: readonly number[];
  /** What the generator has to know; the first ten send. */
  plan: LoadPlan;
}

/** In its rooms' order: person 0 in room 0, person 1 in room 1, … */
export const inRooms = (people: People, columns: (index: number, room: number) => readonly string[]): LoadClient[] =>
  Array.from({length: people.count}, (_, index) => {
    const room = people.rooms === 0 ? 0 : index % people.rooms;
    return {room, columns: columns(index, room)};
  });

export const roomName = (room: number): string => `bench${room}`;

/** For servers that call a room by a name of the bench's own. */
export const inNamedRooms = (people: People): LoadClient[] => inRooms(people, (_, room) => [roomName(room)]);

/** Below those that the system gives to outgoing connections. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(18_000, 32_000);
    const server = createServer();
    const isFree = await new Promise<boolean>(resolve => {
      server.on('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true));
    });
    await new Promise(resolve => server.close(resolve));
    if (isFree) return port;
  }
}

/** Resolves when somebody listens there. */
export async function listening(port: number, running: Running): Promise<void> {
  for (let tries = 0; tries < 2_000; tries++) {
    const isUp = await new Promise<boolean>(resolve => {
      const socket = connect({host: '127.0.0.1', port});
      socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
      socket.on('connect', () => socket.destroy());
    });
    if (isUp) return;
    if (running.child.exitCode !== null) throw new Error(`it ended: ${running.complaints()}${running.output()}`);
    await sleep(20);
  }
  throw new Error('it does not listen');
}

/** Starts the server in a new folder, on its core; stops it afterwards. */
export async function withServer<T>(
  server: ChatServer,
  people: People,
  work: (opened: OpenedServer) => Promise<T>,
  core = 0,
): Promise<T> {
  const port = await freePort();
  return withFolder(async folder => {
    const {command, env, clients} = await server.prepare(folder, port, people);
    const running = start(command, {core, cwd: folder, env: {...env}});
    try {
      await listening(port, running);
      await sleep(1_000);
      const pids = processTree(running.pid);
      const {protocol, together = 50} = server;
      const plan = {protocol, port, clients, senders: 10, together, serverPids: pids};
      return await work({port, folder, clients, pids, plan});
    } finally {
      await running.stop();
    }
  });
}

const missing = new Set<string>();

/** Says once which are not there, and leaves them out. */
export function installed<T extends {name: string; needs?: {program: string; package: string}}>(
  all: readonly T[],
): T[] {
  return all.filter(({name, needs}) => {
    if (!needs || whereIs(needs.program) !== undefined) return true;
    if (!missing.has(name)) process.stderr.write(`${name} is not installed (Debian: ${needs.package}); left out.\n`);
    missing.add(name);
    return false;
  });
}
