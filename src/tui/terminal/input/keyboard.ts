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
  /** Whether text is written now: then many lines in one breath come from a clipboard, not from fingers. */
  isWriting: () => boolean;
  /** What the terminal said in a string, from the character behind ESC on. */
  onAnswer: (said: string) => void;
  /** A paste has begun whose end does not come, or it has ended after all. */
  onPasteOverdue: (isOverdue: boolean) => void;
  /** For a terminal that is not UTF-8: from bytes, one character each. */
  decode?: (bytes: string) => string;
  /** How long a lone ESC waits for what may follow it. */
  escapeMs: () => number;
}

interface KeyListening {
  take(): void;
  /** Somebody else reads the keys from now on. */
  leave(): void;
  close(): void;
}

/** Shown while a paste lacks its end. */
export const PASTE_OVERDUE = 'paste not finished · Ctrl+C ends it';

/** A paste without marks is read in pieces; the next one comes sooner than this. */
const PIECE_MS = 150;
/** Once a sequence, an answer or a paste has begun, its rest is on its way, however slow the link is. */
const REST_MS = 1_000;
/** Behind the end mark of a paste nothing is to follow, unless the mark was a part of the text. */
const PASTE_END_MS = 100;
/** In a paste that is overdue: what comes after such a silence is pressed by somebody. */
const QUIET_MS = 300;
/** An answer takes no longer as a whole; what goes on and on is somebody who types. */
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
    // What came while the screen was drawn has not been read yet: it goes first.
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
      // Whoever had it meanwhile may have set other modes, of which nobody tells.
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
    // The terminal is gone, and its modes with it.
  }
}
