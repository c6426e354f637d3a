/** Text from the clipboard: between marks where the terminal sets them, else known by its many lines. */
import type {Key} from '../keys/key.ts';

/** Controls that no pasted text has, so that keys among them stay keys. */
const KEYS = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/;
const LINE_BREAK = /\r\n|[\r\n]/g;

/**
 * One line and Enter in one read is somebody, or something, that types fast. Two line breaks with text between them are a paste on a terminal
 * without paste marks: sent line by line it could not be taken back.
 * @param isPiece whether a piece of such a paste came just before
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

/** What stands between the marks, which may come in many reads. */
export interface PasteReader {
  /** The start mark was read. */
  begin(): void;
  isOpen(): boolean;
  /** @returns what was read behind the end mark, or must wait for more; the paste when it is whole */
  take(input: string): {key?: Key; after: string; waiting: string};
  /** Nothing more came. */
  end(waiting?: string): Key;
}

export function createPasteReader(): PasteReader {
  /** Absent while there is no paste whose end has not come. */
  let pieces: string[] | undefined;

  function keep(piece: string, waiting: string): ReturnType<PasteReader['take']> {
    pieces?.push(piece);
    return {after: '', waiting};
  }

  function end(waiting = ''): Key {
    const text = [...(pieces ?? []), waiting].join('');
    pieces = undefined;
    return pastedKey(text.replaceAll(PASTE_END, '').replaceAll(PASTE_START, ''));
  }

  return {
    begin() {
      pieces = [];
    },
    isOpen: () => pieces !== undefined,
    end,
    take(input) {
      // An end mark inside the pasted text must not turn what follows it into key presses.
      const next = input.indexOf(PASTE_START);
      const at = input.lastIndexOf(PASTE_END, next === -1 ? input.length : next);
      if (at === -1) {
        // The end mark may be split over two reads.
        const split = input.lastIndexOf('\u001B');
        const kept = split > input.length - PASTE_END.length && split !== -1 ? split : input.length;
        return keep(input.slice(0, kept), input.slice(kept));
      }
      const after = input.slice(at + PASTE_END.length);
      // What comes in the same read belongs to it, most likely, and the real end is still on its way.
      if (after !== '' && !after.startsWith(PASTE_START)) return keep(input.slice(0, at), input.slice(at));
      return {key: end(input.slice(0, at)), after, waiting: ''};
    },
  };
}
