/** Starts measured programs as separate processes, pinned to a core where possible, and reads their cost from the system. */
import {spawn, spawnSync, type ChildProcess} from 'node:child_process';
import {existsSync, readFileSync, readdirSync} from 'node:fs';
import {cpus} from 'node:os';
import {delimiter, dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const BIN = join(ROOT, 'bin', 'chat-tui.js');

/** Servers are often where only root looks. */
const PATH = `${process.env['PATH']}${delimiter}/usr/sbin`;

const canPin = spawnSync('taskset', ['-c', '0', 'true']).status === 0;

/** The command with its core in front, where `taskset` exists. */
export const pinned = (core: number, command: readonly string[]): string[] =>
  canPin ? ['taskset', '-c', String(core), ...command] : [...command];

/** Pins this process, and children without their own core, to `core`; without one, to all cores. */
export function pinSelf(core?: number): void {
  const cores = core === undefined ? `0-${cpus().length - 1}` : String(core);
  if (canPin) spawnSync('taskset', ['-a', '-cp', cores, String(process.pid)]);
}

/** The first place on the path that has the program. */
export const whereIs = (program: string): string | undefined =>
  PATH.split(delimiter)
    .map(folder => join(folder, program))
    .find(path => existsSync(path));

export interface Running {
  child: ChildProcess;
  pid: number;
  /** All of standard output so far. */
  output(): string;
  /** The end of standard error. */
  complaints(): string;
  /** Resolves with the first match on standard output. */
  until(pattern: RegExp): Promise<RegExpExecArray>;
  /** Resolves with the exit code. */
  ended: Promise<number>;
  stop(): Promise<void>;
}

const started = new Set<number>();

/** Nothing that was started stays when the bench itself is ended. */
process.on('exit', () => [...started].flatMap(processTree).toReversed().forEach(kill));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));

export function start(
  command: readonly string[],
  options: {core?: number; env?: Record<string, string>; input?: string; cwd?: string} = {},
): Running {
  const [file, ...args] = options.core === undefined ? command : pinned(options.core, command);
  const child = spawn(file!, args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    cwd: options.cwd,
    env: {...process.env, PATH, NODE_ENV: 'production', NODE_NO_WARNINGS: '1', ...options.env},
  });
  child.stdin.on('error', () => {});
  child.stdin.end(options.input ?? '');
  let text = '';
  let complaints = '';
  const listeners = new Set<() => void>();
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    for (const listener of listeners) listener();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    complaints = (complaints + chunk.toString()).slice(-4000);
    for (const listener of listeners) listener();
  });
  started.add(child.pid!);
  const ended = new Promise<number>(resolve => child.on('close', code => resolve(code ?? -1)));
  void ended.then(() => started.delete(child.pid!));
  return {
    child,
    pid: child.pid!,
    output: () => text,
    complaints: () => complaints,
    ended,
    until: pattern =>
      new Promise((resolve, reject) => {
        const look = () => {
          const match = pattern.exec(text) ?? pattern.exec(complaints);
          if (!match) return;
          listeners.delete(look);
          resolve(match);
        };
        listeners.add(look);
        void ended.then(code => reject(new Error(`${command.join(' ')} ended with ${code}: ${complaints}`)));
        look();
      }),
    stop: async () => {
      const all = processTree(child.pid!);
      child.kill('SIGTERM');
      const patience = setTimeout(() => all.toReversed().forEach(kill), 6_000);
      await ended;
      clearTimeout(patience);
    },
  };
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It is gone already.
  }
}

/** A process and all that it started; Linux only, else itself. */
export function processTree(pid: number): number[] {
  try {
    const children = readdirSync(`/proc/${pid}/task`).flatMap(task =>
      readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    );
    return [pid, ...children.flatMap(processTree)];
  } catch {
    return [pid];
  }
}

/** User and system seconds of a process so far; Linux only, else 0. */
export function cpuSeconds(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return 0;
  }
}

/** Of a process and its children, including exited ones that were waited for; Linux only, else 0. */
export function treeCpuSeconds(root: number): number {
  const of = (pid: number): number => {
    try {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
      return [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at]), 0) / 100;
    } catch {
      return 0;
    }
  };
  return processTree(root).reduce((sum, pid) => sum + of(pid), 0);
}

/** Resident bytes now, or at its highest (`peak`); Linux only, else 0. */
export function residentBytes(pid: number, which: 'now' | 'peak' = 'now'): number {
  try {
    const line = new RegExp(which === 'now' ? /VmRSS:\s+(\d+)/ : /VmHWM:\s+(\d+)/).exec(
      readFileSync(`/proc/${pid}/status`, 'utf8'),
    );
    return Number(line?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}
