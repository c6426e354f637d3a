/** Moments as a line of text names them. */

/** `07`. */
export const twoDigits = (number: number): string => String(number).padStart(2, '0');

/** `2026-03-01 14:05` in local time. */
export function dateTimeOf(atMs: number): string {
  const at = new Date(atMs);
  const day = `${at.getFullYear()}-${twoDigits(at.getMonth() + 1)}-${twoDigits(at.getDate())}`;
  return `${day} ${twoDigits(at.getHours())}:${twoDigits(at.getMinutes())}`;
}
