/** `logout`: ends the login on the server and forgets it here. */
import {dropLogin, withSession} from '../account/logins.ts';
import {JSON_OPTION, type Verb} from '../verb.ts';

export const logout: Verb = {
  name: 'logout',
  usage: '',
  summary: 'end the login, on the server and here',
  prints: 'Login',
  options: [JSON_OPTION],
  examples: [['chat-tui logout', 'messages that are not sent yet stay here for the next login']],
  run: (shell, call) =>
    withSession(shell, async client => {
      const name = client.getState().me?.name ?? '';
      await client.request('sessionEnd', {});
      const {serverUrl} = client.options;
      await dropLogin(shell, {serverUrl, name});
      if (call.options.json === true) shell.printJson({server: serverUrl, name});
    }),
};
