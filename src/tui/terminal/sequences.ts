/** The sequences that the screen itself writes, and how each mode of the terminal is switched off again. */

export const PASTE_ON = '\u001B[?2004h';
export const PASTE_OFF = '\u001B[?2004l';
/** Where a terminal draws a character wider than it is counted, it must not go on in the next row. */
export const WRAP_OFF = '\u001B[?7l';
export const WRAP_ON = '\u001B[?7h';
/** The terminal tells when somebody else's window or pane gets the keyboard. */
export const FOCUS_ON = '\u001B[?1004h';
export const FOCUS_OFF = '\u001B[?1004l';
export const KITTY_QUERY = '\u001B[?u';
/** Tells keys apart that otherwise send the same bytes. */
export const KITTY_ON = '\u001B[>1u';
export const KITTY_OFF = '\u001B[<u';
export const CURSOR_ON = '\u001B[?25h';
export const CURSOR_OFF = '\u001B[?25l';
export const ALTERNATE_ON = '\u001B[?1049h';
export const ALTERNATE_OFF = '\u001B[?1049l';
export const HOME_AND_ERASE = '\u001B[H\u001B[J';
export const BELL = '\u0007';
/** A terminal that keeps a stack of titles gets the old one back; any other is left without one. */
const TITLE_SAVE = '\u001B[22;2t';
const TITLE_RESTORE = '\u001B]2;\u001B\\\u001B[23;2t';

/** @param isFirst nothing was written over the title that was there before */
export const titleSequence = (title: string, isFirst: boolean): string =>
  `${isFirst ? TITLE_SAVE : ''}\u001B]2;${title}\u001B\\`;

const RESTORE: Readonly<Record<string, string>> = {
  1004: FOCUS_OFF,
  1049: ALTERNATE_OFF,
  2004: PASTE_OFF,
  2026: '\u001B[?2026l',
  25: CURSOR_ON,
  7: WRAP_ON,
  kitty: KITTY_OFF,
  title: TITLE_RESTORE,
};

const MODE = /^\u001B\[\?(\d+)([hl])$/;

/** Keeps which modes are on after this sequence was written. */
export function noteMode(modes: Set<string>, sequence: string): void {
  const mode = MODE.exec(sequence);
  if (mode?.[1] !== undefined) {
    // What must be undone is a cursor that is hidden, and lines that do not go on in the next row.
    const isOn = (mode[2] === 'h') !== (mode[1] === '25' || mode[1] === '7');
    if (isOn) modes.add(mode[1]);
    else modes.delete(mode[1]);
  } else if (sequence.startsWith('\u001B[>')) modes.add('kitty');
  else if (sequence === KITTY_OFF) modes.delete('kitty');
}

/** In the order of their text, the alternate screen goes before the cursor is shown. */
export function offSequence(modes: ReadonlySet<string>): string {
  const off = [...modes].map(mode => RESTORE[mode] ?? '').sort();
  return off.length === 0 ? '' : `\u001B[0m${off.join('')}`;
}
