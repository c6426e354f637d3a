/** `passwd`: changes the password; all other logins of the account end. */
import {withSession} from '../account/logins.ts';
import {readPasswordChange} from '../secrets/password.ts';
import {JSON_OPTION, type Verb} from '../verb.ts';
import {changePassword} from '../../client/actions/account/session.ts';

export const passwd: Verb = {
  name: 'passwd',
  usage: '',
  summary: 'change your password; all your other logins end',
  prints: 'Login',
  options: [
    {flags: '--password-stdin', meaning: 'read the old and the new password from standard input, a line each'},
    JSON_OPTION,
  ],
  examples: [
    ['chat-tui passwd', 'asks for the old one, and twice for the new one'],
    ['chat-tui passwd --password-stdin < passwords.txt', 'for a script: the old one and the new one, a line each'],
  ],
  async run(shell, call) {
    await withSession(shell, async client => {
      await changePassword(client, await readPasswordChange(shell, call));
      const {me} = client.getState();
      if (call.options.json === true) shell.printJson({server: client.options.serverUrl, name: me?.name ?? ''});
      else shell.tell('Your password is changed. All your other logins have ended.');
    });
  },
};
