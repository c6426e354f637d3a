/** Numbers, counts and dates as text. */

/**
 * `2,000`. No formatter is kept: to make one at the start costs 10 ms and 5 MB of the language tables.
 */
export const grouped = (number: number): string => number.toLocaleString('en-US');

/** `1 file`, `2,000 entries`. */
export const plural = (count: number, noun: string): string => `${grouped(count)} ${count === 1 ? noun : many(noun)}`;

const many = (noun: string): string => (noun.endsWith('try') ? `${noun.slice(0, -1)}ies` : `${noun}s`);

/** `07`. */
export const twoDigits = (number: number): string => String(number).padStart(2, '0');

/** `2026-03-01 14:05` in local time. */
export function dateTimeOf(atMs: number): string {
  const at = new Date(atMs);
  const day = `${at.getFullYear()}-${twoDigits(at.getMonth() + 1)}-${twoDigits(at.getDate())}`;
  return `${day} ${twoDigits(at.getHours())}:${twoDigits(at.getMinutes())}`;
}
