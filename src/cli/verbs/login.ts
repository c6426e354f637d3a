/** `login`: logs in on a server and keeps the login for the next time. */
import {enter} from '../account/enter.ts';
import {PASSWORD_STDIN, readPassword} from '../account/password.ts';
import {JSON_OPTION, type Verb} from '../verb.ts';

export const login: Verb = {
  name: 'login',
  usage: '',
  summary: 'log in and keep the login for the next time',
  prints: 'Login',
  options: [PASSWORD_STDIN, JSON_OPTION],
  examples: [
    ['chat-tui login --server chat.example.org --user alice', 'asks for the password'],
    ['export CHAT_TUI_TOKEN=$(chat-tui login --store memory …)', 'prints the login instead of keeping it'],
  ],
  run: (shell, call) =>
    enter(shell, call, async (client, {name}) => {
      const password = await readPassword(shell, call);
      const {login: logIn} = await import('../../client/actions/session.ts');
      return logIn(client, {name, password});
    }),
};
