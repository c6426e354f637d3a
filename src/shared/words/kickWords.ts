/** What is typed after the name of whoever is kicked: for how long, and why. */
import {parseDuration} from './duration.ts';
import {ChatError} from '../errors.ts';
import {FIXED_LIMITS} from '../limits.ts';

const LONGEST = '365d';

/** @throws command-usage when it is a length of time that nobody can be kept out for */
function kickMs(word: string, usage: string): number | undefined {
  const ms = parseDuration(word);
  if (ms === undefined) return undefined;
  if (ms < FIXED_LIMITS.kickMsMin || ms > FIXED_LIMITS.kickMsMax)
    throw new ChatError('command-usage', `${usage}, from 1s to ${LONGEST}`);
  return ms;
}

/** A first word such as `10m` is the time; without one all of it says why. @throws command-usage */
export function kickWords(words: string, usage: string): {forMs?: number; why: string} {
  const [first = ''] = words.split(/\s/, 1);
  const forMs = kickMs(first, usage);
  return forMs === undefined ? {why: words} : {forMs, why: words.slice(first.length).trimStart()};
}
