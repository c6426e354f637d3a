/** Reads a point in time as people type it: `09:00`, `tomorrow 9:00`, `2026-11-03 14:30`, in the time zone of this machine. */

import {parseDuration} from '../../../shared/words/duration.ts';

const TIME = /^(\d{1,2}):(\d{2})$/;
const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Maximum number of words in a moment: a day and a time. */
const MOMENT_WORDS_MAX = 2;

/** Milliseconds since 1970; `undefined` when the text is not a moment. A time without a day means its next occurrence. */
export function readMoment(typed: string, nowMs: number): number | undefined {
  const words = typed.trim().toLowerCase().split(/\s+/);
  const time = timeIn(words.at(-1) ?? '');
  const day = words.length === 2 ? dayIn(words[0] ?? '', nowMs) : undefined;
  if (time === undefined || words.length > 2 || (words.length === 2 && day === undefined)) return undefined;
  const [hours, minutes] = time;
  const now = new Date(nowMs);
  const [year, month, date] = day ?? [now.getFullYear(), now.getMonth(), now.getDate()];
  const at = new Date(year, month, date, hours, minutes);
  // The same time of the next day; a fixed 24 hours would be wrong when the clocks change.
  if (day === undefined && at.getTime() <= nowMs) return new Date(year, month, date + 1, hours, minutes).getTime();
  return at.getTime();
}

function timeIn(word: string): readonly [number, number] | undefined {
  const [, hours = '', minutes = ''] = TIME.exec(word) ?? [];
  return hours === '' || Number(hours) > 23 || Number(minutes) > 59 ? undefined : [Number(hours), Number(minutes)];
}

function dayIn(word: string, nowMs: number): readonly [number, number, number] | undefined {
  const now = new Date(nowMs);
  const ahead = word === 'today' ? 0 : word === 'tomorrow' ? 1 : undefined;
  if (ahead !== undefined) return [now.getFullYear(), now.getMonth(), now.getDate() + ahead];
  const [, year = '', month = '', date = ''] = DAY.exec(word) ?? [];
  if (year === '') return undefined;
  const parts = [Number(year), Number(month) - 1, Number(date)] as const;
  const there = new Date(...parts);
  // Rejects days that the month does not have, such as the 31st.
  return there.getMonth() === parts[1] && there.getDate() === parts[2] ? parts : undefined;
}

/**
 * Reads `2h` (from now) or a moment at the beginning of a line: milliseconds since 1970 and the rest of the line; `undefined`
 * when it begins with neither.
 */
export function readLeadingMoment(line: string, nowMs: number): {atMs: number; rest: string} | undefined {
  const words = line.trim().split(/\s+/);
  const forMs = parseDuration(words[0] ?? '');
  if (forMs !== undefined) return {atMs: nowMs + forMs, rest: restAfter(line, 1)};
  for (let count = MOMENT_WORDS_MAX; count > 0; count--) {
    const atMs = words.length < count ? undefined : readMoment(words.slice(0, count).join(' '), nowMs);
    if (atMs !== undefined) return {atMs, rest: restAfter(line, count)};
  }
  return undefined;
}

const restAfter = (line: string, count: number): string =>
  line.trim().replace(new RegExp(`^(?:\\S+\\s*){${count}}`), '');
