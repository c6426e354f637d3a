/** The built program in a pane of tmux, which adds up the columns of all code points as the C library tells them. */
import {execFileSync, spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {BIN, onCleanUp} from '../program.ts';

export const hasTmux = spawnSync('tmux', ['-V']).status === 0;

export interface TmuxPane {
  /** Literally, as typed. */
  type: (text: string) => void;
  /** By tmux’s names, such as `BSpace`. */
  press: (...keys: readonly string[]) => void;
  /** Bytes as they come from a terminal, past what tmux makes of keys. */
  send: (bytes: string) => void;
  resize: (columns: number, rows: number) => void;
  /** What runs in the pane. */
  pid: () => number;
  /** Lines as they stand in the pane. */
  screen: () => string[];
  cursor: () => {column: number; row: number};
  waitFor: (wanted: string | ((lines: readonly string[]) => boolean)) => Promise<string[]>;
}

const POLL_MS = 25;
const DEADLINE_MS = 60_000;

/** @param command instead of the program itself, such as a shell that starts it */
export function tmuxPane(
  env: Record<string, string>,
  columns = 100,
  rows = 24,
  command = `exec '${process.execPath}' '${BIN}'`,
): TmuxPane {
  const folder = mkdtempSync(join(tmpdir(), 'chat-tui-tmux-'));
  const tmux = (...args: readonly string[]) =>
    execFileSync('tmux', ['-S', join(folder, 'socket'), '-f', '/dev/null', ...args], {
      encoding: 'utf8',
      env: {...env, TERM: 'xterm-256color', LC_ALL: 'C.UTF-8'},
    });
  onCleanUp(() => {
    spawnSync('tmux', ['-S', join(folder, 'socket'), 'kill-server']);
    rmSync(folder, {recursive: true, force: true});
  });
  const size = ['-x', String(columns), '-y', String(rows)];
  tmux('new-session', '-d', ...size, command);
  let height = rows;
  const screen = () => tmux('capture-pane', '-p').split('\n').slice(0, height);
  return {
    screen,
    type: text => void tmux('send-keys', '-l', text),
    press: (...keys) => void tmux('send-keys', ...keys),
    send: bytes => void tmux('send-keys', '-H', ...Array.from(Buffer.from(bytes), byte => byte.toString(16))),
    resize(nextColumns, nextRows) {
      height = nextRows;
      tmux('resize-window', '-x', String(nextColumns), '-y', String(nextRows));
    },
    pid: () => Number(tmux('display-message', '-p', '#{pane_pid}')),
    cursor() {
      const [column = 0, row = 0] = tmux('display-message', '-p', '#{cursor_x} #{cursor_y}').split(' ').map(Number);
      return {column, row};
    },
    async waitFor(wanted) {
      const holds =
        typeof wanted === 'function' ? wanted : (lines: readonly string[]) => lines.join('\n').includes(wanted);
      const end = performance.now() + DEADLINE_MS;
      for (;;) {
        const lines = screen();
        if (holds(lines)) return lines;
        if (performance.now() > end)
          throw new Error(`waited for ${String(wanted)}; the pane shows\n${lines.join('\n')}`);
        await new Promise(resolve => setTimeout(resolve, POLL_MS));
      }
    },
  };
}
