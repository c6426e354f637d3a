/** Formats times, days and durations in the local time zone. */
import {twoDigits} from '../../shared/text/figures.ts';

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** Time of day as `HH:MM`. */
export function timeOf(atMs: number): string {
  const date = new Date(atMs);
  return `${twoDigits(date.getHours())}:${twoDigits(date.getMinutes())}`;
}

/** A number that is equal for moments of the same local day. */
export function dayOf(atMs: number): number {
  const date = new Date(atMs);
  return date.getFullYear() * 10_000 + date.getMonth() * 100 + date.getDate();
}

export function dayNameOf(atMs: number): string {
  const date = new Date(atMs);
  return `${WEEKDAYS[date.getDay()]}, ${date.getDate()} ${MONTHS[date.getMonth()]} ${date.getFullYear()}`;
}

/** `4 s`, `3:05`, `2 h 10`; empty when unknown. */
export function durationOf(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return '';
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3_600) return `${Math.floor(whole / 60)}:${twoDigits(whole % 60)}`;
  if (whole < 360_000) return `${Math.floor(whole / 3_600)} h ${twoDigits(Math.floor((whole % 3_600) / 60))}`;
  return '';
}

/** A past moment in short: the time if it is today, else the day. @param today as `dayOf` returns it */
export function seenText(atMs: number, today: number): string {
  const day = dayOf(atMs);
  if (day === today) return timeOf(atMs);
  const date = new Date(atMs);
  const month = MONTHS[date.getMonth()]?.slice(0, 3) ?? '';
  const isThisYear = Math.floor(day / 10_000) === Math.floor(today / 10_000);
  return `${date.getDate()} ${month}${isThisYear ? '' : ` ${date.getFullYear()}`}`;
}
