/** A line of the server's JSON log as a person reads it. */
import {display} from '../../shared/text/text.ts';

/** `14:05:09 warn  a login failed  name=mallory address=10.0.0.7` */
export function toLogLine(json: string): string {
  let record: Record<string, unknown>;
  try {
    record = JSON.parse(json) as Record<string, unknown>;
  } catch {
    return display(json, 'line');
  }
  const {level, time, msg, ...facts} = record;
  const at = new Date(typeof time === 'string' || typeof time === 'number' ? time : 0);
  const clock = at.toTimeString().slice(0, 8);
  const told = Object.entries(facts).map(
    ([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return display(`${clock} ${String(level).padEnd(5)} ${String(msg)}  ${told.join(' ')}`, 'line');
}
