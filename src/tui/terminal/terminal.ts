/** The terminal as the screen uses it: keys come in, drawings go out through the filter, and everything is put back at the end. */
import {writeSync} from 'node:fs';
import {PassThrough} from 'node:stream';
import type {Key} from '../keys/key.ts';
import {openEgress, type Egress, type TerminalOutput} from './egress.ts';
import {openKeyboard, type Keyboard, type TerminalInput} from './keyboard.ts';
import {FOCUS_IN, FOCUS_OUT, KITTY_REPLY} from './keySequences.ts';
import * as sequences from './sequences.ts';

export interface TerminalStreams {
  stdin: TerminalInput;
  stdout: TerminalOutput & {
    fd?: number;
    on(event: 'resize', listener: () => void): unknown;
    off(event: 'resize', listener: () => void): unknown;
  };
}

export interface TerminalListener {
  onKey(key: Key): void;
  onResize(): void;
  /** The terminal got the keyboard, or lost it to another window; many terminals never tell. */
  onFront?(isInFront: boolean): void;
  /** Whether text is written now, rather than a form filled in or a key of a pane pressed. */
  isWriting?(): boolean;
}

export interface Terminal {
  /** Of whoever draws now. */
  readonly egress: Egress;
  /** For Ink, which must not read the real one. */
  readonly inkStdin: NodeJS.ReadStream;
  size(): {columns: number; rows: number};
  /** Keys and sizes go here from now on. */
  listen(listener: TerminalListener): void;
  /** Switches on what only works on the alternate screen: paste marks, keys that say more. */
  begin(): void;
  /** Gives the terminal back for a while; returns how to take it again. */
  release(): () => void;
  /** Whoever drew here is done, and somebody else goes on where they stopped, without a look at the shell in between. */
  handOver(): void;
  /** Everything back as it was; at once, and safe to call from anywhere and more than once. */
  restore(): void;
}

const NOBODY: TerminalListener = {onKey: () => {}, onResize: () => {}};

export function openTerminal({stdin, stdout}: TerminalStreams): Terminal {
  let egress = openEgress(stdout);
  let inkStdin = idleStdin();
  let listener = NOBODY;
  let isKitty = false;
  let isOpen = true;

  const answers: Readonly<Record<string, () => void>> = {
    [FOCUS_IN]: () => listener.onFront?.(true),
    [FOCUS_OUT]: () => listener.onFront?.(false),
    [KITTY_REPLY]() {
      if (!isKitty) egress.writeOwn(sequences.KITTY_ON);
      isKitty = true;
    },
  };
  const keyboard = openKeyboard(stdin, {
    onKey(key) {
      const answer = answers[key.chord];
      if (answer === undefined) listener.onKey(key);
      else answer();
    },
    isWriting: () => listener.isWriting?.() === true,
  });
  const size = () => ({columns: stdout.columns ?? 80, rows: stdout.rows ?? 24});
  const onResize = () => {
    const {columns, rows} = size();
    egress.resize(columns, rows);
    listener.onResize();
  };
  stdout.on('resize', onResize);
  egress.writeOwn(sequences.WRAP_OFF);

  return {
    get egress() {
      return egress;
    },
    get inkStdin() {
      return inkStdin;
    },
    size,
    listen(next) {
      listener = next;
    },
    begin() {
      egress.writeOwn(sequences.PASTE_ON);
      egress.writeOwn(sequences.FOCUS_ON);
      if (!egress.modesOn().has('kitty')) egress.writeOwn(isKitty ? sequences.KITTY_ON : sequences.KITTY_QUERY);
    },
    release: () => release(egress, keyboard),
    handOver() {
      listener = NOBODY;
      const modesOn = egress.modesOn();
      egress.close();
      egress = openEgress(stdout, modesOn);
      inkStdin = idleStdin();
    },
    restore() {
      if (!isOpen) return;
      isOpen = false;
      const sequence = egress.restoreSequence();
      if (sequence !== '') writeNow(stdout, sequence);
      egress.close();
      keyboard.close();
      stdout.off('resize', onResize);
    },
  };
}

function release(egress: Egress, keyboard: Keyboard): () => void {
  const wasOn = egress.modesOn();
  const {KITTY_ON, KITTY_OFF, FOCUS_ON, FOCUS_OFF, PASTE_ON, PASTE_OFF} = sequences;
  const {WRAP_ON, WRAP_OFF, CURSOR_ON, CURSOR_OFF, ALTERNATE_ON, ALTERNATE_OFF} = sequences;
  if (wasOn.has('kitty')) egress.writeOwn(KITTY_OFF);
  for (const off of [FOCUS_OFF, PASTE_OFF, WRAP_ON, CURSOR_ON, ALTERNATE_OFF]) egress.writeOwn(off);
  egress.hold(true);
  keyboard.leave();
  return () => {
    egress.hold(false);
    keyboard.take();
    if (wasOn.has('1049')) egress.writeOwn(ALTERNATE_ON);
    for (const on of [CURSOR_OFF, WRAP_OFF, PASTE_ON, FOCUS_ON]) egress.writeOwn(on);
    if (wasOn.has('kitty')) egress.writeOwn(KITTY_ON);
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
