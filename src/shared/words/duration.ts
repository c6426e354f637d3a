/** Parses durations such as `10m`, `2h` or `1d`, and formats them for sentences. */
import {DAY_MS, HOUR_MS} from '../limits.ts';

const UNIT_MS = {s: 1_000, m: 60_000, h: HOUR_MS, d: DAY_MS, w: 7 * DAY_MS} as const;

const DURATION = /^(?:\d{1,9}[smhdw])+$/i;
const PART = /(\d+)([smhdw])/gi;

/** Milliseconds of `10m` or `1h30m`; `undefined` when the word is not a duration. The caller checks its range. */
export function parseDuration(word: string): number | undefined {
  if (word.length > 40 || !DURATION.test(word)) return undefined;
  let ms = 0;
  for (const [, amount, unit = ''] of word.matchAll(PART))
    ms += Number(amount) * UNIT_MS[unit.toLowerCase() as keyof typeof UNIT_MS];
  return ms;
}

const NAMES = [
  ['day', UNIT_MS.d],
  ['hour', UNIT_MS.h],
  ['minute', UNIT_MS.m],
  ['second', UNIT_MS.s],
] as const;

/** `10 minutes`, `1 hour 30 minutes`: the two largest units at most, rounded up. */
export function durationText(ms: number): string {
  const [, largestMs] = NAMES.find(([, unitMs]) => ms >= unitMs) ?? NAMES[3];
  const finest = NAMES.findIndex(([, unitMs]) => unitMs === largestMs) + (largestMs > UNIT_MS.m ? 1 : 0);
  const finestMs = NAMES[finest]?.[1] ?? UNIT_MS.s;
  let left = Math.max(1, Math.ceil(ms / finestMs)) * finestMs;
  const parts: string[] = [];
  for (const [name, unitMs] of NAMES) {
    const count = Math.floor(left / unitMs);
    left -= count * unitMs;
    if (count > 0) parts.push(`${count} ${name}${count === 1 ? '' : 's'}`);
  }
  return parts.join(' ');
}
