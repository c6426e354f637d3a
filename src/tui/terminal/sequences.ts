/** Sequences that the screen writes, and how each terminal mode is switched off. */
/** Scrolls rows `top` to `bottom`, from 0, up by `by`. */
export interface Scroll {
  top: number;
  bottom: number;
  count: number;
}
/** One coloured character in the same column of consecutive rows. */
export interface VerticalLine {
  column: number;
  sign: string;
  /** First row, counted from 0 among the new rows, and number of rows. */
  first: number;
  count: number;
}

const PASTE_ON = '\u001B[?2004h';
const PASTE_OFF = '\u001B[?2004l';
/** Disables wrapping, so that a character wider than expected cannot move to the next row. */
export const WRAP_OFF = '\u001B[?7l';
export const WRAP_ON = '\u001B[?7h';
/** Reports when the terminal gains or loses the keyboard focus. */
const FOCUS_ON = '\u001B[?1004h';
const FOCUS_OFF = '\u001B[?1004l';
/** Reports clicks, drags and the wheel, with coordinates of any size. */
export const MOUSE_ON: readonly string[] = ['\u001B[?1002h', '\u001B[?1006h'];
export const MOUSE_OFF: readonly string[] = ['\u001B[?1006l', '\u001B[?1002l'];
export const KITTY_QUERY = '\u001B[?u';
/** Makes all keys distinguishable and reports the Latin letter on a key. */
export const KITTY_ON = '\u001B[>5u';
export const KITTY_OFF = '\u001B[<u';
/** Queries support of synchronized output. */
export const SYNC_QUERY = '\u001B[?2026$p';
export const SYNC_ON = '\u001B[?2026h';
export const SYNC_OFF = '\u001B[?2026l';
export const CURSOR_ON = '\u001B[?25h';
export const CURSOR_OFF = '\u001B[?25l';
export const ALTERNATE_ON = '\u001B[?1049h';
export const ALTERNATE_OFF = '\u001B[?1049l';
export const HOME_AND_ERASE = '\u001B[H\u001B[J';
/**
 * Scrolls rows within a region; new rows below hold only the vertical lines.
 * @returns the sequence and the cursor's row after it
 */
export function scrollSequence(
  {top, bottom, count}: Scroll,
  lines: readonly VerticalLine[],
): {text: string; row: number} {
  let text = `\u001B[${top + 1};${bottom + 1}r${down(top)}\u001B[${count}M\u001B[r`;
  let row = 0;
  for (const [at, line] of lines.entries()) {
    const [, before = '', character = '', after = ''] = SIGN.exec(line.sign) ?? [];
    const to = bottom - count + 1 + line.first - row;
    const isOpen = lines[at - 1]?.sign === line.sign;
    const isLeftOpen = lines[at + 1]?.sign === line.sign;
    text += `${to < 0 ? up(-to) : down(to)}\u001B[${line.column + 1}G${isOpen ? '' : before}`;
    text += `${character}${`\b\v${character}`.repeat(line.count - 1)}${isLeftOpen || after === '' ? '' : '\u001B[m'}`;
    row += to + line.count - 1;
  }
  return {text, row};
}
const SIGN = /^((?:\u001B\[[\d;]*m)*)([^\u001B]) ?((?:\u001B\[[\d;]*m)*)$/;
const down = (rows: number): string => (rows === 0 ? '' : `\u001B[${rows === 1 ? '' : rows}B`);
const up = (rows: number): string => (rows === 0 ? '' : `\u001B[${rows === 1 ? '' : rows}A`);
export const BELL = '\u0007';
/** The wheel sends arrow keys on the alternate screen; the previous setting is saved and restored at the end. */
const SCROLL_SAVE = '\u001B[?1007s';
const SCROLL_ON = '\u001B[?1007h';
const SCROLL_RESTORE = '\u001B[?1007r';
/** Queries the background colour. */
export const BACKGROUND_QUERY = '\u001B]11;?\u001B\\';
/**
 * Measures an ambiguous character: written invisibly in the second row, then erased. In the first row, the answer would look like
 * a key with modifiers.
 */
export const WIDTH_QUERY = '\u001B[2;1H\u001B[8m\u2460\u001B[6n\u001B[m';
/** Reports when the colour scheme changes to dark or light. */
const SCHEME_ON = '\u001B[?2031h';
const SCHEME_OFF = '\u001B[?2031l';
/** Modes that are only needed on the alternate screen. */
export const INPUT_MODES: readonly string[] = [PASTE_ON, FOCUS_ON, SCHEME_ON, SCROLL_SAVE, SCROLL_ON];
/** OSC 52: copies to the clipboard of the terminal's machine, also over a network, where the terminal allows it. */
export const clipboardSequence = (text: string): string =>
  `\u001B]52;c;${Buffer.from(text).toString('base64')}\u001B\\`;
/** Terminals with a stack of titles restore the old title; others are left without a title. */
const TITLE_SAVE = '\u001B[22;2t';
const TITLE_RESTORE = '\u001B]2;\u001B\\\u001B[23;2t';

/** @param isFirst no title was set yet, so the terminal first saves its own */
export const titleSequence = (title: string, isFirst: boolean): string =>
  `${isFirst ? TITLE_SAVE : ''}\u001B]2;${title}\u001B\\`;

/**
 * How to switch each mode on and off, in the order of switching off. Keyboard flags belong to the screen on which they were set,
 * so they are removed before that screen is left.
 */
const MODES: readonly (readonly [name: string, on: string, off: string])[] = [
  ['kitty', KITTY_ON, KITTY_OFF],
  ['1007', SCROLL_ON, SCROLL_RESTORE],
  ['2031', SCHEME_ON, SCHEME_OFF],
  ['1004', FOCUS_ON, FOCUS_OFF],
  ['1006', '\u001B[?1006h', '\u001B[?1006l'],
  ['1002', '\u001B[?1002h', '\u001B[?1002l'],
  ['1049', ALTERNATE_ON, ALTERNATE_OFF],
  ['2004', PASTE_ON, PASTE_OFF],
  ['2026', '', SYNC_OFF],
  ['25', CURSOR_OFF, CURSOR_ON],
  ['7', WRAP_OFF, WRAP_ON],
  ['title', '', TITLE_RESTORE],
];

const MODE = /^\u001B\[\?(\d+)([hl])$/;

/** Tracks which modes a written sequence switches on or off. */
export function noteMode(modes: Set<string>, sequence: string): void {
  const mode = MODE.exec(sequence);
  if (sequence === SCROLL_RESTORE) modes.delete('1007');
  else if (mode?.[1] !== undefined) {
    // For modes 25 (cursor) and 7 (wrapping), off is the state that has to be undone.
    const isOn = (mode[2] === 'h') !== (mode[1] === '25' || mode[1] === '7');
    if (isOn) modes.add(mode[1]);
    else modes.delete(mode[1]);
  } else if (sequence.startsWith('\u001B[>')) modes.add('kitty');
  else if (sequence === KITTY_OFF) modes.delete('kitty');
}

/** Switches all modes off and restores the title. */
export function offSequence(modes: ReadonlySet<string>): string {
  const off = MODES.flatMap(([name, , sequence]) => (modes.has(name) ? [sequence] : []));
  return off.length === 0 ? '' : `\u001B[0m${off.join('')}`;
}

/** Switches modes off for a pause; the title stays. */
export const pauseSequences = (modes: ReadonlySet<string>): readonly string[] =>
  MODES.flatMap(([name, , off]) => (modes.has(name) && name !== 'title' ? [off] : []));

/** Switches modes on again after a pause, whatever used the terminal meanwhile. */
export function againSequences(modes: ReadonlySet<string>): readonly string[] {
  const on = MODES.toReversed().flatMap(([name, sequence]) => (modes.has(name) ? [sequence] : []));
  return modes.has('kitty') ? [KITTY_OFF, ...on] : on;
}
