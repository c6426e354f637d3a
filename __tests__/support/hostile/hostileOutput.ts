/** Judges what reached a terminal: nothing but text, line breaks and the sequences that the screen itself draws with. */
import xterm from '@xterm/headless';

/** The screen's own sequences, written down a second time on purpose. */
const OWN = [
  /** Colours and faces. */
  /\u001B\[[\d;]*m/,
  /** Cursor: up, down, right, left, next line, column, place. */
  /\u001B\[\d*[ABCDEG]/,
  /\u001B\[\d*(?:;\d+)?H/,
  /** Erases to the end of the line, the line, and to the end of the screen. */
  /\u001B\[[02]?K/,
  /\u001B\[J/,
  /** Rows that go up within themselves, and the lines between panes in what comes in. */
  /\u001B\[(?:\d+;\d+)?r/,
  /\u001B\[\d+M/,
  /([│▌•])(?:\u0008\u000B\1)+/,
  /** One row down, where the column is said. */
  /\u000B(?=\u001B\[\d+G)/,
  /** Alternate screen, cursor, drawing in one go, paste marks, lines that end at the edge. */
  /\u001B\[\?(?:1004|1049|25|2026|2004|7|2031)[hl]/,
  /** The wheel as arrow keys: kept, on, put back. */
  /\u001B\[\?1007[shr]/,
  /** Whether a frame is shown at once; how large a cell is. */
  /\u001B\[\?2026\$p/,
  /\u001B\[16t/,
  /** What is behind the text. */
  /\u001B\]11;\?\u001B\\/,
  /** The window's title, kept before and put back. */
  /\u001B\]2;(?:chat-tui(?: \(\d+\))?)?\u001B\\/,
  /\u001B\[2[23];2t/,
  /** The kitty keyboard: the one question, on, off. */
  /\u001B\[(?:\?|>5|<)u/,
  /** A link begins, with a number of ours and a target of visible characters, or ends. */
  /\u001B\]8;(?:id=\d+;(?:https?|chat-tuis?):\/\/[!-~]{1,1000}|;)\u001B\\/,
];
const OWN_ANYWHERE = new RegExp(OWN.map(({source}) => source).join('|'), 'g');
const NOT_TEXT = /\r(?!\n)|[\u0000-\u0009\u000B\u000C\u000E-\u001F\u007F-\u009F]/gu;
/** What changes order or hides; joiners inside words and emoji are text. */
const REORDERING = /[\u061C\u200B\u200E\u200F\u2028-\u202E\u2060-\u2069\u00AD\uFEFF\u{E0000}-\u{E0019}]/gu;

const shown = (text: string) => text.replaceAll(/[^ -~]/gu, one => `\\u{${(one.codePointAt(0) ?? 0).toString(16)}}`);

/** Everything in it that the screen did not mean, with what stands around it; empty when all is well. */
export function unsafeIn(bytes: string): string[] {
  const text = bytes.replace(WIDTH_QUESTION, '').replaceAll(OWN_ANYWHERE, '');
  return findIn(text, NOT_TEXT, REORDERING);
}

/** The same for a verb's output, which has no sequences at all. */
export const unsafeInPlain = (text: string): string[] => findIn(text, NOT_TEXT, REORDERING);

function findIn(text: string, ...patterns: readonly RegExp[]): string[] {
  return patterns.flatMap(pattern =>
    Array.from(text.matchAll(pattern), ({index}) => shown(text.slice(Math.max(0, index - 20), index + 20))),
  );
}

/** In a row where the answer is no key, hidden, and erased at once. */
const WIDTH_QUESTION = '\u001B[2;1H\u001B[8m\u2460\u001B[6n\u001B[m';

/** Without what the screen itself asks of a terminal. */
export const withoutQuestions = (bytes: string): string =>
  bytes.replace('\u001B[?2026$p', '').replace(WIDTH_QUESTION, '');

export interface Replay {
  /** What the terminal would have typed by itself. */
  answers: string[];
  titles: string[];
  bells: number;
}

/** Feeds everything to a fresh terminal: whatever it is moved to answer, to call itself, or to ring. */
export async function replay(bytes: string | Uint8Array, columns: number, rows: number): Promise<Replay> {
  const emulator = new xterm.Terminal({cols: columns, rows, allowProposedApi: true, scrollback: 0});
  const found: Replay = {answers: [], titles: [], bells: 0};
  emulator.onData(answer => found.answers.push(shown(answer)));
  emulator.onBinary(answer => found.answers.push(shown(answer)));
  emulator.onTitleChange(title => found.titles.push(title));
  emulator.onBell(() => found.bells++);
  await new Promise<void>(resolve => emulator.write(bytes, resolve));
  emulator.dispose();
  return found;
}
