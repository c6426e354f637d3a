/** Reads a typed status: text and an optional end, such as `:coffee: back at 3 --until 15:00` or `--for 2h`. */
import {parseDuration} from '../../../shared/words/duration.ts';
import {readMoment} from './moment.ts';

export interface TypedStatus {
  text: string;
  /** When the status ends; 0: when it is changed. */
  untilMs: number;
}

const END = /(?:^|\s)--(until|for)(?:=|\s+)(.+)$/;

/** `undefined` when `--until` or `--for` is not followed by a valid time. */
export function readStatus(typed: string, nowMs: number): TypedStatus | undefined {
  const [whole, how, when = ''] = END.exec(typed) ?? [];
  if (whole === undefined)
    return /(?:^|\s)--(?:until|for)\s*$/.test(typed) ? undefined : {text: typed.trim(), untilMs: 0};
  const untilMs = endOf(how === 'for', when.trim(), nowMs);
  return untilMs === undefined ? undefined : {text: typed.slice(0, typed.length - whole.length).trim(), untilMs};
}

export function endOf(isFor: boolean, typed: string, nowMs: number): number | undefined {
  const forMs = parseDuration(typed);
  if (forMs !== undefined) return forMs === 0 ? undefined : nowMs + forMs;
  return isFor ? undefined : readMoment(typed, nowMs);
}
