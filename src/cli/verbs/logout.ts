/** `logout`: ends the login on the server and forgets it here, also where the server cannot be told. */
import {ChatError, kindOf, toKnown} from '../../shared/errors.ts';
import {dropLogin, withSession, type Account} from '../account/logins.ts';
import {chooseServer, chooseUser} from '../account/session.ts';
import type {Shell} from '../shell.ts';
import {JSON_OPTION, type Verb} from '../verb.ts';

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
  async run(shell, call) {
    const {account, failure} = await endOnServer(shell);
    const isForgotten = call.options.forget === true;
    if (account !== undefined) {
      if (isForgotten) {
        const {forgetSeen} = await import('../account/forgetting.ts');
        await forgetSeen(shell, account);
      }
      await dropLogin(shell, account);
    }
    if (failure === undefined) {
      if (call.options.json === true) shell.printJson({server: account?.serverUrl, name: account?.name});
      return;
    }
    const isNobody = failure.code === 'not-signed-in';
    if (account === undefined || (isNobody && !isForgotten)) throw failure;
    // It had ended there already, which is what was wanted.
    if (!isNobody && kindOf(failure.code).endsLogin !== true) {
      shell.tell('The login is gone from this machine; the server was not told, and keeps it until it ends by itself.');
      throw failure;
    }
    if (call.options.json === true) shell.printJson({server: account.serverUrl, name: account.name});
  },
};

/** Whose login it was, where that can be said: a token from the environment is nobody's here, until the server says whose. */
async function endOnServer(shell: Shell): Promise<{account?: Account; failure?: ChatError}> {
  const settings = await shell.clientSettings();
  const {serverUrl} = await chooseServer(shell, settings);
  const isGiven = settings.token !== undefined || settings.tokenFile !== undefined;
  const name = isGiven ? undefined : chooseUser(shell, settings, serverUrl);
  let account: Account | undefined = name === undefined ? undefined : {serverUrl, name};
  try {
    await withSession(shell, async client => {
      account = {serverUrl: client.options.serverUrl, name: client.getState().me?.name ?? ''};
      await client.request('sessionEnd', {});
    });
    return {...(account && {account})};
  } catch (error) {
    return {...(account && {account}), failure: toKnown(error)};
  }
}
