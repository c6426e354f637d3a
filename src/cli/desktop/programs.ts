/**
 * Starts programs of this machine for the screen: found in PATH, without a shell, with a time limit; foreign text is never an
 * option name.
 */
import {spawn, type ChildProcessWithoutNullStreams} from 'node:child_process';
import {accessSync, constants, statSync} from 'node:fs';
import {delimiter, isAbsolute, join} from 'node:path';

export type Env = Readonly<Record<string, string | undefined>>;

/** Path of the first of these programs that is found; relative folders in PATH are skipped. */
export function findProgram({PATH = ''}: Env, names: readonly string[]): string | undefined {
  const folders = PATH.split(delimiter).filter(isAbsolute);
  for (const name of names)
    for (const folder of folders) if (isExecutable(join(folder, name))) return join(folder, name);
  return undefined;
}

export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

interface ProgramCall {
  args: readonly string[];
  env: Env;
  /** Written to its standard input. */
  input?: string;
  timeoutMs: number;
  /** Keeps running when this program ends. */
  isLeft?: true;
}

/** Resolves to whether it ended successfully or is still running. */
export function callProgram(file: string, {args, env, input, timeoutMs, isLeft}: ProgramCall): Promise<boolean> {
  return new Promise(resolve => {
    const child = spawn(file, [...args], {
      env: env as NodeJS.ProcessEnv,
      stdio: [input === undefined ? 'ignore' : 'pipe', 'ignore', 'ignore'],
      detached: true,
    });
    const timer = setTimeout(() => {
      if (isLeft !== true) child.kill('SIGKILL');
      finish(isLeft === true);
    }, timeoutMs);
    const finish = (isDone: boolean) => {
      clearTimeout(timer);
      child.unref();
      resolve(isDone);
    };
    child.on('error', () => finish(false));
    child.on('exit', code => finish(code === 0));
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}

/** Starts a program for interactive use, without our environment variables, which may contain secrets. */
export function startProgram(file: string, args: readonly string[], env: Env): ChildProcessWithoutNullStreams {
  const others = Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('CHAT_TUI_')));
  const child = spawn(file, [...args], {env: others as NodeJS.ProcessEnv, stdio: 'pipe'});
  child.stdin.on('error', () => undefined);
  child.stderr.resume();
  child.stdout.setEncoding('utf8');
  child.unref();
  return child;
}

/** Over ssh, nobody sees this machine's screen. */
export const isRemote = ({SSH_CONNECTION = '', SSH_TTY = ''}: Env): boolean => SSH_CONNECTION !== '' || SSH_TTY !== '';

/** Whether a graphical session is present. */
export const hasWindows = (env: Env): boolean =>
  process.platform === 'darwin' ||
  process.platform === 'win32' ||
  (env.WAYLAND_DISPLAY ?? '') !== '' ||
  (env.DISPLAY ?? '') !== '';
