/**
 * A full-screen client in a real pseudo-terminal, with what a person notices of it: first paint, time and bytes of a key press.
 */
import {spawn, type IPty} from '@lydell/node-pty';
import headless from '@xterm/headless';
import {pinned} from './processes.ts';

export const COLUMNS = 200;
export const ROWS = 50;

export interface Watched {
  pid: number;
  /** Milliseconds from the start until the screen matches. */
  until(pattern: RegExp, deadlineMs?: number): Promise<number>;
  press(keys: string): void;
  /** Types `count` characters that are nowhere on the screen, one at a time; returns the milliseconds until each is written. */
  keyLatencies(count: number): Promise<number[]>;
  bytesWritten(): number;
  /** How often the whole screen was cleared so far. */
  fullClears(): number;
  screen(): string;
  /** Resolves when it has ended: the next one may need its files. */
  close(): Promise<void>;
}

const ENDING_MS_MAX = 5_000;

const sleep = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));

export function watch(command: readonly string[], env: Record<string, string>, core?: number): Watched {
  const [file, ...args] = core === undefined ? command : pinned(core, command);
  const startedMs = performance.now();
  const terminal = new headless.Terminal({cols: COLUMNS, rows: ROWS, allowProposedApi: true});
  const child: IPty = spawn(file!, args, {
    cols: COLUMNS,
    rows: ROWS,
    name: 'xterm-256color',
    env: {
      PATH: process.env['PATH']!,
      HOME: process.env['HOME'] ?? '/',
      TERM: 'xterm-256color',
      LANG: 'C.UTF-8',
      NODE_ENV: 'production',
      ...env,
    },
  });
  let bytes = 0;
  let clears = 0;
  let isParsing = true;
  const listeners = new Set<(chunk: string) => void>();
  child.onData(chunk => {
    bytes += Buffer.byteLength(chunk);
    clears += chunk.split('\x1b[2J').length - 1;
    if (isParsing) terminal.write(chunk);
    for (const listener of listeners) listener(chunk);
  });
  let hasEnded = false;
  const ended = new Promise<void>(resolve => child.onExit(() => ((hasEnded = true), resolve())));
  const screen = () => {
    const lines: string[] = [];
    for (let row = 0; row < ROWS; row++) lines.push(terminal.buffer.active.getLine(row)?.translateToString(true) ?? '');
    return lines.join('\n');
  };

  async function keyLatency(character: string): Promise<number> {
    const atMs = performance.now();
    let tail = '';
    return await new Promise<number>(resolve => {
      const give = (value: number) => {
        listeners.delete(look);
        clearTimeout(patience);
        resolve(value);
      };
      const look = (chunk: string) => {
        if ((tail + chunk).includes(character)) give(performance.now() - atMs);
        tail = chunk.slice(-4);
      };
      const patience = setTimeout(() => give(Number.NaN), 2_000);
      listeners.add(look);
      child.write(character);
    });
  }

  return {
    pid: child.pid,
    until: async (pattern, deadlineMs = 20_000) => {
      const deadline = performance.now() + deadlineMs;
      for (;;) {
        let atMs = performance.now();
        await new Promise<void>(resolve => {
          const patience = setTimeout(resolve, 20);
          const once = () => {
            atMs = performance.now();
            clearTimeout(patience);
            listeners.delete(once);
            terminal.write('', resolve);
          };
          listeners.add(once);
        });
        if (pattern.test(screen())) return atMs - startedMs;
        if (performance.now() > deadline) throw new Error(`never saw ${pattern}; the screen is:\n${screen()}`);
      }
    },
    press: keys => child.write(keys),
    keyLatencies: async count => {
      isParsing = false;
      const all: number[] = [];
      for (let index = 0; index < count; index++) {
        await sleep(50);
        all.push(await keyLatency(String.fromCharCode(0x100 + (index % 128))));
      }
      child.write('\x15');
      await sleep(300);
      isParsing = true;
      return all;
    },
    bytesWritten: () => bytes,
    fullClears: () => clears,
    screen,
    async close() {
      if (!hasEnded) child.kill('SIGTERM');
      const impatience = setTimeout(() => child.kill('SIGKILL'), ENDING_MS_MAX);
      await ended;
      clearTimeout(impatience);
    },
  };
}
