/** The real screen in a terminal emulator, through the real filter: press keys, then read what a person would see. */
import {EventEmitter} from 'node:events';
import {afterEach} from '@jest/globals';
import xterm from '@xterm/headless';
import type {Client} from '../../../src/client/client.ts';
import {openScreen, type OpenedScreen, type ScreenOptions} from '../../../src/tui/screen/main.tsx';
import {createHyperlinks} from '../../../src/tui/terminal/hyperlinks.ts';
import type {Multiplexer} from '../../../src/tui/terminal/multiplexer.ts';
import type {NoticeForm} from '../../../src/tui/terminal/notices.ts';
import {openTerminal, type Terminal} from '../../../src/tui/terminal/terminal.ts';
import {within} from '../suite/deadline.ts';

export const ENTER = '\r';
export const TAB = '\t';
export const BACKSPACE = '\u007F';
/** As a terminal sends it that can tell Esc from Alt, so that nothing has to wait. */
export const ESC = '\u001B[27u';
export const UP = '\u001B[A';
export const DOWN = '\u001B[B';
export const LEFT = '\u001B[D';
export const PAGE_UP = '\u001B[5~';
export const PAGE_DOWN = '\u001B[6~';
export const CTRL_HOME = '\u001B[1;5H';
export const CTRL_END = '\u001B[1;5F';
export const F1 = '\u001BOP';
export const F2 = '\u001BOQ';
export const F3 = '\u001BOR';
export const F4 = '\u001BOS';
export const F6 = '\u001B[17~';
export const ctrl = (letter: string): string => String.fromCharCode(letter.toLowerCase().charCodeAt(0) - 96);
export const alt = (key: string): string => `\u001B${key}`;

export interface Cell {
  text: string;
  /** 2 for a wide character, 0 for what is behind one. */
  columns: number;
  isBold: boolean;
  isInverse: boolean;
  isUnderlined: boolean;
  hasColor: boolean;
}

export interface Pilot {
  /** One after the other, each drawn before the next. */
  press(...keys: readonly string[]): Promise<void>;
  paste(text: string): Promise<void>;
  resize(columns: number, rows: number): Promise<void>;
  /** Draws what is known now. */
  settle(): Promise<void>;
  /** Waits until the screen shows it; a text, or what a predicate says about the lines. */
  until(wanted: string | RegExp | ((lines: readonly string[]) => boolean)): Promise<void>;
  /** Lines as a person sees them, without space at their ends. */
  screen: () => string[];
  /** All lines in one. */
  text: () => string;
  cell(x: number, y: number): Cell;
  /** Absent while it is hidden. */
  cursor(): {x: number; y: number} | undefined;
  /** Everything written to the terminal so far. */
  raw: () => string;
  /** Bytes written to the terminal so far. */
  byteCount(): number;
  /** What did not pass the filter. */
  droppedCount(): number;
  /** What text must never do: titles set, bells rung, answers that the terminal would type. */
  readonly escapes: readonly string[];
  /** How often the screen has rung the bell. */
  rings: () => number;
  /** What the screen calls the terminal's window. */
  title: () => string;
  readonly opened: OpenedScreen;
  readonly terminal: Terminal;
  isAlternate(): boolean;
  close(): void;
}

export interface PilotOptions extends Partial<
  Pick<
    ScreenOptions,
    | 'depth'
    | 'keys'
    | 'saveKeys'
    | 'editText'
    | 'theme'
    | 'ownThemes'
    | 'homeDir'
    | 'workDir'
    | 'suspend'
    | 'idleAfterMs'
    | 'chatStyle'
    | 'asksFirstRun'
    | 'checkWords'
    | 'pictureForm'
    | 'pictureBytesMax'
    | 'cellPictures'
    | 'profiles'
    | 'servers'
    | 'copyText'
    | 'openPage'
    | 'hasMouse'
    | 'notifyDesktop'
    | 'localSettings'
  >
> {
  noticeForm?: NoticeForm;
  multiplexer?: Multiplexer;
  columns?: number;
  rows?: number;
}

const OWN_TITLE = /^(?:chat-tui(?: \([@\d+]+(?: direct)?(?:, \d+\+?(?: direct)?)*\))?)?$/;

const open = new Set<Pilot>();

afterEach(() => {
  for (const pilot of open) pilot.close();
});

export async function pilot(client: Client, options: PilotOptions = {}): Promise<Pilot> {
  const {
    columns = 80,
    rows = 24,
    depth = '256',
    homeDir = '/nowhere',
    workDir = '/nowhere',
    // Name and text in one row: easy to look for.
    chatStyle = 'compact',
    noticeForm,
    multiplexer,
    ...others
  } = options;
  const emulator = new xterm.Terminal({cols: columns, rows, allowProposedApi: true, scrollback: 0});
  const escapes: string[] = [];
  // What the screen asks at its start, once each: what is shown at once, and how wide an ambiguous character is.
  const asked = new Set(['\u001B[?2026;2$y', '\u001B[2;2R']);
  const written: string[] = [];
  let rings = 0;
  let title = '';
  emulator.onTitleChange(next => {
    if (OWN_TITLE.test(next)) title = next;
    else escapes.push(`title ${next}`);
  });
  emulator.onBell(() => escapes.push('bell'));
  const stdin = keyboard();
  emulator.onData(answer => {
    if (asked.delete(answer)) stdin.emit('data', answer);
    else escapes.push(`answer ${JSON.stringify(answer)}`);
  });
  const stdout = Object.assign(new EventEmitter(), {
    columns,
    rows,
    isTTY: true,
    write(text: string) {
      // The screen rings by itself, in a write of its own.
      if (text === '\u0007') rings++;
      else {
        written.push(text);
        // As the pseudo-terminal does.
        emulator.write(text.replaceAll('\n', '\r\n'));
      }
      return true;
    },
  });
  const terminal = openTerminal(
    {stdin, stdout},
    {links: createHyperlinks(), graphics: others.cellPictures, noticeForm, multiplexer},
  );
  const opened = openScreen({
    client,
    terminal,
    depth,
    homeDir,
    workDir,
    chatStyle,
    ...others,
  });
  const {egress} = terminal;
  const drawn = () => new Promise<void>(resolve => emulator.write('', resolve));
  const settle = async () => {
    await within('a frame', opened.flush());
    await drawn();
  };
  const lineAt = (y: number) =>
    emulator.buffer.active.getLine(y)?.translateToString(true, 0, emulator.cols).trimEnd() ?? '';
  const screen = () => Array.from({length: emulator.rows}, (_, y) => lineAt(y));

  const made: Pilot = {
    escapes,
    opened,
    terminal,
    rings: () => rings,
    title: () => title,
    settle,
    screen,
    text: () => screen().join('\n'),
    async press(...keys) {
      for (const key of keys) {
        stdin.emit('data', key);
        await settle();
      }
    },
    paste: text => made.press(`\u001B[200~${text}\u001B[201~`),
    async resize(nextColumns, nextRows) {
      emulator.resize(nextColumns, nextRows);
      Object.assign(stdout, {columns: nextColumns, rows: nextRows});
      stdout.emit('resize');
      await settle();
    },
    until: wanted => untilShown(made, client, wanted),
    cell: (x, y) => cellAt(emulator, x, y),
    cursor() {
      if (egress.modesOn().has('25')) return undefined;
      return {x: emulator.buffer.active.cursorX, y: emulator.buffer.active.cursorY};
    },
    raw: () => written.join(''),
    byteCount: () => egress.byteCount(),
    droppedCount: () => egress.droppedCount(),
    isAlternate: () => emulator.buffer.active.type === 'alternate',
    close() {
      open.delete(made);
      opened.close();
    },
  };
  open.add(made);
  await settle();
  return made;
}

function keyboard() {
  const stdin = new EventEmitter();
  return Object.assign(stdin, {
    isTTY: true,
    setRawMode: () => stdin,
    setEncoding: () => stdin,
    resume: () => stdin,
    pause: () => stdin,
  });
}

async function untilShown(one: Pilot, client: Client, wanted: Parameters<Pilot['until']>[0]): Promise<void> {
  const isShown = () => {
    if (typeof wanted === 'function') return wanted(one.screen());
    return typeof wanted === 'string' ? one.text().includes(wanted) : wanted.test(one.text());
  };
  const look = async (): Promise<void> => {
    for (;;) {
      // Before drawing: a change that comes while one draws must be seen by the next look.
      const changed = Promise.withResolvers<void>();
      const stop = client.subscribe(changed.resolve);
      const unwatch = one.opened.onUiChange(changed.resolve);
      await one.settle();
      const isThere = isShown();
      if (!isThere) await changed.promise;
      stop();
      unwatch();
      if (isThere) return;
    }
  };
  try {
    await within(String(wanted), look());
  } catch (error) {
    throw new Error(`${String(error)}\n${one.text()}`, {cause: error});
  }
}

function cellAt(emulator: xterm.Terminal, x: number, y: number): Cell {
  const cell = emulator.buffer.active.getLine(y)?.getCell(x);
  return {
    text: cell?.getChars() ?? '',
    columns: cell?.getWidth() ?? 0,
    isBold: cell?.isBold() !== 0,
    isInverse: cell?.isInverse() !== 0,
    isUnderlined: cell?.isUnderline() !== 0,
    hasColor: cell?.isFgDefault() === false,
  };
}
