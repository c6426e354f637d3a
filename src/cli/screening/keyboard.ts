/** Where keys come from when standard input was used for something else: the terminal of this process itself. */
import {openSync} from 'node:fs';
import {ReadStream} from 'node:tty';
import type {Shell} from '../shell.ts';

/** Where there is no terminal, everything stays as it is. */
export function withKeyboard(shell: Shell): Shell {
  if (shell.stdin.isTTY) return shell;
  try {
    const keys = new ReadStream(openSync(process.platform === 'win32' ? 'CONIN$' : '/dev/tty', 'r+'));
    return {...shell, stdin: Object.assign(keys, {fd: 0 as const})};
  } catch {
    return shell;
  }
}
