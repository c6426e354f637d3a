/** Opens a client with the login used last, without asking. */
import type {Client} from '../../../client/client.ts';
import {UnknownServer} from '../../../client/line/secure.ts';
import {findToken} from '../../account/logins.ts';
import {askAtStart} from '../../secrets/secretPlace.ts';
import {chooseUser, openClientFor} from '../../account/session.ts';
import type {Shell} from '../../shell.ts';
import type {ScreenServer} from './screenServer.ts';

/** Not connected yet. `undefined` without a login. @throws ChatError */
export async function clientWithLogin(
  shell: Shell,
  {serverUrl, fingerprint, isReset}: ScreenServer,
  usesToken: boolean,
): Promise<Client | undefined> {
  if (serverUrl === undefined || isReset === true) return undefined;
  const settings = await shell.clientSettings();
  const token = await findToken(shell, settings, serverUrl, usesToken);
  if (token === undefined) return undefined;
  // A token of the environment is somebody's whom only the server knows.
  const isKept = settings.token === undefined && settings.tokenFile === undefined;
  const name = isKept ? chooseUser(shell, settings, serverUrl) : undefined;
  if (name !== undefined) await askAtStart(shell, {serverUrl, name});
  return openClientFor(shell, {serverUrl, fingerprint, token, name, connectsLater: true}, true).catch(
    (error: unknown) => {
      // The forms ask about it.
      if (error instanceof UnknownServer) return undefined;
      throw error;
    },
  );
}
