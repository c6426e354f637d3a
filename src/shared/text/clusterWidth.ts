/**
 * Columns to reserve for one grapheme cluster. Terminals disagree about clusters of several code points: some add up the columns
 * of all of them, others draw one cell. The larger number is reserved, because a gap is harmless and an overdrawn letter is not.
 */

import {areAmbiguousWide} from './ambiguous.ts';
import {asciiSign} from './ownSigns.ts';

/**
 * Characters of one column when ambiguous characters are narrow: Latin, Greek, Cyrillic, and the lines, arrows and signs in
 * use here. They avoid the width library, whose first call takes tens of milliseconds for its emoji table.
 */
const ONE_COLUMN =
  /^[ -~\u00A1-\u00AC\u00AE-\u02FF\u0391-\u03A1\u03A3-\u03FF\u0400-\u0482\u048A-\u052F\u2010-\u2027\u2190-\u21FF\u2500-\u25FC\u2605\u2606\u2713\u2717\u270E]*$/;

const ASCII = /^[ -~]*$/;

/** Whether the text consists only of such characters. */
export const isOneColumn = (text: string): boolean => (areAmbiguousWide() ? ASCII : ONE_COLUMN).test(text);

/** Signs that form a cluster with the character after them (`Prepend` in UAX #29). */
const PREPENDED =
  String.raw`\u0600-\u0605\u06DD\u070F\u0890\u0891\u08E2\u0D4E\u{110BD}\u{110CD}\u{111C2}\u{111C3}\u{1193F}\u{11941}` +
  String.raw`\u{11A3A}\u{11A84}-\u{11A89}\u{11D46}\u{11F02}`;
/** Characters that can form clusters of several code points: marks, joiners, vowels that are letters, and `PREPENDED`. */
const JOINED = new RegExp(
  String.raw`\p{M}|\u200C|\u200D|[\u0E33\u0EB3\u1100-\u11FF\uA960-\uA97C\uD7B0-\uD7FB${PREPENDED}]`,
  'u',
);
/** Emoji: terminals draw them as one picture of two columns, or as several characters that are then overwritten. */
const PICTURE = /[\p{Extended_Pictographic}\p{Regional_Indicator}\uFE0F\u20E3]/u;
/** Jamo vowels and finals, which no terminal gives a column of their own after a consonant. */
const JAMO_INSIDE = /[\u1160-\u11FF\uD7B0-\uD7FB]/u;

export const isPicture = (cluster: string): boolean => PICTURE.test(cluster);

/** Marks added after Unicode 5.0: many terminals still use its width table, and give each of these marks a column. */
const YOUNG_RANGES = [
  String.raw`\u0616-\u061A\u065F\u07FD\u0816-\u0819\u081B-\u0823\u0825-\u0827\u0829-\u082D\u0859-\u085B`,
  String.raw`\u0897-\u089F\u08CA-\u08E1\u08E3-\u0900\u093A\u0955-\u0957\u09FE\u0A51\u0A75\u0AFA-\u0AFF\u0B44`,
  String.raw`\u0B55\u0B62\u0B63\u0C00\u0C04\u0C3C\u0C62\u0C63\u0C81\u0D00\u0D01\u0D3B\u0D3C\u0D44\u0D62\u0D63`,
  String.raw`\u0D81\u0EBA\u0ECE\u0F8D-\u0F8F\u1033-\u1035\u103A\u103D\u103E\u105E-\u1060\u1071-\u1074\u1082\u1085`,
  String.raw`\u1086\u108D\u109D\u135D\u135E\u1A1B\u1A56-\u1A7F\u1B80\u1B81\u1BA2-\u1BAD\u1BE6-\u1BF1\u1C2C-\u1C37`,
  String.raw`\u1CD0-\u1CF9`,
].join('');
const YOUNG_MARK = new RegExp(String.raw`[${YOUNG_RANGES}]|\p{M}(?<=[\uA66F-\uABED\u{10000}-\u{1FFFF}])`, 'u');

/** @param ask returns the width library's columns of a cluster or code point */
export function clusterColumns(cluster: string, ask: (text: string, ambiguousIsNarrow: boolean) => number): number {
  const isWide = areAmbiguousWide();
  // These signs are written as ASCII.
  if (isWide && asciiSign(cluster) !== undefined) return 1;
  const widthOf = (text: string) => ask(text, !isWide);
  const columns = widthOf(cluster);
  if (cluster.length < 2 || PICTURE.test(cluster)) return columns;
  let sum = 0;
  for (const character of cluster) {
    if (YOUNG_MARK.test(character)) sum++;
    else if (!JAMO_INSIDE.test(character)) sum += widthOf(character);
  }
  return Math.max(columns, sum);
}

/** Whether a text may need this function; otherwise the library's width of the whole text is right. */
export const hasClusters = (text: string): boolean => areAmbiguousWide() || JOINED.test(text);
