/** Logins of verbs: where the token comes from, storing and forgetting it, and a client that uses it. */
import type {Client} from '../../client/client.ts';
import type {TokenPlace} from '../../client/credentials/credentials.ts';
import {parseAddress} from '../../shared/address.ts';
import {ChatError} from '../../shared/errors.ts';
import {DEFAULT_PORT} from '../../shared/limits.ts';
import {lastUrlOf, findRunningServer} from '../serving/serverFile.ts';
import {readRemembered, remember, rememberUsed} from '../settings/remembered.ts';
import {knownKeyOf} from '../settings/knownServers.ts';
import {chooseServer, chooseUser, withClient, type Login} from './session.ts';
import type {ClientSettings, Shell} from '../shell.ts';
import {readSecretFile} from '../secrets/secretFile.ts';

export interface Account {
  serverUrl: string;
  /** Login name. */
  name: string;
}

const keyOf = ({serverUrl, name}: Account) => `${name}@${serverUrl}`;

/** A login is valid for one server address, and for one key if the server is known by its key. */
function placeOf(shell: Shell, {serverUrl, name}: Account): Omit<TokenPlace, 'store'> {
  const known = serverUrl.startsWith('https:') ? knownKeyOf(shell.paths, serverUrl) : undefined;
  const key = known === undefined || known === 'authority' ? {} : known;
  return {serverUrl, name, ...key, dir: shell.paths.clientDir};
}

export interface FoundToken {
  token: string;
  /** Login name of a stored login; absent for a token from the environment, whose account only the server knows. */
  name?: string;
}

/**
 * The token from the environment, else the stored one; `undefined` if there is none. @throws keychain-failed, credentials-unsafe
 */
export async function findToken(
  shell: Shell,
  settings: ClientSettings,
  serverUrl: string,
  usesToken = false,
): Promise<FoundToken | undefined> {
  const isGiven = settings.token !== undefined || settings.tokenFile !== undefined;
  if (isGiven && (usesToken || (await isTokenFor(shell, settings, serverUrl))))
    return {token: settings.token ?? (await readSecretFile(settings.tokenFile ?? '', 'CHAT_TUI_TOKEN_FILE'))};
  const name = chooseUser(shell, settings, serverUrl);
  const token = name === undefined ? undefined : await findKeptToken(shell, settings, {serverUrl, name});
  return name === undefined || token === undefined ? undefined : {token, name};
}

/**
 * For verbs, and for the screen if no address was typed. If a token is given that is not for this server, this is an error: a
 * stored login, which may have more rights, is not used instead.
 * @throws settings-invalid, and as `findToken`
 */
export async function findVerbToken(
  shell: Shell,
  settings: ClientSettings,
  serverUrl: string,
): Promise<FoundToken | undefined> {
  const isGiven = settings.token !== undefined || settings.tokenFile !== undefined;
  // If it is one's own server and does not run, a later error says so.
  if (isGiven && !(await isTokenFor(shell, settings, serverUrl)) && !(await isImpostor(shell, serverUrl)))
    throw new ChatError(
      'settings-invalid',
      'The token of the environment goes only to a server that is named, and no kept login takes its place: ' +
        `set CHAT_TUI_SERVER, for the one used last to ${serverUrl}.`,
    );
  return findToken(shell, settings, serverUrl);
}

/** The stored token; `undefined` if there is none. @throws keychain-failed, credentials-unsafe */
export async function findKeptToken(
  shell: Shell,
  settings: Pick<ClientSettings, 'store'>,
  {serverUrl, name}: Account,
): Promise<string | undefined> {
  if (settings.store === 'memory' || (await isImpostor(shell, serverUrl))) return undefined;
  const store = settings.store ?? readRemembered(shell.paths).storeByAccount[keyOf({serverUrl, name})];
  if (store === undefined) return undefined;
  const {loadToken} = await import('../../client/credentials/credentials.ts');
  return loadToken({store, ...placeOf(shell, {serverUrl, name})});
}

/**
 * A token from the environment is only for the server named in the settings, or else for one's own server; never for one in a
 * link.
 */
async function isTokenFor(shell: Shell, {server}: ClientSettings, serverUrl: string): Promise<boolean> {
  if (server !== undefined) return parseAddress(server).serverUrl === serverUrl;
  if (await isImpostor(shell, serverUrl)) return false;
  const dataDir = await shell.serverDir();
  const own = [lastUrlOf(dataDir), (await findRunningServer(dataDir))?.url, `http://127.0.0.1:${DEFAULT_PORT}`];
  return own.includes(serverUrl);
}

/**
 * Whether this is the last address of one's own server, which does not run, so that another program would answer. Without TLS,
 * one's own server is recognised by the private file next to its database and by its process; with TLS, by its key.
 */
async function isImpostor(shell: Shell, serverUrl: string): Promise<boolean> {
  const dataDir = await shell.serverDir();
  return serverUrl === lastUrlOf(dataDir) && (await findRunningServer(dataDir))?.url !== serverUrl;
}

/**
 * Stores a login. Order: setting, keychain, the user's earlier answer; `needs-choice` if there is no keychain and no answer yet.
 * @throws keychain-failed, file-unwritable
 */
export async function keepLogin(
  shell: Shell,
  granted: Account & {token: string},
  choice?: 'file' | 'memory',
): Promise<'saved' | 'needs-choice'> {
  const {store: wanted} = await shell.clientSettings();
  const {probeKeychain} = await import('../../client/credentials/credentials.ts');
  if (choice !== undefined) remember(shell.paths, () => ({withoutKeychain: choice}));
  const hasKeychain = wanted === undefined && choice === undefined && (await probeKeychain()) === undefined;
  const store = choice ?? wanted ?? (hasKeychain ? 'keychain' : readRemembered(shell.paths).withoutKeychain);
  if (store === undefined) return 'needs-choice';
  await storeLogin(shell, granted, store);
  return 'saved';
}

/** @throws keychain-failed, credentials-unsafe, file-unwritable */
export async function storeLogin(
  shell: Shell,
  {token, ...account}: Account & {token: string},
  store: 'keychain' | 'file' | 'memory',
): Promise<void> {
  if (store !== 'memory') {
    const {saveToken} = await import('../../client/credentials/credentials.ts');
    await saveToken({store, ...placeOf(shell, account)}, token);
    remember(shell.paths, ({storeByAccount}) => ({storeByAccount: {...storeByAccount, [keyOf(account)]: store}}));
  }
  rememberUsed(shell.paths, account);
}

/**
 * Deletes a login from this machine; the server has ended it already.
 * @param ended the token that ended: a stored login with another token stays, for example when a program's token has ended
 */
export async function dropLogin(shell: Shell, account: Account, ended?: string): Promise<void> {
  const settings = await shell.clientSettings();
  const kept = ended === undefined ? undefined : await findKeptToken(shell, settings, account).catch(() => undefined);
  if (kept !== undefined && kept !== ended) return;
  const store = settings.store ?? readRemembered(shell.paths).storeByAccount[keyOf(account)];
  remember(shell.paths, ({storeByAccount: {[keyOf(account)]: _gone, ...storeByAccount}}) => ({storeByAccount}));
  if (store === undefined || store === 'memory') return;
  const {deleteToken} = await import('../../client/credentials/credentials.ts');
  await deleteToken({store, ...placeOf(shell, account)});
}

/** @throws not-signed-in; no-server if there is no server, which comes first */
async function findLogin(shell: Shell): Promise<Login> {
  const settings = await shell.clientSettings();
  const {serverUrl, fingerprint} = await chooseServer(shell, settings);
  const found = await findVerbToken(shell, settings, serverUrl);
  if (found !== undefined) return {serverUrl, fingerprint, token: found.token};
  await withClient(shell, {serverUrl, fingerprint}, () => Promise.resolve());
  throw new ChatError('not-signed-in');
}

/** Runs `use` with a logged-in client, then closes the client. */
export async function withSession<T>(
  shell: Shell,
  use: (client: Client) => Promise<T>,
  directly: Pick<Login, 'talksDirectly' | 'takesDirectly'> = {},
): Promise<T> {
  return withClient(shell, {...(await findLogin(shell)), ...directly}, use);
}
