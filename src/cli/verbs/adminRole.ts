/** `admin role`: gives a person another role on the server. */
import {setRole} from '../../client/actions/presence.ts';
import {ChatError} from '../../shared/errors.ts';
import {aRole, isServerRole, SERVER_ROLES} from '../../shared/roles.ts';
import {withSession} from '../account/logins.ts';
import {parsePerson} from '../account/target.ts';
import type {Verb} from '../verb.ts';

export const adminRole: Verb = {
  name: 'admin role',
  usage: '<user> <role>',
  summary: 'give a person another role on the server',
  options: [],
  examples: [
    ['chat-tui admin role @bob moderator', `one of ${SERVER_ROLES.join(', ')}`],
    ['chat-tui admin role @bob owner', 'hand the server over; you are an admin then'],
  ],
  run: (shell, call) => {
    const [typed = '', role = ''] = call.words;
    const name = parsePerson(typed);
    if (!isServerRole(role))
      throw new ChatError('command-usage', `chat-tui admin role @NAME ${SERVER_ROLES.join('|')}`);
    return withSession(shell, async client => {
      await setRole(client, name, role);
      shell.print(`@${name} is ${role === 'owner' ? 'the owner' : aRole(role)} now.`);
    });
  },
};
