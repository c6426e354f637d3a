/** The server under test: the built program as a separate process that can be killed, suspended, traced and starved. */
import {spawn, type ChildProcess} from 'node:child_process';
import {resolve} from 'node:path';

/** Another build, e.g. an installed one, can be put to the test. */
export const PROGRAM = resolve(process.env.CHAT_TUI_PROGRAM ?? 'bin/chat-tui.js');

export interface ServerOptions {
  dataDir: string;
  /** 0 or nothing: a free one. Where it goes and comes back while clients try again, one from `holdPort`. */
  port?: number;
  /** In front of the command, e.g. `strace …`; whatever it is must become the server by `exec`. */
  wrap?: readonly string[];
  env?: Record<string, string>;
  /** More arguments of `serve`. */
  args?: readonly string[];
  /** Arguments of Node. */
  nodeArgs?: readonly string[];
}

export interface ServerProcess {
  readonly pid: number;
  readonly port: number;
  readonly url: string;
  /** From the start to the ready line. */
  readonly startMs: number;
  output(): string;
  isRunning(): boolean;
  /** Resolves with exit code or signal name. */
  readonly ended: Promise<number | string>;
  signal(signal: NodeJS.Signals): void;
  /** `kill -9`, and waits for the end. */
  kill(): Promise<void>;
  /** Asks it to end, and kills it when it does not. */
  stop(): Promise<number | string>;
}

export class NotStarted extends Error {
  readonly end: number | string;
  readonly output: string;

  constructor(end: number | string, output: string) {
    super(`the server did not start (${end}): ${output.slice(-2_000)}`);
    this.end = end;
    this.output = output;
  }
}

/** The loads here are heavier than what one person may send by default. */
const ENVIRONMENT = {PATH: process.env.PATH ?? '', LANG: 'C.UTF-8', CHAT_TUI_MESSAGES_PER_MINUTE: '0'};
const READY = /chat-tui server ready at http:\/\/\S+:(\d+)/;
const START_DEADLINE_MS = 90_000;
const STOP_DEADLINE_MS = 10_000;

/** @throws NotStarted */
export async function startServer(options: ServerOptions): Promise<ServerProcess> {
  const startedMs = performance.now();
  const {dataDir, port = 0, wrap = [], nodeArgs = [], args = []} = options;
  const serve = ['serve', '--host', '127.0.0.1', '--port', String(port), '--data', dataDir, ...args];
  const [file, ...rest] = [...wrap, process.execPath, ...nodeArgs, PROGRAM, ...serve];
  const child = spawn(file!, rest, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {...ENVIRONMENT, HOME: dataDir, CHAT_TUI_HOME: dataDir, ...options.env},
  });
  const {ready, output} = watch(child);
  const ended = new Promise<number | string>((done, fail) => {
    child.once('error', fail);
    child.once('close', (code, signal) => done(code ?? signal ?? 'unknown'));
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), START_DEADLINE_MS);
  const found = await Promise.race([ready, ended.then(end => new NotStarted(end, output()))]);
  clearTimeout(timer);
  if (found instanceof NotStarted) throw found;
  const isRunning = () => child.exitCode === null && child.signalCode === null;
  return {
    pid: child.pid!,
    port: found,
    url: `http://127.0.0.1:${found}`,
    startMs: performance.now() - startedMs,
    output,
    isRunning,
    ended,
    signal: signal => void (isRunning() && process.kill(child.pid!, signal)),
    async kill() {
      if (isRunning()) child.kill('SIGKILL');
      await ended;
    },
    async stop() {
      if (isRunning()) child.kill('SIGTERM');
      const patience = setTimeout(() => child.kill('SIGKILL'), STOP_DEADLINE_MS);
      const end = await ended;
      clearTimeout(patience);
      return end;
    },
  };
}

function watch(child: ChildProcess): {ready: Promise<number>; output: () => string} {
  let text = '';
  const ready = new Promise<number>(found => {
    const take = (chunk: string) => {
      text = (text + chunk).slice(-1_000_000);
      const port = READY.exec(text)?.[1];
      if (port !== undefined) found(Number(port));
    };
    child.stdout?.setEncoding('utf8').on('data', take);
    child.stderr?.setEncoding('utf8').on('data', take);
  });
  return {ready, output: () => text};
}
