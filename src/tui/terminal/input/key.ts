/** One key press, or one paste, as the keyboard reports it. */

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
}
