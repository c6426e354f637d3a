/** `admin recover-owner`: sets a new password for the owner of a stopped server on this machine. */
import {ChatError} from '../../shared/errors.ts';
import {PASSWORD_STDIN, readNewPassword} from '../secrets/password.ts';
import {findRunningServer} from '../serving/serverFile.ts';
import type {Verb} from '../verb.ts';

export const adminRecoverOwner: Verb = {
  name: 'admin recover-owner',
  usage: '',
  summary: 'give the owner of the server on this machine a new password, while it does not run; all their logins end',
  settings: ['data'],
  options: [PASSWORD_STDIN],
  examples: [
    ['chat-tui admin recover-owner', 'asks for the new password'],
    [
      'chat-tui admin recover-owner --data /var/lib/chat-tui/server --password-stdin',
      'as the system user of the server',
    ],
  ],
  async run(shell, call) {
    const dataDir = await shell.serverDir();
    if ((await findRunningServer(dataDir)) !== undefined) throw new ChatError('server-runs', dataDir);
    const {recoverOwner} = await import('../../server/signIn/recoverOwner.ts');
    const password = await readNewPassword(shell, call);
    const name = await recoverOwner({dataDir, password, now: () => shell.now(), newId: () => shell.newId()});
    shell.print(`@${name}, who owns this server, has a new password; all their logins are ended.`);
  },
};
