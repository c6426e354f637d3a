/** Numbers, counts and dates as text. */

/**
 * Formats a number: `2,000`, `1,234.5`. Not by `toLocaleString`: its first call takes 10 ms and 5 MB for the language tables.
 */
export function grouped(number: number): string {
  const [whole = '', ...fraction] = String(number).split('.');
  return [whole.replace(/\B(?=(?:\d{3})+$)/g, ','), ...fraction].join('.');
}

/** A count with its noun: `1 file`, `2,000 entries`. */
export const plural = (count: number, noun: string): string => `${grouped(count)} ${count === 1 ? noun : many(noun)}`;

const many = (noun: string): string => (noun.endsWith('try') ? `${noun.slice(0, -1)}ies` : `${noun}s`);

/** A number with two digits: `07`. */
export const twoDigits = (number: number): string => String(number).padStart(2, '0');

/** `2026-03-01 14:05`, in local time. */
export function dateTimeOf(atMs: number): string {
  const at = new Date(atMs);
  const day = `${at.getFullYear()}-${twoDigits(at.getMonth() + 1)}-${twoDigits(at.getDate())}`;
  return `${day} ${twoDigits(at.getHours())}:${twoDigits(at.getMinutes())}`;
}
