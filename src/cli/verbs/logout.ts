/** `logout`: ends the login on the server and deletes it here, even if the server cannot be reached. */
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
    const isForgotten = call.options.forget === true;
    const kept = await keptAccount(shell);
    // Done before the network request, which may outlive this program; a failure is retried below.
    if (isForgotten && kept !== undefined) await forget(shell, kept);
    const {account = kept, token, failure} = await endOnServer(shell);
    let seen: {error: unknown} | undefined;
    if (account !== undefined) {
      try {
        await dropLogin(shell, account, token);
      } finally {
        if (isForgotten) seen = await forget(shell, account);
      }
    }
    const isNobody = failure?.code === 'not-signed-in';
    if (failure !== undefined && (kept === undefined || (isNobody && !isForgotten))) throw failure;
    // If the login had already ended on the server, the failure does not matter.
    const isUntold = failure !== undefined && !isNobody && kindOf(failure.code).endsLogin !== true;
    if (isUntold)
      shell.tell('The login is gone from this machine; the server was not told, and keeps it until it ends by itself.');
    if (seen !== undefined) {
      shell.tell('The login is gone, but what you have seen is still on this machine.');
      throw seen.error;
    }
    if (isUntold) throw failure;
    if (call.options.json === true) shell.printJson({server: account?.serverUrl, name: account?.name});
  },
};

/** Deletes the stored history of the account. @returns the error if that failed */
async function forget(shell: Shell, account: Account): Promise<{error: unknown} | undefined> {
  const {forgetSeen} = await import('../account/forgetting.ts');
  try {
    await forgetSeen(shell, account);
    return undefined;
  } catch (error) {
    return {error};
  }
}

/** The account of the stored login; absent for a token from the environment, whose account only the server knows. */
async function keptAccount(shell: Shell): Promise<Account | undefined> {
  const settings = await shell.clientSettings();
  const {serverUrl} = await chooseServer(shell, settings);
  const isGiven = settings.token !== undefined || settings.tokenFile !== undefined;
  const name = isGiven ? undefined : chooseUser(shell, settings, serverUrl);
  return name === undefined ? undefined : {serverUrl, name};
}

interface Ended {
  /** As the server reports it, if it has answered. */
  account?: Account;
  token?: string | undefined;
  failure?: ChatError;
}

/** Ends the login on the server. */
async function endOnServer(shell: Shell): Promise<Ended> {
  const ended: Ended = {};
  try {
    await withSession(shell, async client => {
      ended.account = {serverUrl: client.options.serverUrl, name: client.getState().me?.name ?? ''};
      ended.token = client.getToken();
      await client.request('sessionEnd', {});
    });
  } catch (error) {
    ended.failure = toKnown(error);
  }
  return ended;
}
