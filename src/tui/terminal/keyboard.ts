/** The keyboard end of a terminal: bytes come in, keys go out. */
import type {Key} from '../keys/key.ts';
import {createKeyParser} from './keyParser.ts';
import {looksPasted, pastedKey} from './paste.ts';

export interface TerminalInput {
  isTTY?: boolean;
  setRawMode?(isRaw: boolean): unknown;
  setEncoding(encoding: BufferEncoding): unknown;
  on(event: 'data', listener: (chunk: string) => void): unknown;
  off(event: 'data', listener: (chunk: string) => void): unknown;
  resume(): unknown;
  pause(): unknown;
}

export interface KeyboardListener {
  onKey: (key: Key) => void;
  /** Whether text is written now: then many lines in one breath come from a clipboard, not from fingers. */
  isWriting: () => boolean;
}

export interface Keyboard {
  take(): void;
  /** Somebody else reads the keys from now on. */
  leave(): void;
  close(): void;
}

/** Esc and Alt begin with the same byte; a terminal sends the rest sooner than this. */
const ESCAPE_MS = 25;
/** A paste without marks is read in pieces; the next one comes sooner than this. */
const PIECE_MS = 150;

export function openKeyboard(stdin: TerminalInput, {onKey, isWriting}: KeyboardListener): Keyboard {
  const parser = createKeyParser();
  let escapeTimer: NodeJS.Timeout | undefined;
  let pieceTimer: NodeJS.Timeout | undefined;

  const hand = (keys: readonly Key[]) => keys.forEach(onKey);
  const onData = (chunk: string) => {
    clearTimeout(escapeTimer);
    const isPiece = pieceTimer !== undefined;
    if (parser.isAtRest() && isWriting() && looksPasted(chunk, isPiece)) {
      clearTimeout(pieceTimer);
      pieceTimer = setTimeout(() => (pieceTimer = undefined), PIECE_MS);
      return onKey(pastedKey(chunk));
    }
    hand(parser.push(chunk));
    if (parser.isUndecided()) escapeTimer = setTimeout(() => hand(parser.settle()), ESCAPE_MS);
  };
  const keyboard: Keyboard = {
    take() {
      stdin.setRawMode?.(true);
      stdin.resume();
    },
    leave() {
      try {
        stdin.setRawMode?.(false);
      } catch {
        // The terminal is gone, and its modes with it.
      }
      stdin.pause();
    },
    close() {
      clearTimeout(escapeTimer);
      clearTimeout(pieceTimer);
      keyboard.leave();
      stdin.off('data', onData);
    },
  };
  stdin.setEncoding('utf8');
  stdin.on('data', onData);
  keyboard.take();
  return keyboard;
}
