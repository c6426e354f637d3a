/** The terminal as the screen uses it: keys come in, drawings go out through the filter, and everything is put back at the end. */
import {writeSync} from 'node:fs';
import {PassThrough} from 'node:stream';
import {openEgress, type Egress, type TerminalOutput} from './egress.ts';
import type {Key} from '../keys/key.ts';
import {createKeyParser, KITTY_REPLY} from './keyParser.ts';

export interface TerminalInput {
  isTTY?: boolean;
  setRawMode?(isRaw: boolean): unknown;
  setEncoding(encoding: BufferEncoding): unknown;
  on(event: 'data', listener: (chunk: string) => void): unknown;
  off(event: 'data', listener: (chunk: string) => void): unknown;
  resume(): unknown;
  pause(): unknown;
}

export interface TerminalStreams {
  stdin: TerminalInput;
  stdout: TerminalOutput & {
    fd?: number;
    on(event: 'resize', listener: () => void): unknown;
    off(event: 'resize', listener: () => void): unknown;
  };
}

export interface Terminal {
  egress: Egress;
  /** For Ink, which must not read the real one. */
  inkStdin: NodeJS.ReadStream;
  size(): {columns: number; rows: number};
  /** Keys and sizes go here from now on. */
  listen(listeners: {onKey(key: Key): void; onResize(): void}): void;
  /** Switches on what only works on the alternate screen: paste marks, keys that say more. */
  begin(): void;
  /** Gives the terminal back for a while; returns how to take it again. */
  release(): () => void;
  /** Everything back as it was; at once, and safe to call from anywhere and more than once. */
  restore(): void;
}

/** Esc and Alt begin with the same byte; a terminal sends the rest sooner than this. */
const ESCAPE_MS = 25;
const PASTE_ON = '\u001B[?2004h';
const PASTE_OFF = '\u001B[?2004l';
/** Where a terminal draws a character wider than it is counted, it must not go on in the next row. */
const WRAP_OFF = '\u001B[?7l';
const WRAP_ON = '\u001B[?7h';
const KITTY_QUERY = '\u001B[?u';
/** Tells keys apart that otherwise send the same bytes. */
const KITTY_ON = '\u001B[>1u';
const KITTY_OFF = '\u001B[<u';

export function openTerminal({stdin, stdout}: TerminalStreams): Terminal {
  const egress = openEgress(stdout);
  const parser = createKeyParser();
  let listeners = {onKey: (_key: Key) => {}, onResize: () => {}};
  let isKitty = false;
  let isOpen = true;
  let timer: NodeJS.Timeout | undefined;

  function hand(keys: readonly Key[]): void {
    for (const key of keys) {
      if (key.chord !== KITTY_REPLY) listeners.onKey(key);
      else if (!isKitty) {
        isKitty = true;
        egress.writeOwn(KITTY_ON);
      }
    }
  }
  const onData = (chunk: string) => {
    clearTimeout(timer);
    hand(parser.push(chunk));
    if (parser.isUndecided()) timer = setTimeout(() => hand(parser.settle()), ESCAPE_MS);
  };
  const onResize = () => {
    const {columns, rows} = size();
    egress.resize(columns, rows);
    listeners.onResize();
  };
  const size = () => ({columns: stdout.columns ?? 80, rows: stdout.rows ?? 24});
  const takeKeys = () => {
    stdin.setRawMode?.(true);
    stdin.resume();
  };
  const leaveKeys = () => {
    try {
      stdin.setRawMode?.(false);
    } catch {
      // The terminal is gone, and its modes with it.
    }
    stdin.pause();
  };
  stdin.setEncoding('utf8');
  stdin.on('data', onData);
  stdout.on('resize', onResize);
  takeKeys();
  egress.writeOwn(WRAP_OFF);

  return {
    egress,
    inkStdin: idleStdin(),
    size,
    listen(next) {
      listeners = next;
    },
    begin() {
      egress.writeOwn(PASTE_ON);
      egress.writeOwn(isKitty ? KITTY_ON : KITTY_QUERY);
    },
    release() {
      const wasOn = egress.modesOn();
      for (const sequence of [isKitty ? KITTY_OFF : '', PASTE_OFF, WRAP_ON, '\u001B[?25h', '\u001B[?1049l']) {
        if (sequence !== '') egress.writeOwn(sequence);
      }
      egress.hold(true);
      leaveKeys();
      return () => {
        egress.hold(false);
        takeKeys();
        if (wasOn.has('1049')) egress.writeOwn('\u001B[?1049h');
        egress.writeOwn('\u001B[?25l');
        egress.writeOwn(WRAP_OFF);
        egress.writeOwn(PASTE_ON);
        if (isKitty) egress.writeOwn(KITTY_ON);
      };
    },
    restore() {
      if (!isOpen) return;
      isOpen = false;
      clearTimeout(timer);
      const sequence = egress.restoreSequence();
      if (sequence !== '') writeNow(stdout, sequence);
      egress.close();
      leaveKeys();
      stdin.off('data', onData);
      stdout.off('resize', onResize);
    },
  };
}

/** Before the program ends there is no later; a stream that is not a file is the next best. */
function writeNow(stdout: TerminalStreams['stdout'], text: string): void {
  if (stdout.fd === undefined) {
    stdout.write(text);
    return;
  }
  try {
    writeSync(stdout.fd, text);
  } catch {
    // The terminal is gone, or its buffer is full: the stream may still get it there.
    stdout.write(text);
  }
}

/** A keyboard on which nobody ever types. */
function idleStdin(): NodeJS.ReadStream {
  const idle = Object.assign(new PassThrough(), {
    isTTY: true,
    setRawMode: () => idle,
    ref: () => idle,
    unref: () => idle,
  });
  return idle as unknown as NodeJS.ReadStream;
}
