/** `login`: logs in on a server and stores the login for the next time. */
import {signIn} from '../account/signIn.ts';
import {CODE_OPTION, withFactor} from '../signIn/factorCode.ts';
import {PASSWORD_STDIN, readNewPassword, readPassword} from '../secrets/password.ts';
import {askForSigners} from '../signIn/sshSigners.ts';
import {JSON_OPTION, type Verb} from '../verb.ts';
import {login as logIn, loginBySsh, resetPassword} from '../../client/actions/account/session.ts';

export const login: Verb = {
  name: 'login',
  usage: '',
  summary: 'log in and keep the login for the next time',
  prints: 'Login',
  options: [
    PASSWORD_STDIN,
    {
      flags: '--ssh',
      meaning: 'with an SSH key that chat-tui ssh-keys lists, of your agent or of --identity, instead of the password',
    },
    {
      flags: '--add-key',
      meaning:
        'with --ssh: add the first key before, by password, where the server asks for a key and you have none there',
    },
    CODE_OPTION,
    JSON_OPTION,
  ],
  examples: [
    ['chat-tui login --server chat.example.org --user alice', 'asks for the password'],
    ['chat-tui login --user alice --server LINK', 'by a link that an admin made: asks for a new password'],
    ['chat-tui login --user alice --ssh', 'asks the agent to sign; no password is typed'],
    ['chat-tui login --user alice --identity ~/.ssh/id_ed25519', 'by a key file; asks for its passphrase'],
    ['export CHAT_TUI_TOKEN=$(chat-tui login --store memory …)', 'prints the login instead of keeping it'],
  ],
  run: (shell, call) =>
    signIn(shell, call, async (client, {name, resetCode}) => {
      const {identity} = await shell.clientSettings();
      if (resetCode === undefined && (call.options.ssh === true || identity !== undefined)) {
        const signers = await askForSigners(shell, call);
        const password = call.options.addKey === true ? await readPassword(shell, call) : undefined;
        return withFactor(shell, call, code => loginBySsh(client, {name, signers, password, ...code}));
      }
      const isReset = resetCode !== undefined;
      const password = await (isReset ? readNewPassword(shell, call) : readPassword(shell, call));
      return withFactor(shell, call, code =>
        isReset ? resetPassword(client, {resetCode, password, ...code}) : logIn(client, {name, password, ...code}),
      );
    }),
};
