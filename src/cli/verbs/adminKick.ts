/** `admin kick`: ends all connections of a person and keeps them out for a while. */
import {durationText} from '../../shared/duration.ts';
import {ChatError} from '../../shared/errors.ts';
import {kickMs} from '../../shared/kickWords.ts';
import {FIXED_LIMITS} from '../../shared/limits.ts';
import {withSession} from '../account/logins.ts';
import {parsePerson} from '../account/target.ts';
import {JSON_OPTION, textOption, type Verb} from '../verb.ts';

export const adminKick: Verb = {
  name: 'admin kick',
  usage: '<user> [why...]',
  summary: 'disconnect a person, keep them out for a while, and tell why',
  prints: 'Kick',
  options: [
    {flags: '--for <time>', meaning: 'how long they stay out, from 1s to 365d, such as 10m, 2h or 1d12h (default 10m)'},
    JSON_OPTION,
  ],
  examples: [
    ['chat-tui admin kick @mallory Please read the rules', 'the others are told as well'],
    ['chat-tui admin kick @mallory --for 2h', 'nobody comes in as mallory for two hours'],
    ['chat-tui admin kick -- "$name" "$reason"', 'what variables hold'],
  ],
  run: (shell, call) => {
    const [typed = '', ...why] = call.words;
    const name = parsePerson(typed);
    const typedTime = textOption(call, 'for');
    const forMs = typedTime === undefined ? undefined : readTime(typedTime);
    return withSession(shell, async client => {
      const reason = why.join(' ').slice(0, FIXED_LIMITS.reasonLengthMax);
      // Servers of before refuse what they do not know.
      await client.request('userKick', {name, reason, ...(forMs !== undefined && {forMs})});
      const lastsMs = forMs ?? FIXED_LIMITS.kickMs;
      if (call.options.json === true) shell.printJson({name, forMs: lastsMs, text: reason});
      else shell.print(`Kicked @${name} for ${durationText(lastsMs)}.`);
    });
  },
};

/** @throws command-usage */
function readTime(typed: string): number {
  const usage = 'chat-tui admin kick @NAME --for 10m|2h|1d';
  const ms = kickMs(typed.trim(), usage);
  if (ms === undefined) throw new ChatError('command-usage', usage);
  return ms;
}
