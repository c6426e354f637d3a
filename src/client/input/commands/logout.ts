/** `/logout`: ends the login on this machine. */
import {ChatError} from '../../../shared/errors.ts';
import type {Command} from '../command.ts';

export const logout: Command = {
  name: 'logout',
  usage: '[--forget]',
  summary: 'Ends your login on this machine; the next start asks for your password.',
  details: [
    'What you have seen stays on this machine for the next login; --forget removes it. What you wrote and is ' +
      'not sent yet stays in any case.',
  ],
  complete: () => ['--forget'],
  run: async (_client, {words}) => {
    const [what, more] = words;
    if (more !== undefined || (what !== undefined && what !== '--forget'))
      throw new ChatError('command-usage', '/logout [--forget]');
    return {kind: 'logout', ...(what === '--forget' && {forgets: true as const})};
  },
};
