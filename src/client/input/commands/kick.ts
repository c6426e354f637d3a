/** `/kick`: disconnects a person and keeps them out for a while. */
import {kick as endConnections} from '../../actions/people/presence.ts';
import {DONE, type Command} from '../command.ts';
import {firstWord, personWords} from '../../wording/nameWords.ts';
import {checkOnePerson} from '../typed/roomArgument.ts';
import {ChatError} from '../../../shared/errors.ts';
import {parseDuration} from '../../../shared/words/duration.ts';
import {FIXED_LIMITS} from '../../../shared/limits.ts';

const USAGE = '/kick @name [10m|2h|1d] [why]';

const LONGEST = '365d';

/** @throws command-usage when the duration is outside the allowed range */
function kickMs(word: string, usage: string): number | undefined {
  const ms = parseDuration(word);
  if (ms === undefined) return undefined;
  if (ms < FIXED_LIMITS.kickMsMin || ms > FIXED_LIMITS.kickMsMax)
    throw new ChatError('command-usage', `${usage}, from 1s to ${LONGEST}`);
  return ms;
}

/**
 * Splits the words after the name: a first word such as `10m` is the duration, the rest is the reason.
 * @throws command-usage
 */
function kickWords(words: string, usage: string): {forMs?: number; why: string} {
  const [first = ''] = words.split(/\s/, 1);
  const forMs = kickMs(first, usage);
  return forMs === undefined ? {why: words} : {forMs, why: words.slice(first.length).trimStart()};
}

export const kick: Command = {
  name: 'kick',
  usage: '@name [10m|2h|1d] [why]',
  summary:
    "Ends somebody's connections, and keeps them out for 10 minutes or as long as you say; they and the " +
    'others are told. For moderators.',
  complete: firstWord(personWords),
  async run(client, {words, rest}) {
    const [name] = words;
    if (name === undefined) throw new ChatError('command-usage', USAGE);
    const {forMs, why} = kickWords(rest.replace(/^\S+\s*/, ''), USAGE);
    checkOnePerson(name, why);
    await endConnections(client, name, why, forMs);
    return DONE;
  },
};
