/** Runs the built program as a shell would: own home folder, arguments, standard input; waits with a deadline. */
import {spawn, type ChildProcess} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {Readable, Writable} from 'node:stream';
import type {Outside} from '../../src/cli/shell.ts';
import {joinLinkOf} from '../../src/shared/address.ts';
import {within} from './suite/deadline.ts';
import {offerOwnerCode, takeOwnerCode} from './keys/ownerCodes.ts';

export const BIN = resolve('bin/chat-tui.js');

export interface RunOptions {
  env?: Record<string, string>;
  /** Standard input; empty when absent. */
  stdin?: string | Uint8Array;
  /** Standard input stays open, for the test to write to. */
  keepsInput?: boolean;
  cwd?: string;
  /** Of the program; the launcher of this clone by default. */
  path?: string;
  /** Path of the Node that runs it; the one that runs the tests by default. */
  runtime?: string;
  /** Arguments of Node. */
  nodeArgs?: readonly string[];
  deadlineMs?: number;
}

export type CallOptions = Pick<RunOptions, 'env' | 'stdin'>;

export interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface Person {
  /** Everything of this person: `CHAT_TUI_HOME`. */
  home: string;
  env: Record<string, string>;
  /**
   * Runs a verb in this process, with the same streams, environment and exit code: quicker, where a process of its own shows
   * nothing more.
   */
  call(args: readonly string[], options?: CallOptions): Promise<Ran>;
  run(args: readonly string[], options?: RunOptions): Promise<Ran>;
  start(args: readonly string[], options?: RunOptions): Running;
}

export interface Running {
  child: ChildProcess;
  stdout(): string;
  stderr(): string;
  /** Resolves with what matched, as soon as it was written. */
  waitFor(pattern: RegExp, deadlineMs?: number): Promise<RegExpExecArray>;
  /** Resolves when the process has ended. */
  readonly ended: Promise<Ran>;
  /** Ends it and waits until it has. */
  stop(signal?: NodeJS.Signals): Promise<Ran>;
}

const CALL_MS_MAX = 80_000;

const cleanups: (() => Promise<void> | void)[] = [];

/** What a verb printed with `--json`: an object a line. */
export const jsonLinesOf = <T = Record<string, unknown>>(stdout: string): T[] =>
  stdout
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as T);

/** Call it in `afterEach` or `afterAll`: ends what still runs, removes every temporary folder. */
export async function cleanUp(): Promise<void> {
  for (const clean of cleanups.splice(0).toReversed()) await clean();
}

/** Also for other helpers that open something. */
export const onCleanUp = (clean: () => Promise<void> | void) => void cleanups.push(clean);

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'chat-tui-test-'));
  // A program that was just ended may still write there.
  onCleanUp(() => rmSync(folder, {recursive: true, force: true, maxRetries: 5}));
  return folder;
}

/** Where the built program's compiled form is kept: it is the same for everybody whom a test makes up. */
const COMPILED = resolve('node_modules/.cache/chat-tui/program');

/** The environment of a person with nothing configured and no keychain. */
export function cleanEnv(home: string): Record<string, string> {
  return {
    NODE_COMPILE_CACHE: COMPILED,
    PATH: process.env.PATH ?? '',
    HOME: home,
    CHAT_TUI_HOME: home,
    LANG: 'C.UTF-8',
    TERM: 'xterm-256color',
    CHAT_TUI_LAYOUT: 'compact',
  };
}

export function person(home = temporaryFolder(), env: Record<string, string> = {}): Person {
  const own = {...cleanEnv(home), ...env};
  const start = (args: readonly string[], options: RunOptions = {}) =>
    startProgram(args, {...options, env: {...own, ...options.env}});
  return {
    home,
    env: own,
    start,
    call: (args, {env: more = {}, stdin = ''} = {}) => callProgram(args, {env: {...own, ...more}, stdin}),
    run: (args, options = {}) => withDeadline(start(args, options), args, options.deadlineMs ?? CALL_MS_MAX),
  };
}

async function callProgram(args: readonly string[], {env, stdin}: Required<CallOptions>): Promise<Ran> {
  const {runCall} = await import('../../src/cli/run.ts');
  const stdout = collector();
  const stderr = collector();
  const streams = {stdin: Readable.from([Buffer.from(stdin)]), stdout, stderr};
  const outside = {env, platform: process.platform, ...streams} as unknown as Outside;
  const code = await within(`chat-tui ${args.join(' ')}`, runCall(args, outside), CALL_MS_MAX);
  return {code, stdout: stdout.text(), stderr: stderr.text()};
}

function collector() {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  return Object.assign(stream, {text: () => Buffer.concat(chunks).toString('utf8')});
}

async function withDeadline(running: Running, args: readonly string[], deadlineMs: number): Promise<Ran> {
  const timer = setTimeout(() => running.child.kill('SIGKILL'), deadlineMs);
  const ran = await running.ended;
  clearTimeout(timer);
  if (running.child.signalCode === 'SIGKILL') {
    throw new Error(`chat-tui ${args.join(' ')} did not end in ${deadlineMs} ms\n${ran.stdout}\n${ran.stderr}`);
  }
  return ran;
}

function startProgram(args: readonly string[], options: RunOptions): Running {
  const child = spawn(
    options.runtime ?? process.execPath,
    [...(options.nodeArgs ?? []), options.path ?? BIN, ...args],
    {
      env: options.env,
      cwd: options.cwd,
      stdio: 'pipe',
    },
  );
  let stdout = '';
  let stderr = '';
  const listeners = new Set<() => void>();
  const tellAll = () => listeners.forEach(listener => listener());
  child.stdout.setEncoding('utf8').on('data', (text: string) => ((stdout += text), tellAll()));
  child.stderr.setEncoding('utf8').on('data', (text: string) => ((stderr += text), tellAll()));
  child.stdin.on('error', () => undefined);
  if (options.stdin !== undefined) child.stdin.end(options.stdin);
  else if (options.keepsInput !== true) child.stdin.end();
  const ended = new Promise<Ran>((resolveEnd, reject) => {
    child.once('error', reject);
    child.once('close', code => {
      resolveEnd({code, stdout, stderr});
      tellAll();
    });
  });
  const running: Running = {
    child,
    stdout: () => stdout,
    stderr: () => stderr,
    ended,
    waitFor(pattern, deadlineMs = 60_000) {
      return new Promise((resolveMatch, reject) => {
        const finish = (act: () => void) => (clearTimeout(timer), listeners.delete(look), act());
        const look = () => {
          const found = pattern.exec(stdout) ?? pattern.exec(stderr);
          if (found) finish(() => resolveMatch(found));
          else if (child.exitCode !== null || child.signalCode !== null) fail('ended without it');
        };
        const fail = (why: string) =>
          finish(() => reject(new Error(`waited for ${pattern}: ${why}\nstdout: ${stdout}\nstderr: ${stderr}`)));
        const timer = setTimeout(() => fail(`not there in ${deadlineMs} ms`), deadlineMs);
        listeners.add(look);
        look();
      });
    },
    async stop(signal = 'SIGTERM') {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      return ended;
    },
  };
  onCleanUp(async () => void (await running.stop('SIGKILL')));
  return running;
}

export interface ServerProcess extends Running {
  url: string;
  joinLink: string;
}

const READY = /^chat-tui server ready at (https?:\/\/\S+)\n(.*)$/m;

/** A real `chat-tui serve` on a free port, ready to be used. */
export async function serve(owner: Person, args: readonly string[] = []): Promise<ServerProcess> {
  const running = owner.start(['serve', '--port', '0', ...args]);
  const ready = await running.waitFor(READY);
  const link = await running.waitFor(/https?:\/\/\S+\/join\S*/);
  const url = ready[1] ?? '';
  offerOwnerCode(url, /https?:\/\/\S+#own_\S+/.exec(running.stdout())?.[0]);
  return {...running, url, joinLink: link[0]};
}

/** Without encryption, for tests of other things, e.g. of a person with several logins none of which approves the other. */
export const PLAIN = {CHAT_TUI_ENCRYPT: 'off'};

/** An account on a server, logged in on this person's machine, which uses that server from then on. */
export async function account(
  server: {url: string},
  name: string,
  home = temporaryFolder(),
  env: Record<string, string> = {},
): Promise<Person> {
  const somebody = person(home, {CHAT_TUI_SERVER: server.url, ...env});
  const args = ['register', '--user', name, '--store', 'file', '--password-stdin', ...asOwner(server.url)];
  const ran = await somebody.call(args, {stdin: `${passwordOf(name)}\n`});
  if (ran.code !== 0) throw new Error(`register failed: ${ran.stderr}`);
  return somebody;
}

/** The link goes before the address of the environment. */
function asOwner(url: string): string[] {
  const {ownerCode} = takeOwnerCode(url);
  return ownerCode === undefined ? [] : ['--server', joinLinkOf({serverUrl: url, ownerCode})];
}

export const passwordOf = (name: string) => `secret of ${name}`;
