/** One key press, one paste, or one report of the mouse, as the terminal sends it. */
import type {MouseReport} from './mouse.ts';

export interface Key {
  /**
   * What was pressed: `a`, `A`, `enter`, `f2`, `pageup`, `ctrl+g`, `alt+shift+up`; modifiers in the order ctrl, alt, shift.
   * `paste` is text from the clipboard, `text` several characters that came in one read.
   */
  chord: string;
  /** The text it writes: a character, a whole paste with `\n` as line break, or nothing. */
  text: string;
  /** The sequence from the terminal; empty for a paste. */
  sequence: string;
  /** The report of the mouse; the chord is `mouse` then. */
  mouse?: MouseReport;
}
