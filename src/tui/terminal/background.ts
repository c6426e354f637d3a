/** Detects whether the terminal's background is light or dark: from its answer, else from the environment. */

export type Background = 'dark' | 'light';

const ANSWER = /^\]11;(?:rgba?:([\da-f]{1,4})\/([\da-f]{1,4})\/([\da-f]{1,4})|#([\da-f]{2})([\da-f]{2})([\da-f]{2})$)/i;
/** Luminance at which black and white text contrast equally. */
export const MIDDLE_LUMINANCE = 0.179;

/** @param said the terminal's answer. @returns `undefined` if it is about something else */
export function backgroundOf(said: string): Background | undefined {
  const found = ANSWER.exec(said);
  if (found === null) return undefined;
  const shares = found
    .slice(1)
    .flatMap(digits => (digits ? [Number.parseInt(digits, 16) / (16 ** digits.length - 1)] : []));
  return luminanceOf(shares) > MIDDLE_LUMINANCE ? 'light' : 'dark';
}

/** Relative luminance as WCAG 2 defines it, 0 to 1. @param shares red, green and blue, each 0 to 1 */
export function luminanceOf(shares: readonly number[]): number {
  const linear = shares.map(share => (share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4));
  const [red = 0, green = 0, blue = 0] = linear;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Light colours of the 16-colour palette; the others are dark. */
const LIGHT_COLOURS = new Set([7, 9, 10, 11, 12, 13, 14, 15]);

/**
 * Derives the background from the environment: `COLORFGBG` (foreground and background, such as `15;0` or `0;default;15`), or the
 * Linux console, which is black.
 */
export function backgroundFrom({
  COLORFGBG = '',
  TERM,
}: Readonly<Record<string, string | undefined>>): Background | undefined {
  const number = /;(\d+)$/.exec(COLORFGBG)?.[1];
  if (number !== undefined && Number(number) <= 15) return LIGHT_COLOURS.has(Number(number)) ? 'light' : 'dark';
  return TERM === 'linux' ? 'dark' : undefined;
}
