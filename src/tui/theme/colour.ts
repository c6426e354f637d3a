/** Terminal colours: the 256 palette and RGB, with distance and contrast. */
import {luminanceOf} from '../terminal/background.ts';

/** `24-bit`, the fixed part of the 256-colour palette, the first 16 colours as configured in the terminal, or no colours. */
const DEPTHS = ['24-bit', '256', '16', 'none'] as const;
export type ColourDepth = (typeof DEPTHS)[number];

/** A number of the 256-colour palette, or `#rrggbb`. */
export type Colour = number | `#${string}`;

/** Minimum contrast of text in WCAG 2 (AA). */
export const TEXT_CONTRAST = 4.5;

export const isHexColour = (value: unknown): value is `#${string}` =>
  typeof value === 'string' && /^#[\da-f]{6}$/i.test(value);

/** xterm's defaults for the first 16 colours; other terminals differ. */
const FIRST: readonly string[] =
  '000000 cd0000 00cd00 cdcd00 0000ee cd00cd 00cdcd e5e5e5 7f7f7f ff0000 00ff00 ffff00 5c5cff ff00ff 00ffff ffffff'.split(
    ' ',
  );
const LEVELS = [0, 95, 135, 175, 215, 255];

const sharesOfHex = (digits: string): number[] =>
  [0, 2, 4].map(at => Number.parseInt(digits.slice(at, at + 2), 16) / 255);

/** Red, green and blue, each from 0 to 1. */
export function sharesOf(colour: Colour): number[] {
  if (typeof colour === 'string') return sharesOfHex(colour.slice(1));
  if (colour < FIRST.length) return sharesOfHex(FIRST[colour] ?? '');
  const cube = colour - 16;
  const values =
    colour < 232
      ? [Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6].map(index => LEVELS[index] ?? 0)
      : [0, 1, 2].map(() => 8 + 10 * (colour - 232));
  return values.map(value => value / 255);
}

/** Contrast ratio from 1 to 21, as WCAG 2 defines it. */
export function contrastOf(one: readonly number[], other: readonly number[]): number {
  const [darker = 0, lighter = 0] = [luminanceOf(one), luminanceOf(other)].toSorted((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

const distanceOf = (one: readonly number[], other: readonly number[]): number =>
  one.reduce((sum, share, at) => sum + (share - (other[at] ?? 0)) ** 2, 0);

/** The palette colour most similar to it among those with enough contrast. @param behind red, green and blue */
function nearest(colour: Colour, from: number, to: number, behind: readonly number[]): number {
  const wanted = sharesOf(colour);
  const least = Math.min(TEXT_CONTRAST, contrastOf(wanted, behind));
  let best = {number: from, distance: Number.POSITIVE_INFINITY};
  for (let number = from; number < to; number++) {
    const shares = sharesOf(number);
    const distance = distanceOf(shares, wanted);
    if (distance < best.distance && contrastOf(shares, behind) >= least) best = {number, distance};
  }
  return best.number;
}

/** SGR parameters of the foreground colour. @param behind red, green and blue of the background */
export function codeOf(colour: Colour, depth: ColourDepth, behind: readonly number[]): string {
  if (depth === '16') {
    const number = typeof colour === 'number' && colour < 16 ? colour : nearest(colour, 0, 16, behind);
    return String(number < 8 ? 30 + number : 82 + number);
  }
  if (typeof colour === 'number') return `38;5;${colour}`;
  if (depth === '256') return `38;5;${nearest(colour, 16, 256, behind)}`;
  return `38;2;${sharesOf(colour)
    .map(share => Math.round(share * 255))
    .join(';')}`;
}
