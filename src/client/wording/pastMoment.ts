/** Reads a moment in the past: a date, a time of today, a weekday, or how long ago it was. */
import {DAY_MS, HOUR_MS} from '../../shared/limits.ts';

const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const DATE = /^(?:(\d{4})-)?(\d{1,2})-(\d{1,2})(?:[ t](\d{1,2}):(\d{2}))?$/;
const TIME = /^(\d{1,2}):(\d{2})$/;
const AGO = /^(\d{1,4})\s?(m|min|h|d|w)(?: ago)?$/;
const UNIT_MS: Readonly<Record<string, number>> = {
  m: 60_000,
  min: 60_000,
  h: HOUR_MS,
  d: DAY_MS,
  w: 7 * DAY_MS,
};

/**
 * Milliseconds since 1970, in the time zone of this machine; a day means its start. `undefined` when the text is not a
 * moment.
 */
export function pastMomentOf(text: string, nowMs: number): number | undefined {
  const typed = text.trim().toLowerCase().replaceAll(/\s+/g, ' ');
  const now = new Date(nowMs);
  const dayAt = (daysBack: number, hours = 0, minutes = 0) =>
    new Date(now.getFullYear(), now.getMonth(), now.getDate() - daysBack, hours, minutes).getTime();
  if (typed === 'today') return dayAt(0);
  if (typed === 'yesterday') return dayAt(1);
  const weekday = DAYS.findIndex(day => typed.length >= 3 && day.startsWith(typed));
  // The last such weekday, including today.
  if (weekday !== -1) return dayAt((now.getDay() - weekday + 7) % 7);
  const [, hours, minutes] = TIME.exec(typed) ?? [];
  if (hours !== undefined) return isTime(hours, minutes) ? dayAt(0, Number(hours), Number(minutes)) : undefined;
  const [, count, unit = ''] = AGO.exec(typed) ?? [];
  if (count !== undefined) return nowMs - Number(count) * (UNIT_MS[unit] ?? 0);
  return dateOf(DATE.exec(typed), now);
}

const isTime = (hours = '0', minutes = '0'): boolean => Number(hours) < 24 && Number(minutes) < 60;

/** A date without a year means its last occurrence. */
function dateOf(found: RegExpExecArray | null, now: Date): number | undefined {
  if (found === null) return undefined;
  const [, year, month, day, hours, minutes] = found;
  if (!isTime(hours, minutes)) return undefined;
  const at = (years: number) =>
    new Date(years, Number(month) - 1, Number(day), Number(hours ?? 0), Number(minutes ?? 0));
  const date = at(Number(year ?? now.getFullYear()));
  // Rejects days that do not exist, such as February 31.
  if (date.getMonth() !== Number(month) - 1 || date.getDate() !== Number(day)) return undefined;
  return year === undefined && date > now ? at(now.getFullYear() - 1).getTime() : date.getTime();
}
