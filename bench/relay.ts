/** A way to bring files from one person to another through a third program: ours, a reference, or a peer. */
import {existsSync} from 'node:fs';
import {withFolder} from './folder.ts';
import {residentBytes, start, type Running} from './processes.ts';

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
  /** Where one end can do its work without the other: how long each takes. */
  upThenDown?(path: string, to: string): Promise<{upSeconds: number; downSeconds: number}>;
  /** What stands between. */
  server: Running;
  stop(): Promise<void>;
}

export interface Carried {
  seconds: number;
  /** Of whichever end had more in memory. */
  peakBytes: number;
}

export async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return (performance.now() - startedMs) / 1000;
}

/** Runs a program to its end; it must succeed. Resolves with its highest memory, looked at often. */
export async function run(
  command: readonly string[],
  options: {env?: Record<string, string>; cwd?: string; core?: number} = {},
): Promise<number> {
  const process = start(command, options);
  let peak = 0;
  const look = setInterval(() => (peak = Math.max(peak, residentBytes(process.pid, 'peak'))), 20);
  const code = await process.ended;
  clearInterval(look);
  if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}: ${process.complaints()}`);
  return peak;
}

export async function timed(ends: () => Promise<number[]>): Promise<Carried> {
  let peaks: number[] = [];
  const seconds = await secondsOf(async () => (peaks = await ends()));
  return {seconds, peakBytes: Math.max(...peaks)};
}

/** Memory rather than disk, so that the disk is not what is measured. */
export const inMemory = <T>(work: (folder: string) => Promise<T>): Promise<T> =>
  withFolder(work, existsSync('/dev/shm') ? '/dev/shm' : undefined);
