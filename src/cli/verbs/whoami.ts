/** `whoami`: shows the account and server in use, and the rights of a token. */
import {labelOf} from '../../client/state/selectors.ts';
import type {State} from '../../client/state/state.ts';
import {grantWords} from '../../client/wording/rows/tokenWords.ts';
import {withSession} from '../account/logins.ts';
import {JSON_OPTION, type Verb} from '../verb.ts';

export const whoami: Verb = {
  name: 'whoami',
  usage: '',
  summary: 'show which account and server the verbs use; of a token its rights, rooms and end',
  prints: 'User',
  options: [JSON_OPTION],
  examples: [['chat-tui whoami', 'asks the server, so it also tells whether the login is still good']],
  run: (shell, call) =>
    withSession(shell, async client => {
      const {me} = client.getState();
      const {serverUrl} = client.options;
      if (me === undefined) throw new Error('online without an account');
      const token = tokenOf(client.getState());
      if (call.options.json === true) {
        shell.printJson({...me, server: serverUrl, ...(token !== undefined && {token})});
        return;
      }
      shell.print(`${me.name} (${me.role}) at ${serverUrl}`);
      if (token !== undefined) shell.print(grantWords(token));
    }),
};

/** Names of the token's rooms, as far as they still exist. */
function tokenOf({grant, roomById}: State): Parameters<typeof grantWords>[0] | undefined {
  if (grant === undefined) return undefined;
  const {rights, roomIds, expiresAtMs} = grant;
  const rooms = roomIds?.flatMap(roomId => {
    const one = roomById[roomId];
    return one === undefined ? [] : [labelOf(one.room)];
  });
  return {rights, ...(rooms !== undefined && {rooms}), expiresAtMs};
}
