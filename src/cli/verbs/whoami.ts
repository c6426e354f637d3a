/** `whoami`: which account on which server. */
import {withSession} from '../account/logins.ts';
import {JSON_OPTION, type Verb} from '../verb.ts';

export const whoami: Verb = {
  name: 'whoami',
  usage: '',
  summary: 'show which account and server the verbs use',
  prints: 'User',
  options: [JSON_OPTION],
  examples: [['chat-tui whoami', 'asks the server, so it also tells whether the login is still good']],
  run: (shell, call) =>
    withSession(shell, async client => {
      const {me} = client.getState();
      const {serverUrl} = client.options;
      if (me === undefined) throw new Error('online without an account');
      if (call.options.json === true) {
        shell.printJson({...me, server: serverUrl});
      } else shell.print(`${me.name} (${me.role}) at ${serverUrl}`);
    }),
};
