/** Runs a command as a shell does: forwards its output and signals, and keeps a bounded part of the output. */
import {spawn} from 'node:child_process';
import {existsSync} from 'node:fs';
import {constants} from 'node:os';
import {delimiter, join} from 'node:path';
import {ChatError} from '../../shared/errors.ts';
import {isExecutable} from '../desktop/programs.ts';
import {unignored} from '../ending/hangup.ts';
import type {Shell} from '../shell.ts';

export interface EndedCommand {
  /** Exit code as in a shell: 128 plus the signal's number after a signal. */
  code: number;
  /** Name of the signal that ended it. */
  signal?: string;
  output: Buffer;
  tookMs: number;
}

/** Bytes of the output that are kept: its start and its end. */
const HEAD_BYTES = 1024 * 1024;
const TAIL_BYTES = 7 * 1024 * 1024;

interface Kept {
  add(chunk: Buffer): void;
  all(): Buffer;
}

function keepEnds(): Kept {
  const head: Buffer[] = [];
  let headBytes = 0;
  let tail: Buffer[] = [];
  let tailBytes = 0;
  let leftOut = 0;
  return {
    add(chunk) {
      const first = chunk.subarray(0, HEAD_BYTES - headBytes);
      if (first.length > 0) head.push(first);
      headBytes += first.length;
      const rest = chunk.subarray(first.length);
      if (rest.length === 0) return;
      tail.push(rest);
      tailBytes += rest.length;
      if (tailBytes <= 2 * TAIL_BYTES) return;
      const cut = Buffer.concat(tail);
      leftOut += cut.length - TAIL_BYTES;
      tail = [cut.subarray(-TAIL_BYTES)];
      tailBytes = TAIL_BYTES;
    },
    all() {
      const end = Buffer.concat(tail);
      const shown = end.subarray(-TAIL_BYTES);
      const missing = leftOut + end.length - shown.length;
      const gap = missing === 0 ? [] : [Buffer.from(`\n[… ${missing} bytes left out …]\n`)];
      return Buffer.concat([...head, ...gap, shown]);
    },
  };
}

const notStarted = (command: string, code = ''): ChatError =>
  new ChatError('command-not-started', code === 'ENOENT' ? `${command} was not found` : `${command}: ${code}`);

/** Signals forwarded to the command; a terminal sends `SIGINT` to it directly. */
const SIGNALS = ['SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGINT'] as const;

/** Node resets ignored signals in child processes, so SIGHUP is ignored anew if it was ignored here. */
const OUTLIVING = ['sh', '-c', 'trap \'\' HUP; exec "$@"', 'sh'] as const;

/**
 * Searches PATH as `execvp` does, because the wrapping shell would start anyway and its error would look like the command's
 * output.
 */
function whyNotStarted(command: string): 'ENOENT' | 'EACCES' | undefined {
  const folders = command.includes('/') ? [''] : (process.env.PATH ?? '/bin:/usr/bin').split(delimiter);
  const found = folders.map(folder => join(folder, command)).filter(path => existsSync(path));
  if (command === '' || found.length === 0) return 'ENOENT';
  return found.some(isExecutable) ? undefined : 'EACCES';
}

/** Forwards the output, unless `isQuiet`. @throws command-not-started */
export async function runCommand(
  {stdin, stdout, stderr}: Pick<Shell, 'stdin' | 'stdout' | 'stderr'>,
  [command = '', ...args]: readonly string[],
  {isQuiet}: {isQuiet: boolean},
): Promise<EndedCommand> {
  const startedAtMs = performance.now();
  const signals = unignored(SIGNALS);
  const isKept = !signals.includes('SIGHUP');
  const refused = isKept ? whyNotStarted(command) : undefined;
  if (refused !== undefined) throw notStarted(command, refused);
  const [file, ...words] = isKept ? [...OUTLIVING, command, ...args] : [command, ...args];
  const child = spawn(file, words, {stdio: ['inherit', 'pipe', 'pipe']});
  const kept = keepEnds();
  const hasTerminal = [stdin, stdout, stderr].some(({isTTY}) => isTTY);
  const forward = (signal: NodeJS.Signals) => {
    if (signal !== 'SIGINT' || !hasTerminal) child.kill(signal);
  };
  for (const signal of signals) process.on(signal, forward);
  const stops: (() => void)[] = [];
  try {
    const ended = new Promise<EndedCommand>((resolve, reject) => {
      child.on('error', (error: NodeJS.ErrnoException) => reject(notStarted(command, error.code)));
      child.on('close', (code, signal) => {
        const number = signal === null ? (code ?? 1) : 128 + (constants.signals[signal] ?? 0);
        const tookMs = performance.now() - startedAtMs;
        resolve({code: number, output: kept.all(), tookMs, ...(signal !== null && {signal})});
      });
    });
    const pass = (from: NodeJS.ReadableStream, to: NodeJS.WritableStream) => {
      const goOn = () => from.resume();
      from.on('data', (chunk: Buffer) => {
        kept.add(chunk);
        if (isQuiet || !to.writable || to.write(chunk)) return;
        // A slow reader slows the command down, as in any pipe.
        from.pause();
      });
      // A closed output does not stop the command, because its output is still posted.
      for (const event of ['drain', 'error', 'close']) to.on(event, goOn);
      return () => ['drain', 'error', 'close'].forEach(event => to.off(event, goOn));
    };
    stops.push(pass(child.stdout, stdout), pass(child.stderr, stderr));
    return await ended;
  } finally {
    for (const stop of stops) stop();
    for (const signal of signals) process.off(signal, forward);
  }
}
