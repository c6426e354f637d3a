/** Reads string answers of the terminal (OSC, DCS, APC, PM, SOS) to their end, so that none becomes typed text. */

interface AnswerReader {
  isOpen(): boolean;
  /** Starts an answer. @param opener the character after ESC */
  begin(opener: string): void;
  /**
   * @returns `after`: input after the end of the answer; `waiting`: an ESC that may start the end; `said`: the complete answer
   */
  take(input: string): {after: string; waiting: string; said?: string};
  /** Gives up waiting for the end. @returns the opener if nothing followed it */
  giveUp(): string | undefined;
}

const OPENER = /^\u001B[\]P_^X]/;
/**
 * End of an answer: BEL, the 8-bit terminator (or what UTF-8 decoding makes of it), CAN, SUB; or ESC, which ends it with `\` and
 * aborts it with anything else.
 */
const END = /[\u0007\u0018\u001A\u001B\u009C\uFFFD]/;
/** Maximum characters kept; all answers of interest are shorter. */
const KEPT_MAX = 256;

export const opensAnswer = (input: string): boolean => OPENER.test(input);

export function createAnswerReader(): AnswerReader {
  let opener: string | undefined;
  let said = '';

  function finish(after: string): ReturnType<AnswerReader['take']> {
    const whole = (opener ?? '') + said;
    opener = undefined;
    return {after, waiting: '', said: whole};
  }

  return {
    isOpen: () => opener !== undefined,
    begin(next) {
      opener = next;
      said = '';
    },
    take(input) {
      const at = input.search(END);
      said = (said + (at === -1 ? input : input.slice(0, at))).slice(0, KEPT_MAX);
      if (at === -1) return {after: '', waiting: ''};
      if (input[at] !== '\u001B') return finish(input.slice(at + 1));
      if (at === input.length - 1) return {after: '', waiting: '\u001B'};
      return finish(input.slice(input[at + 1] === '\\' ? at + 2 : at));
    },
    giveUp() {
      const alone = said === '' ? opener : undefined;
      opener = undefined;
      return alone;
    },
  };
}
