/** `login`: logs in on a server and keeps the login for the next time. */
import {enter} from '../account/enter.ts';
import {PASSWORD_STDIN, readNewPassword, readPassword} from '../account/password.ts';
import {JSON_OPTION, type Verb} from '../verb.ts';

export const login: Verb = {
  name: 'login',
  usage: '',
  summary: 'log in and keep the login for the next time',
  prints: 'Login',
  options: [PASSWORD_STDIN, JSON_OPTION],
  examples: [
    ['chat-tui login --server chat.example.org --user alice', 'asks for the password'],
    ['chat-tui login --user alice --server LINK', 'by a link that an admin made: asks for a new password'],
    ['export CHAT_TUI_TOKEN=$(chat-tui login --store memory …)', 'prints the login instead of keeping it'],
  ],
  run: (shell, call) =>
    enter(shell, call, async (client, {name, resetCode}) => {
      const {login: logIn, resetPassword} = await import('../../client/actions/session.ts');
      if (resetCode !== undefined)
        return resetPassword(client, {resetCode, password: await readNewPassword(shell, call)});
      const password = await readPassword(shell, call);
      return logIn(client, {name, password});
    }),
};
