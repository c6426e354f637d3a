/** What is kept on this machine of the account that a verb would use, for when its server does not answer. */
import type {KeptHere} from '../../client/history/here.ts';
import {chooseServer, chooseUser} from './session.ts';
import type {Shell} from '../shell.ts';

/** @returns nothing where nothing is kept */
export async function withKeptHere<T>(shell: Shell, use: (kept: KeptHere) => T | Promise<T>): Promise<T | undefined> {
  const settings = await shell.clientSettings();
  // A token of the environment is somebody's whom only the server knows.
  if (settings.token !== undefined || settings.tokenFile !== undefined) return undefined;
  const {serverUrl} = await chooseServer(shell, settings);
  const name = chooseUser(shell, settings, serverUrl);
  if (name === undefined) return undefined;
  const {withKept} = await import('../../client/history/here.ts');
  return withKept({dataDir: shell.paths.clientDir, serverUrl, name}, use);
}
