/** One key press, one paste, or one report of the mouse, as the terminal sends it. */
import type {MouseReport} from './mouse.ts';

export interface Key {
  /**
   * What was pressed: `a`, `A`, `enter`, `f2`, `pageup`, `ctrl+g`, `alt+shift+up`; modifiers in the order ctrl, alt, shift.
   * `paste` is text from the clipboard, `text` several characters that came in one read.
   */
  chord: string;
  /** What it writes: a character, a whole paste with `\n` as its line break, or nothing. */
  text: string;
  /** As the terminal sent it; empty for a paste. */
  sequence: string;
  /** What the mouse did; the chord is `mouse` then. */
  mouse?: MouseReport;
}
