/** Implements the ports of a window with several servers: stored logins, sign-in forms, remembered servers. */
import {isInvitation} from '../../client/actions/account/invitation.ts';
import {logout} from '../../client/actions/account/session.ts';
import type {Client} from '../../client/client.ts';
import {UnknownServer} from '../../client/line/secure.ts';
import type {Profile} from '../../client/profiles/profile.ts';
import {parseAddress} from '../../shared/address.ts';
import {sentenceOf, toKnown} from '../../shared/errors.ts';
import type {LoginEnd, LogInWanted, WindowPorts} from '../../tui/servers/ports.ts';
import {forgetInStore, forgetSeen} from '../account/forgetting.ts';
import {dropLogin, findKeptToken} from '../account/logins.ts';
import {chooseUser, openClientFor} from '../account/session.ts';
import {ensureServer} from '../serving/embedded.ts';
import {lastUrlOf} from '../serving/serverFile.ts';
import {readRemembered, remember, rememberUsed, type Used} from '../settings/remembered.ts';
import type {Shell} from '../shell.ts';
import {keepServer} from './entering/keepServer.ts';
import {openInvited} from './entering/openInvited.ts';
import {startPortsFor} from './entering/startPorts.ts';
import {welcomeOwner} from './entering/welcome.ts';

export function serverPorts(shell: Shell): WindowPorts {
  return {
    async open(profile) {
      const {serverUrl} = profile;
      const settings = await shell.clientSettings();
      const name = profile.user ?? chooseUser(shell, {...settings, user: undefined}, serverUrl);
      // The embedded server is started first, because its stored login is not used while it does not run.
      if (serverUrl === lastUrlOf(await shell.serverDir()) && profile.isOff !== true) await ensureServer(shell);
      const token = name === undefined ? undefined : await findKeptToken(shell, settings, {serverUrl, name});
      if (token === undefined) return undefined;
      return openClientFor(shell, {serverUrl, token, name}, true).catch((error: unknown) => {
        // The sign-in forms will ask about the key.
        if (error instanceof UnknownServer) return undefined;
        throw error;
      });
    },
    read(address) {
      const {serverUrl, resetCode, ownerCode, inviteCode} = parseAddress(address);
      const needsForm = resetCode !== undefined || ownerCode !== undefined;
      return {serverUrl, isInvitation: inviteCode !== undefined && isInvitation(address), needsForm};
    },
    openInvitation: openInvited,
    forms: ({address, user, sentence}: LogInWanted) =>
      startPortsFor(shell, {fixedServer: address, fixedUser: user, firstSentence: sentence}),
    begin: beginClient,
    leave: (client, how) => leaveAccount(shell, client, how),
    attend: (client, isFront) => attend(shell, client, isFront),
    noteFront(client) {
      const {me} = client.getState();
      if (me !== undefined) rememberUsed(shell.paths, {serverUrl: client.options.serverUrl, name: me.name});
    },
    keepProfiles: profiles => keepProfiles(shell, profiles),
  };
}

/** Starts a client that has just logged in through the forms. */
export function beginClient(client: Client): void {
  welcomeOwner(client);
  client.background(client.parts.keys.begin());
}

/** A single server under its default name is not stored as a list of servers. */
function keepProfiles({paths}: Shell, profiles: readonly Profile[]): void {
  const {profiles: known} = readRemembered(paths);
  const isSame = JSON.stringify(known) === JSON.stringify(profiles);
  if (!isSame && (profiles.length > 1 || known.length > 0)) remember(paths, () => ({profiles: [...profiles]}));
}

function attend(shell: Shell, client: Client, isFront: () => boolean): () => void {
  let isRemembered = false;
  let isOver = false;
  let stopKeeping = (): void => {};
  const keep = async () => {
    const stop = await keepServer(shell, client);
    if (isOver) stop();
    else stopKeeping = stop;
  };
  client.background(keep());
  const rememberOnce = (used: Used) => {
    if (!isRemembered) rememberUsed(shell.paths, used);
    isRemembered = true;
  };
  const stopWatching = client.subscribe(() => {
    const {connection, me} = client.getState();
    if (me !== undefined && connection.status === 'online' && isFront())
      rememberOnce({serverUrl: client.options.serverUrl, name: me.name});
  });
  return () => {
    isOver = true;
    stopWatching();
    stopKeeping();
  };
}

/** Deletes the login here, and after a logout ends it on the server. @returns the first sentence of the forms */
export async function leaveAccount(shell: Shell, client: Client, end: LoginEnd): Promise<string> {
  const {me} = client.getState();
  const {serverUrl} = client.options;
  const token = client.getToken();
  const isForgotten = end.kind === 'logout' && end.forgets === true;
  // From now on nothing more is stored.
  if (isForgotten) {
    client.history.forget();
    client.parts.keys.search.forget();
    // Done before the network request, which may outlive this program; a failure is retried below.
    if (me !== undefined) await forgetInStore(client.local, me.name).catch(() => undefined);
  }
  // Without a connection, the server keeps the login until it expires; here it is deleted in any case.
  if (end.kind === 'logout') await logout(client).catch(() => undefined);
  if (me !== undefined) await dropLogin(shell, {serverUrl, name: me.name}, token).catch(() => undefined);
  await client.close();
  // Repeated, because parts of the client may have written something meanwhile.
  try {
    if (isForgotten && me !== undefined) await forgetSeen(shell, {serverUrl, name: me.name});
  } catch (error) {
    return `You are logged out, but what you have seen is still on this machine. ${toKnown(error).message}`;
  }
  return end.kind === 'refused' ? sentenceOf(end.code, end.detail) : 'You are logged out.';
}
