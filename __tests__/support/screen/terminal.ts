/** The built program in a real pseudo-terminal, read through a terminal emulator as a person would see it. */
import xterm from '@xterm/headless';
import stringWidth from 'string-width';
import {spawn} from '@lydell/node-pty';
import {BIN, onCleanUp} from '../program.ts';

export const KEY = {
  enter: '\r',
  escape: '\u001b',
  tab: '\t',
  up: '\u001b[A',
  down: '\u001b[B',
  ctrl: (letter: string) => String.fromCharCode(letter.toUpperCase().charCodeAt(0) - 64),
  alt: (key: string) => `\u001b${key}`,
} as const;

export interface TerminalOptions {
  columns?: number;
  rows?: number;
  env: Record<string, string>;
  /** Arguments of chat-tui. */
  args?: readonly string[];
  /** Ambiguous characters take two columns, as in terminals of East Asia. */
  isWide?: boolean;
  /** Another command instead of chat-tui, e.g. a shell around it. */
  command?: readonly [string, ...string[]];
}

export interface TerminalProcess {
  pid: number;
  press(keys: string): void;
  /** For a terminal that is not UTF-8. */
  pressBytes(...bytes: readonly number[]): void;
  /** Waits until the screen shows the text, or the predicate holds for it. */
  waitFor(wanted: string | RegExp | ((screen: string) => boolean), deadlineMs?: number): Promise<string>;
  /** Lines as a person sees them, trimmed at the right. */
  screen(): string;
  cursor(): {column: number; row: number};
  /** Which buffer is shown, and the modes that the program switched on. */
  modes(): {isAlternate: boolean; isBracketedPaste: boolean; isCursorHidden: boolean; isMouseOn: boolean};
  resize(columns: number, rows: number): void;
  /** Every byte the program has written. */
  raw(): string;
  bytes(): Buffer;
  kill(signal?: string): void;
  readonly exit: Promise<{code: number; signal: number | undefined}>;
}

export function terminal({
  columns = 100,
  rows = 30,
  env,
  args = [],
  isWide = false,
  command,
}: TerminalOptions): TerminalProcess {
  const emulator = new xterm.Terminal({cols: columns, rows, allowProposedApi: true, scrollback: 1_000});
  if (isWide) widen(emulator);
  const [file, ...fileArgs] = command ?? [process.execPath, BIN, ...args];
  const child = spawn(file, fileArgs, {cols: columns, rows, env, name: 'xterm-256color', encoding: null});
  const chunks: Buffer[] = [];
  const listeners = new Set<() => void>();
  let isTelling = false;
  const tellAll = () => {
    isTelling = false;
    listeners.forEach(listener => listener());
  };
  /** Once for all that comes in one turn: to read the whole screen costs more than to write to it. */
  const tellSoon = () => {
    if (!isTelling) setImmediate(tellAll);
    isTelling = true;
  };
  let hasExited = false;
  child.onData(data => {
    const bytes = Buffer.from(data as unknown as Uint8Array);
    chunks.push(bytes);
    emulator.write(bytes, tellSoon);
  });
  // What the terminal answers to questions about itself goes back to the program.
  emulator.onData(answer => void (hasExited || child.write(answer)));
  /** All that it wrote is on the screen: nothing more can be waited for. */
  let isOver = false;
  const exit = new Promise<{code: number; signal: number | undefined}>(resolve => {
    child.onExit(({exitCode, signal}) => {
      hasExited = true;
      emulator.write('', () => {
        isOver = true;
        tellAll();
        resolve({code: exitCode, signal});
      });
    });
  });
  onCleanUp(async () => {
    if (!hasExited) child.kill('SIGKILL');
    await exit;
    emulator.dispose();
  });

  const screen = () => {
    const {active} = emulator.buffer;
    const line = (row: number) => active.getLine(active.viewportY + row)?.translateToString(true) ?? '';
    return Array.from({length: emulator.rows}, (_, row) => line(row)).join('\n');
  };
  return {
    pid: child.pid,
    press: keys => child.write(keys),
    pressBytes: (...bytes) => child.write(Buffer.from(bytes) as unknown as string),
    screen,
    waitFor: (wanted, deadlineMs = 60_000) =>
      waitForScreen({screen, listeners, isOver: () => isOver}, toPredicate(wanted), deadlineMs),
    cursor: () => ({column: emulator.buffer.active.cursorX, row: emulator.buffer.active.cursorY}),
    modes: () => ({
      isAlternate: emulator.buffer.active.type === 'alternate',
      isBracketedPaste: emulator.modes.bracketedPasteMode,
      isCursorHidden: isCursorHidden(Buffer.concat(chunks).toString('latin1')),
      isMouseOn: emulator.modes.mouseTrackingMode !== 'none',
    }),
    resize(newColumns, newRows) {
      emulator.resize(newColumns, newRows);
      child.resize(newColumns, newRows);
    },
    raw: () => Buffer.concat(chunks).toString('utf8'),
    bytes: () => Buffer.concat(chunks),
    kill: signal => child.kill(signal),
    exit,
  };
}

/** As xterm's own table is made, of other widths: two bits for the columns, one for what joins the character before. */
function widen(emulator: xterm.Terminal): void {
  const wcwidth = (code: number): 0 | 1 | 2 =>
    Math.min(2, stringWidth(String.fromCodePoint(code), {ambiguousIsNarrow: false})) as 0 | 1 | 2;
  emulator.unicode.register({
    version: 'wide',
    wcwidth,
    charProperties(code, before) {
      const columns = wcwidth(code);
      const joins = columns === 0 && before !== 0;
      return ((joins ? Math.max(columns, (before >> 1) & 3) : columns) << 1) | (joins ? 1 : 0);
    },
  });
  emulator.unicode.activeVersion = 'wide';
}

/** Draws all of the screen once more, and waits until it shows what it showed before. */
export async function drawnAnew(one: TerminalProcess): Promise<void> {
  const [before, bytes] = [one.screen(), one.bytes().length];
  one.press(KEY.ctrl('l'));
  const isSame = (screen: string) => one.bytes().length > bytes && screen === before;
  await one.waitFor(Object.assign(isSame, {wanted: `the same as before:\n${before}`}));
}

type Predicate = ((screen: string) => boolean) & {wanted?: string};

function toPredicate(wanted: string | RegExp | ((screen: string) => boolean)): Predicate {
  if (typeof wanted === 'function') return wanted;
  const holds = (screen: string) => (typeof wanted === 'string' ? screen.includes(wanted) : wanted.test(screen));
  return Object.assign(holds, {wanted: String(wanted)});
}

interface Watched {
  screen: () => string;
  listeners: Set<() => void>;
  isOver: () => boolean;
}

function waitForScreen({screen, listeners, isOver}: Watched, holds: Predicate, deadlineMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const finish = (act: () => void) => (clearTimeout(timer), listeners.delete(look), act());
    const fail = (why: string) =>
      finish(() =>
        reject(new Error(`waited for ${holds.wanted ?? String(holds)}: ${why}; the screen shows\n${screen()}`)),
      );
    const look = () => {
      const shown = screen();
      if (holds(shown)) finish(() => resolve(shown));
      else if (isOver()) fail('the program ended');
    };
    const timer = setTimeout(() => fail(`not there in ${deadlineMs} ms`), deadlineMs);
    listeners.add(look);
    look();
  });
}

/** The emulator does not tell; the last of the two sequences decides. */
const isCursorHidden = (raw: string) => raw.lastIndexOf('\u001b[?25l') > raw.lastIndexOf('\u001b[?25h');
