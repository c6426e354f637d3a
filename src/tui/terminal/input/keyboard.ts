/** Reads keys from a terminal: bytes in, keys out. */
import type {Key} from './key.ts';
import {createKeyParser, type Waiting} from './keyParser.ts';
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

interface KeyboardListener {
  onKey: (key: Key) => void;
  /** Whether the user is writing text: then several lines in one read are a paste. */
  isWriting: () => boolean;
  /** Receives string answers of the terminal without the leading ESC. */
  onAnswer: (said: string) => void;
  /** The end of a paste is overdue, or has arrived after all. */
  onPasteOverdue: (isOverdue: boolean) => void;
  /** Decodes input of a terminal that is not UTF-8. @param bytes one byte per character */
  decode?: (bytes: string) => string;
  /** How long to wait after a lone ESC for the rest of a sequence, in ms. */
  escapeMs: () => number;
}

interface KeyListening {
  take(): void;
  /** Stops reading, because another program reads the keys from now on. */
  leave(): void;
  close(): void;
}

/** Shown while the end of a paste is overdue. */
export const PASTE_OVERDUE = 'paste not finished · Ctrl+C ends it';

/** Maximum gap between two reads of an unbracketed paste. */
const PIECE_MS = 150;
/** Time to wait for the rest of a sequence, answer or paste, even on a slow connection. */
const REST_MS = 1_000;
/** Time without input after an end mark; if more follows, the mark was part of the pasted text. */
const PASTE_END_MS = 100;
/** Time without input in an overdue paste, after which the next key is taken as a key press. */
const QUIET_MS = 300;
/** Maximum duration of a whole answer; longer input is typed by the user. */
const ANSWER_MS = 5_000;

export function openKeyboard(stdin: TerminalInput, listener: KeyboardListener): KeyListening {
  const {onKey, isWriting, onPasteOverdue, escapeMs, decode} = listener;
  const parser = createKeyParser(listener.onAnswer);
  let timer: NodeJS.Timeout | undefined;
  let readTimer: NodeJS.Immediate | undefined;
  let pieceTimer: NodeJS.Timeout | undefined;
  let answerTimer: NodeJS.Timeout | undefined;
  let wasOverdue = false;

  const waitMs = (waiting: Waiting): number => {
    if (waiting === 'escape') return parser.isPasteOverdue() ? Math.max(escapeMs(), PASTE_END_MS) : escapeMs();
    if (waiting === 'pasteEnd') return PASTE_END_MS;
    return waiting === 'paste' && parser.isPasteOverdue() ? QUIET_MS : REST_MS;
  };

  function hand(keys: readonly Key[]): void {
    keys.forEach(onKey);
    waitForMore();
    if (wasOverdue === parser.isPasteOverdue()) return;
    wasOverdue = parser.isPasteOverdue();
    onPasteOverdue(wasOverdue);
  }

  function waitForMore(): void {
    stopWaiting();
    const waiting = parser.waiting();
    if (waiting !== 'answer') {
      clearTimeout(answerTimer);
      answerTimer = undefined;
    } else answerTimer ??= setTimeout(() => hand(parser.settle()), ANSWER_MS);
    if (waiting === undefined) return;
    // Input that arrived while the screen was drawn is read first.
    timer = setTimeout(() => (readTimer = setImmediate(() => hand(parser.settle()))), waitMs(waiting));
  }

  function stopWaiting(): void {
    clearTimeout(timer);
    clearImmediate(readTimer);
  }

  const onData = (read: string) => {
    const chunk = decode === undefined ? read : decode(read);
    if (chunk === '') return;
    const isPiece = pieceTimer !== undefined;
    if (parser.isAtRest() && isWriting() && looksPasted(chunk, isPiece)) {
      stopWaiting();
      clearTimeout(pieceTimer);
      pieceTimer = setTimeout(() => (pieceTimer = undefined), PIECE_MS);
      return onKey(pastedKey(chunk));
    }
    hand(parser.push(chunk));
  };
  const keyboard: KeyListening = {
    take() {
      // The mode is set anew, because another program may have changed it.
      setRaw(stdin, false);
      setRaw(stdin, true);
      stdin.resume();
    },
    leave() {
      setRaw(stdin, false);
      stdin.pause();
    },
    close() {
      stopWaiting();
      clearTimeout(pieceTimer);
      clearTimeout(answerTimer);
      keyboard.leave();
      stdin.off('data', onData);
    },
  };
  stdin.setEncoding(decode === undefined ? 'utf8' : 'latin1');
  stdin.on('data', onData);
  keyboard.take();
  return keyboard;
}

function setRaw(stdin: TerminalInput, isRaw: boolean): void {
  try {
    stdin.setRawMode?.(isRaw);
  } catch {
    // The terminal is gone, so there is no mode to set.
  }
}
