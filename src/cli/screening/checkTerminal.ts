/**
 * Chooses full screen or plain lines by terminal, option and setting; opens the terminal for keys if standard input is
 * redirected.
 */
import {fstatSync, openSync} from 'node:fs';
import {ChatError, sentenceOf} from '../../shared/errors.ts';
import type {Shell} from '../shell.ts';
import {ReadStream} from 'node:tty';
import type {Call, VerbOption} from '../verb.ts';

type Streams = Pick<Shell, 'stdin' | 'stdout'>;

/** Values of `TERM` for terminals that cannot move the cursor, or whose abilities are unknown. */
const DUMB = ['', 'dumb', 'unknown', 'network', 'dialup'];

/** @throws screen-without-keys, screen-without-output, screen-on-dumb-terminal */
export function checkTerminal(shell: Streams & Pick<Shell, 'env'>, platform: string = process.platform): void {
  const missing = missingIn(shell);
  if (missing !== undefined) throw missing;
  if (!isDumb(shell.env, platform)) return;
  const term = shell.env.TERM ?? '';
  throw new ChatError('screen-on-dumb-terminal', term === '' ? 'that is not told (TERM is not set)' : `TERM=${term}`);
}

/** Windows does not set `TERM`, so there its absence means nothing. */
const isDumb = (env: Shell['env'], platform: string = process.platform): boolean =>
  platform !== 'win32' && DUMB.includes(env.TERM ?? '');

/** A sentence; absent if both streams are terminals. */
export function whyNoTerminal(streams: Streams): string | undefined {
  const missing = missingIn(streams);
  return missing && sentenceOf(missing.code, missing.detail);
}

function missingIn({stdin, stdout}: Streams): ChatError | undefined {
  if (!stdin.isTTY) return new ChatError('screen-without-keys', kindOf(stdin));
  return stdout.isTTY ? undefined : new ChatError('screen-without-output', kindOf(stdout));
}

function kindOf(stream: object): string {
  try {
    const stats = fstatSync('fd' in stream && typeof stream.fd === 'number' ? stream.fd : -1);
    if (stats.isFIFO() || stats.isSocket()) return 'a pipe';
    return stats.isFile() ? 'a file' : 'not one';
  } catch {
    return 'closed';
  }
}

/** Opens the controlling terminal for keys if standard input is not a terminal; if there is none, returns the shell unchanged. */
export function withKeyboard(shell: Shell): Shell {
  if (shell.stdin.isTTY) return shell;
  try {
    const keys = new ReadStream(openSync(process.platform === 'win32' ? 'CONIN$' : '/dev/tty', 'r+'));
    return {...shell, stdin: Object.assign(keys, {fd: 0 as const})};
  } catch {
    return shell;
  }
}

export const PLAIN_OPTION: VerbOption = {
  flags: '--plain',
  meaning: 'lines of text instead of a full screen: for screen readers, simple terminals, pipes and logs',
};

/** Whether to use plain lines: by the option, else the setting, else the terminal. @throws settings-invalid */
export async function isPlainWanted(shell: Shell, call: Call): Promise<boolean> {
  if (call.options.plain === true) return true;
  const {plain} = await shell.clientSettings();
  if (plain !== 'auto') return plain === 'on';
  // The variable by which programs made with Ink learn of a screen reader.
  const hasReader = shell.env.INK_SCREEN_READER === 'true';
  const isTerminal = shell.stdin.isTTY && shell.stdout.isTTY;
  return isTerminal && (hasReader || isDumb(shell.env));
}
