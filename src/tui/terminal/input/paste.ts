/** Recognizes pastes: bracketed where the terminal supports it, else a read of at least two lines with text. */
import type {Key} from './key.ts';

/** Control characters that do not occur in pasted text, so input with them consists of keys. */
const KEYS = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/;
const LINE_BREAK = /\r\n|[\r\n]/g;

/**
 * Whether a read is a paste on a terminal without paste marks: at least two lines with text. Sent line by line, they could not be
 * taken back; a single line with Enter may be fast typing.
 * @param isPiece a piece of such a paste came just before
 */
export function looksPasted(chunk: string, isPiece = false): boolean {
  if (KEYS.test(chunk)) return false;
  if (isPiece) return chunk.length > 1;
  const lines = chunk.split(LINE_BREAK);
  return lines.length > 2 && lines.filter(line => line.trim() !== '').length > 1;
}

export const pastedKey = (text: string): Key => ({
  chord: 'paste',
  text: text.replaceAll(/\r\n?/g, '\n'),
  sequence: '',
});

export const PASTE_START = '\u001B[200~';
export const PASTE_END = '\u001B[201~';

/** Maximum characters of a paste. No message is that long, and a missing end mark must not exhaust memory. */
const PASTE_MAX = 16 * 1024 * 1024;

/** Collects the text between the paste marks, which may arrive in many reads. */
interface PasteReader {
  /** The start mark was read. */
  begin(): void;
  isOpen(): boolean;
  /** The end mark is overdue: further input is returned at once. */
  isOverdue(): boolean;
  /**
   * @returns `after`: input after the end mark; `waiting`: a possible start of the end mark; `key`: the complete paste, or a
   * piece of an overdue one
   */
  take(input: string): {key?: Key; after: string; waiting: string};
  /** Marks the paste as overdue. @returns the text so far, if any */
  rest(): Key | undefined;
  /** Ends the paste without an end mark. */
  end(waiting?: string): Key | undefined;
}

export function createPasteReader(): PasteReader {
  /** Absent if no paste is open. */
  let pieces: string[] | undefined;
  let length = 0;
  let isOverdue = false;
  /** The previous piece ended with `\r`, so a `\n` at the start of the next one belongs to it. */
  let isHalfBreak = false;

  function add(piece: string): void {
    if (length + piece.length > PASTE_MAX) return;
    pieces?.push(piece);
    length += piece.length;
  }

  function keep(piece: string, waiting: string): ReturnType<PasteReader['take']> {
    add(piece);
    const key = isOverdue ? handOut() : undefined;
    return {...(key && {key}), after: '', waiting};
  }

  function handOut(): Key | undefined {
    const text = (pieces ?? []).join('').replaceAll(PASTE_END, '').replaceAll(PASTE_START, '');
    pieces = [];
    length = 0;
    const shown = isHalfBreak && text.startsWith('\n') ? text.slice(1) : text;
    isHalfBreak = text.endsWith('\r');
    return shown === '' ? undefined : pastedKey(shown);
  }

  function end(waiting = ''): Key | undefined {
    add(waiting);
    const key = handOut();
    pieces = undefined;
    return key;
  }

  return {
    begin() {
      pieces = [];
      length = 0;
      isOverdue = false;
      isHalfBreak = false;
    },
    isOpen: () => pieces !== undefined,
    isOverdue: () => pieces !== undefined && isOverdue,
    rest() {
      isOverdue = true;
      return handOut();
    },
    end,
    take(input) {
      // The last end mark counts: one inside the pasted text must not turn the rest into key presses.
      const next = input.indexOf(PASTE_START);
      const at = input.lastIndexOf(PASTE_END, next === -1 ? input.length : next);
      if (at === -1) {
        // The end mark may be split over two reads.
        const split = input.lastIndexOf('\u001B');
        const isSplit = split !== -1 && PASTE_END.startsWith(input.slice(split));
        const kept = isSplit ? split : input.length;
        return keep(input.slice(0, kept), input.slice(kept));
      }
      const after = input.slice(at + PASTE_END.length);
      // More input in the same read most likely belongs to the paste, so the real end mark is yet to come.
      if (after !== '' && !after.startsWith(PASTE_START)) return keep(input.slice(0, at), input.slice(at));
      const key = end(input.slice(0, at));
      return {...(key && {key}), after, waiting: ''};
    },
  };
}
