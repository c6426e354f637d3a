/** `logout`: ends the login on the server and forgets it here. */
import {dropLogin, withSession} from '../account/logins.ts';
import type {Verb} from '../verb.ts';

export const logout: Verb = {
  name: 'logout',
  usage: '',
  summary: 'end the login, on the server and here',
  options: [],
  examples: [['chat-tui logout', 'messages that are not sent yet stay here for the next login']],
  run: shell =>
    withSession(shell, async client => {
      const name = client.getState().me?.name ?? '';
      await client.request('sessionEnd', {});
      await dropLogin(shell, {serverUrl: client.options.serverUrl, name});
    }),
};
