/** A way to send files from one person to another through a third program: this project's, a reference or a peer. */
import {existsSync} from 'node:fs';
import {withFolder} from './measuring/folder.ts';
import {processTree, residentBytes, start, type Running} from './measuring/processes.ts';

export interface Relay {
  name: string;
  kind: 'ours' | 'reference' | 'peer';
  needs?: {program: string; package: string};
  /** Opens what stands between, with an empty folder for its own things. */
  open(folder: string): Promise<OpenedRelay>;
}

export interface OpenedRelay {
  /** Both ends are started; resolves when all files lie in the folder `to`. */
  carry(paths: readonly string[], to: string): Promise<Carried>;
  /** Sends a folder as one file; resolves when it is in the folder `to` under its own name. */
  carryFolder?(path: string, to: string): Promise<Carried>;
  /** Where one end can do its work without the other: how long each takes. */
  upThenDown?(path: string, to: string): Promise<{upSeconds: number; downSeconds: number}>;
  /** What stands between. */
  server: Running;
  stop(): Promise<void>;
}

/** What one end took of the machine. */
export interface Spent {
  peakBytes: number;
  cpuSeconds: number;
}

export interface Carried {
  seconds: number;
  /** Of whichever end had more in memory. */
  peakBytes: number;
  /** Of both ends. */
  cpuSeconds: number;
}

export async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return (performance.now() - startedMs) / 1000;
}

/** Measures the processor time of itself and its children, which is unknown once a process has exited. */
const COUNTING = ['bash', '-c', 'TIMEFORMAT="cpu %U %S"; time "$@"', 'bash'];

/** Runs a program to its end; it must succeed. Its peak memory is sampled. */
export async function run(
  command: readonly string[],
  options: {env?: Record<string, string>; cwd?: string; core?: number} = {},
): Promise<Spent> {
  const process = start([...COUNTING, ...command], options);
  let peakBytes = 0;
  const look = setInterval(() => {
    for (const pid of processTree(process.pid)) peakBytes = Math.max(peakBytes, residentBytes(pid, 'peak'));
  }, 20);
  const code = await process.ended;
  clearInterval(look);
  if (code !== 0) throw new Error(`${command.join(' ').slice(0, 300)} ended with ${code}: ${process.complaints()}`);
  const [, user, system] = /cpu (\S+) (\S+)\n$/.exec(process.complaints()) ?? [];
  return {peakBytes, cpuSeconds: Number(user) + Number(system)};
}

export async function timed(ends: () => Promise<Spent[]>): Promise<Carried> {
  let spent: Spent[] = [];
  const seconds = await secondsOf(async () => (spent = await ends()));
  return {
    seconds,
    peakBytes: Math.max(...spent.map(one => one.peakBytes)),
    cpuSeconds: spent.reduce((sum, one) => sum + one.cpuSeconds, 0),
  };
}

/** Memory rather than disk, so that the disk is not what is measured. */
export const inMemory = <T>(work: (folder: string) => Promise<T>): Promise<T> =>
  withFolder(work, existsSync('/dev/shm') ? '/dev/shm' : undefined);
