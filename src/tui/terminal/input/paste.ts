/** Recognizes pastes: bracketed where the terminal supports it, else a read of at least two lines with text. */
import type {Key} from './key.ts';

/** Controls that no pasted text has, so that keys among them stay keys. */
const KEYS = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/;
const LINE_BREAK = /\r\n|[\r\n]/g;

/**
 * At least two lines with text in one read are a paste where the terminal has no paste marks: sent line by line it could not be
 * taken back. One line and Enter may be fast typing.
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

/** Characters kept of one paste; no message is nearly as long, and an end that never comes must not fill the memory. */
const PASTE_MAX = 16 * 1024 * 1024;

/** What stands between the marks, which may come in many reads. */
interface PasteReader {
  /** The start mark was read. */
  begin(): void;
  isOpen(): boolean;
  /** It was silent for long, and the end mark has not come: what comes now is handed out at once. */
  isOverdue(): boolean;
  /**
   * @returns what was read behind the end mark, or must wait for more; the paste when it is whole, or a piece when it is
   * overdue
   */
  take(input: string): {key?: Key; after: string; waiting: string};
  /** It was silent for long. @returns what has come, if anything */
  rest(): Key | undefined;
  /** Nothing more is to come. */
  end(waiting?: string): Key | undefined;
}

export function createPasteReader(): PasteReader {
  /** Absent while there is no paste whose end has not come. */
  let pieces: string[] | undefined;
  let length = 0;
  let isOverdue = false;
  /** The piece before ended in the first half of a line break. */
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
      // An end mark inside the pasted text must not turn what follows it into key presses.
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
      // What comes in the same read belongs to it, most likely, and the real end is still on its way.
      if (after !== '' && !after.startsWith(PASTE_START)) return keep(input.slice(0, at), input.slice(at));
      const key = end(input.slice(0, at));
      return {...(key && {key}), after, waiting: ''};
    },
  };
}
