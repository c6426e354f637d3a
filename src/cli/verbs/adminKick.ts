/** `admin kick`: ends all connections of a person. */
import {FIXED_LIMITS} from '../../shared/limits.ts';
import {withSession} from '../account/logins.ts';
import {parsePerson} from '../account/target.ts';
import type {Verb} from '../verb.ts';

export const adminKick: Verb = {
  name: 'admin kick',
  usage: '<user> [why...]',
  summary: 'end all connections of a person and tell why',
  options: [],
  examples: [
    ['chat-tui admin kick @mallory Please read the rules', 'the others are told as well'],
    ['chat-tui admin kick -- "$name" "$reason"', 'what variables hold'],
  ],
  run: (shell, call) => {
    const [typed = '', ...why] = call.words;
    const name = parsePerson(typed);
    return withSession(shell, async client => {
      await client.request('userKick', {name, reason: why.join(' ').slice(0, FIXED_LIMITS.reasonLengthMax)});
      shell.print(`Kicked @${name}.`);
    });
  },
};
