/** `logout`: ends the login on the server and forgets it here. */
import {dropLogin, withSession} from '../account/logins.ts';
import {JSON_OPTION, type Verb} from '../verb.ts';
import {removeSealedIndex} from '../../client/encryption/searching/sealedIndex.ts';

export const logout: Verb = {
  name: 'logout',
  usage: '',
  summary: 'end the login, on the server and here',
  prints: 'Login',
  options: [{flags: '--forget', meaning: 'remove what is kept here of what you have seen'}, JSON_OPTION],
  examples: [
    ['chat-tui logout', 'messages that are not sent yet stay here for the next login'],
    ['chat-tui logout --forget', 'and nothing that was read on this machine'],
  ],
  run: (shell, call) =>
    withSession(shell, async client => {
      const name = client.getState().me?.name ?? '';
      await client.request('sessionEnd', {});
      const {serverUrl} = client.options;
      if (call.options.forget === true) {
        const {removeHistory} = await import('../../client/history/historyFile.ts');
        removeHistory(client.local.dirOf(name));
        removeSealedIndex(client.local.dirOf(name));
      }
      await dropLogin(shell, {serverUrl, name});
      if (call.options.json === true) shell.printJson({server: serverUrl, name});
    }),
};
