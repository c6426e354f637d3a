/** Checks what can be a reaction: one emoji or symbol. */
import {countGraphemes, display} from '../text/safeText.ts';

/** Maximum UTF-16 code units of an emoji, with skin tones and joiners. */
export const EMOJI_LENGTH_MAX = 32;

const PICTURE = /^(?:[\p{S}\p{Extended_Pictographic}]|[0-9*#]\uFE0F?\u20E3)/u;
/** Combining characters, except for the two that turn a symbol into an emoji. */
const MARK = /(?![\uFE0F\u20E3])\p{M}/u;

/** Whether a text is one emoji or symbol that every terminal draws as it was sent. */
export const isEmoji = (text: string): boolean =>
  text.length <= EMOJI_LENGTH_MAX &&
  PICTURE.test(text) &&
  !MARK.test(text) &&
  countGraphemes(text, 1) === 1 &&
  display(text, 'line') === text;
