/** Opens a client with the login used last, without asking for anything. */
import type {Client} from '../../../client/client.ts';
import {UnknownServer} from '../../../client/line/secure.ts';
import {findToken, findVerbToken} from '../../account/logins.ts';
import {askAtStart} from '../../secrets/secretPlace.ts';
import {openClientFor} from '../../account/session.ts';
import type {Shell} from '../../shell.ts';
import type {ScreenServer} from './screenServer.ts';

/**
 * The client is not connected yet; `undefined` without a login. @param usesToken the token from the environment is for the typed
 * server
 * @throws ChatError
 */
export async function clientWithLogin(
  shell: Shell,
  {serverUrl, fingerprint, isReset, typed}: ScreenServer,
  usesToken: boolean,
): Promise<Client | undefined> {
  if (serverUrl === undefined || isReset === true) return undefined;
  const settings = await shell.clientSettings();
  const found =
    typed === undefined
      ? await findVerbToken(shell, settings, serverUrl)
      : await findToken(shell, settings, serverUrl, usesToken);
  if (found === undefined) return undefined;
  const {token, name} = found;
  if (name !== undefined) await askAtStart(shell, {serverUrl, name});
  return openClientFor(shell, {serverUrl, fingerprint, token, name, connectsLater: true}, true).catch(
    (error: unknown) => {
      // The sign-in forms will ask about the key.
      if (error instanceof UnknownServer) return undefined;
      throw error;
    },
  );
}
