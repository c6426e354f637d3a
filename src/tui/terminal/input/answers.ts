/** Reads string answers of the terminal (OSC, DCS, APC, PM, SOS) to their end, so that none becomes typed text. */

interface AnswerReader {
  isOpen(): boolean;
  /** @param opener the character behind ESC */
  begin(opener: string): void;
  /** @returns what was read behind the end, or must wait for more; what was said, when it is whole */
  take(input: string): {after: string; waiting: string; said?: string};
  /** Its end did not come. @returns its opener when nothing else came */
  giveUp(): string | undefined;
}

const OPENER = /^\u001B[\]P_^X]/;
/**
 * BEL, the 8-bit end or what UTF-8 makes of it, the two that cancel; or an ESC, which ends it with `\` and breaks it off with
 * all else.
 */
const END = /[\u0007\u0018\u001A\u001B\u009C\uFFFD]/;
/** Characters that are kept; answers that mean something here are shorter, and of the others nothing is wanted. */
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
