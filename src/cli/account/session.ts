/** Opens a verb's connection: which server, which account, which login; resolves when the server has answered. */
import {hostname} from 'node:os';
import type {Client} from '../../client/client.ts';
import {untilStatus} from '../../client/log/waiting.ts';
import {parseAddress, type Address} from '../../shared/address.ts';
import {ChatError} from '../../shared/errors.ts';
import {DEFAULT_PORT} from '../../shared/limits.ts';
import {NAME_PATTERN} from '../../shared/access/loginName.ts';
import {identityOf} from './identity.ts';
import {secretPlaceOf} from '../secrets/secretPlace.ts';
import {serverKeyFor} from './serverKey.ts';
import {retryingClient, withRetries} from '../retries.ts';
import {readRemembered} from '../settings/remembered.ts';
import {findRunningServer, lastUrlOf} from '../serving/serverFile.ts';
import type {ClientSettings, Shell} from '../shell.ts';
import {PROGRAM_VERSION} from '../version.ts';

/** Order: the given server, the one used last, the one that runs here, the default address. */
export async function chooseServer(shell: Shell, settings: ClientSettings): Promise<Address> {
  if (settings.server !== undefined) return parseAddress(settings.server);
  const dataDir = await shell.serverDir();
  const {server: last} = readRemembered(shell.paths);
  // One's own server may have another port by now.
  if (last !== undefined && last !== lastUrlOf(dataDir)) return {serverUrl: last};
  const running = await findRunningServer(dataDir);
  return {serverUrl: running?.url ?? last ?? `http://127.0.0.1:${DEFAULT_PORT}`};
}

/** The given account, else the one used last there. @throws name-invalid */
export function chooseUser(shell: Shell, settings: ClientSettings, serverUrl: string): string | undefined {
  const {user} = settings;
  if (user !== undefined && !NAME_PATTERN.test(user)) throw new ChatError('name-invalid');
  return user ?? readRemembered(shell.paths).userByServer[serverUrl];
}

export interface Login {
  serverUrl: string;
  /** Fingerprint of the key named in a link. */
  fingerprint?: string | undefined;
  /** Answers requests for direct conversations. */
  talksDirectly?: boolean;
  /** Allows direct file transfers. */
  takesDirectly?: boolean;
  token?: string;
  /** Login name, if known before the server reports it. */
  name?: string | undefined;
  /** The connection is opened later by `line.begin()`. */
  connectsLater?: boolean;
}

export async function openClientFor(shell: Shell, login: Login, isScreen = false): Promise<Client> {
  const {
    serverUrl,
    token,
    name,
    fingerprint,
    talksDirectly = false,
    takesDirectly = false,
    connectsLater = false,
  } = login;
  const settings = await shell.clientSettings();
  const identity = serverUrl.startsWith('https:')
    ? await serverKeyFor(shell, serverUrl, {told: fingerprint, mayAsk: !isScreen})
    : identityOf(shell, serverUrl);
  const {openClient} = await import('../../client/client.ts');
  return openClient({
    serverUrl,
    ...(identity !== undefined && {identity}),
    ...(token !== undefined && {token}),
    ...(name !== undefined && {
      account: name,
      firstRoom: readRemembered(shell.paths).roomByAccount[`${name}@${serverUrl}`] ?? '',
    }),
    dataDir: shell.paths.clientDir,
    history: {messagesMax: settings.historyMessages, bytesMax: settings.historySize},
    bytesPerSecondMax: settings.limit,
    downloadsDir: settings.downloads ?? shell.paths.downloadsDir,
    deviceName: hostname(),
    programVersion: PROGRAM_VERSION,
    isHeadless: !isScreen,
    encryptsNew: settings.encrypt === 'on',
    secretPlace: name => secretPlaceOf(shell, {serverUrl, name}, !isScreen),
    connectsLater,
    talksDirectly,
    takesDirectly,
    route: settings.route,
    isNearby: isScreen && settings.nearby === 'on',
    keepsDirect: settings.directHistory === 'on',
    now: () => shell.now(),
    newId: () => shell.newId(),
  });
}

/** Runs `use` with a connected client, then closes the client. @throws session-expired, no-server and the server's errors */
export async function withClient<T>(shell: Shell, login: Login, use: (client: Client) => Promise<T>): Promise<T> {
  const client = await withRetries(shell, () => connect(shell, login));
  try {
    return await use(retryingClient(shell, client));
  } finally {
    await client.close();
  }
}

async function connect(shell: Shell, login: Login): Promise<Client> {
  const client = await openClientFor(shell, login);
  try {
    await untilStatus(client, login.token === undefined ? 'anonymous' : 'online', shell.isHasty);
    return client;
  } catch (error) {
    await client.close();
    throw error;
  }
}
