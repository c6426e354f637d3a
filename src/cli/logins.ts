/** Logins of the shell verbs: where the token comes from, where it is kept, and a client that is logged in with it. */
import {join} from 'node:path';
import type {Client} from '../client/client.ts';
import {ChatError} from '../shared/errors.ts';
import {forgetUser, rememberUsed} from './lastUsed.ts';
import {readJson, writePrivate} from './privateFile.ts';
import {chooseServer, chooseUser, openClientFor, withClient, type Login} from './session.ts';
import type {Shell} from './shell.ts';

export interface Granted {
  serverUrl: string;
  name: string;
  token: string;
}

const fileOf = (shell: Shell) => join(shell.paths.clientDir, 'tokens.json');
const keyOf = ({serverUrl, name}: {serverUrl: string; name: string}) => `${name}@${serverUrl}`;

/** From the environment, else as kept. @throws not-signed-in */
export async function findLogin(shell: Shell): Promise<Login> {
  const settings = await shell.clientSettings();
  const {serverUrl} = await chooseServer(shell, settings);
  if (settings.token !== undefined) return {serverUrl, token: settings.token};
  const name = chooseUser(shell, settings, serverUrl);
  const token = name === undefined ? undefined : readJson(fileOf(shell))?.[keyOf({serverUrl, name})];
  if (typeof token !== 'string') throw new ChatError('not-signed-in');
  return {serverUrl, token};
}

export async function keepLogin(shell: Shell, granted: Granted): Promise<void> {
  writePrivate(fileOf(shell), JSON.stringify({...readJson(fileOf(shell)), [keyOf(granted)]: granted.token}));
  rememberUsed(shell.paths, {server: granted.serverUrl, user: granted.name});
}

export async function dropLogin(shell: Shell, login: {serverUrl: string; name: string}): Promise<void> {
  const {[keyOf(login)]: _gone, ...others} = readJson(fileOf(shell)) ?? {};
  writePrivate(fileOf(shell), JSON.stringify(others));
  forgetUser(shell.paths, login.serverUrl);
}

/** Does something with a client that is logged in, and closes it. */
export async function withSession(shell: Shell, use: (client: Client) => Promise<void>): Promise<void> {
  const login = await findLogin(shell);
  const client = await openClientFor(shell, login);
  await withClient(client, use);
}
