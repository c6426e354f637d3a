/** Runs `/server`: switches to a server of the window, adds, renames, removes, connects, disconnects. */
import type {Client} from '../../client/client.ts';
import type {Choice, Outcome} from '../../client/input/command.ts';
import type {ServerCommand} from '../../client/input/screenCommands.ts';
import {
  isProfileOf,
  profileNamed,
  profileNameFor,
  PROFILES_MAX,
  requireProfileName,
  type Profile,
} from '../../client/profiles/profile.ts';
import {isOnline} from '../../client/state/selectors.ts';
import {addressOf} from '../../shared/address.ts';
import {ChatError, sentenceOf, toKnown} from '../../shared/errors.ts';
import {openChoose} from '../overlays.ts';
import {showOverlay} from '../overlaying/overlaying.ts';
import {serverWords} from '../rows/serverWords.ts';
import type {Screen} from '../screenContext.ts';
import type {LoginEnd, WindowPorts} from '../servers/ports.ts';
import type {ServerView} from '../servers/servers.ts';

/** @throws ChatError */
export async function doServerCommand(screen: Screen, command: ServerCommand): Promise<void> {
  const {servers} = screen;
  if (command.type === 'list' || (command.type === 'go' && command.name === '')) return showServers(screen);
  if (command.type === 'add') return addServer(screen, command.address);
  if (command.type === 'rename') {
    const {id, profile} = named(screen, command.from);
    const others = servers.get().flatMap(view => (view.id === id ? [] : [view.profile]));
    servers.change(id, {name: requireProfileName(command.to, others)});
    keepAll(screen);
    return tell(screen, `${profile.name} is called ${command.to} from now on.`);
  }
  const view = named(screen, command.name);
  if (command.type === 'go') return goToServer(screen, view.id);
  if (command.type === 'remove') return removeServer(screen, view);
  return command.type === 'connect' ? connectServer(screen, view) : disconnectServer(screen, view);
}

/** @throws profile-unknown */
function named({servers}: Screen, name: string): ServerView {
  const view = name === '' ? servers.get().find(({isFront}) => isFront) : undefined;
  const profile = profileNamed(
    servers.get().map(one => one.profile),
    name,
  );
  const found = view ?? servers.get().find(one => one.profile === profile);
  if (found === undefined) throw new ChatError('profile-unknown', name.slice(0, 40));
  return found;
}

/** @throws unforeseen if the screen was opened without access to other servers */
function portsOf({serverPorts}: Screen): WindowPorts {
  if (serverPorts === undefined) throw new ChatError('unforeseen', 'no other servers can be opened here');
  return serverPorts;
}

/** Shows a sentence on the server that is in front by now. */
const tell = ({servers}: Screen, sentence: string, level: 'info' | 'warning' = 'info'): void =>
  servers.front().client.notify(level, sentence);

const keepAll = ({servers, serverPorts}: Screen): void =>
  serverPorts?.keepProfiles(servers.get().map(({profile}) => profile));

function showServers(screen: Screen): void {
  const choices = screen.servers.get().map((view, at): Choice => ({
    number: at + 1,
    row: [
      view.profile.name,
      serverWords(view, screen.servers.front().client.getState().connection),
      aboutProfile(view.profile),
    ],
    take: () => Promise.resolve<Outcome>({kind: 'server', command: {type: 'go', name: view.profile.name}}),
  }));
  showOverlay(screen, openChoose('Servers', choices));
}

const aboutProfile = ({user, serverUrl}: Profile): string =>
  `${user === undefined ? '' : `${user} at `}${addressOf(serverUrl)}`;

/** Brings a server to the front; where nobody is logged in, the sign-in forms open. @throws ChatError */
export async function goToServer(screen: Screen, id: number): Promise<void> {
  const {servers} = screen;
  const view = servers.get().find(one => one.id === id);
  if (view === undefined) return;
  if (view.standing === 'open') servers.bring(id);
  else if (view.standing === 'opening') tell(screen, `${view.profile.name} is being opened.`);
  else await logInAgain(screen, view);
}

async function logInAgain(
  screen: Screen,
  {id, profile, sentence}: ServerView,
  meanwhile?: () => Promise<unknown>,
): Promise<void> {
  const client = await screen.logIn({address: profile.serverUrl, user: profile.user, sentence}, meanwhile);
  if (client !== undefined) await take(screen, client, id);
}

/** Adds a server and brings it to the front: with a kept login, or else through the sign-in forms. @throws ChatError */
async function addServer(screen: Screen, address: string): Promise<void> {
  const {servers} = screen;
  const ports = portsOf(screen);
  if (servers.get().length >= PROFILES_MAX) throw new ChatError('too-many-servers', String(PROFILES_MAX));
  const read = address === '' ? undefined : ports.read(address);
  if (read !== undefined && !read.needsForm) {
    const known = servers.get().find(({profile}) => profile.serverUrl === read.serverUrl);
    if (known !== undefined) await goToServer(screen, known.id);
    else await addKept(screen, ports, read.serverUrl);
    const here = servers.opened().find(({profile}) => profile.serverUrl === read.serverUrl);
    if (here !== undefined) {
      if (read.isInvitation) ports.openInvitation(here.client, address);
      return servers.bring(here.id);
    }
    if (known !== undefined) return undefined;
  }
  const client = await screen.logIn({address: address === '' ? undefined : address, sentence: ''});
  if (client !== undefined) await take(screen, client);
  return undefined;
}

/** Opens the server with a kept login, if there is one. */
async function addKept({servers}: Screen, ports: WindowPorts, serverUrl: string): Promise<void> {
  const profile = {name: nameFor(servers, serverUrl), serverUrl};
  const client = await ports.open(profile);
  if (client === undefined) return;
  const {account: user} = client.options;
  servers.put(servers.add({...profile, user}), client);
}

const nameFor = (servers: Screen['servers'], serverUrl: string): string =>
  profileNameFor(
    serverUrl,
    servers.get().map(({profile}) => profile),
  );

/** Adds the client of a new login, in the existing place of its account if there is one. */
async function take(screen: Screen, client: Client, wantedId?: number): Promise<void> {
  const {servers} = screen;
  const {serverUrl} = client.options;
  const user = client.getState().me?.name;
  const same = servers.get().find(({profile}) => profile.user === user && profile.serverUrl === serverUrl);
  const found =
    same ?? servers.get().find(({id, profile}) => id === wantedId && isProfileOf(profile, {serverUrl, user}));
  const before = found && servers.one(found.id)?.client;
  if (found !== undefined && before !== undefined && isOnline(before.getState())) {
    // The account is connected already, so the new client is not needed.
    servers.bring(found.id);
    return client.close();
  }
  const id = found?.id ?? servers.add({name: nameFor(servers, serverUrl), serverUrl, user});
  servers.put(id, client);
  servers.change(id, {user, isOff: undefined});
  servers.bring(id);
  keepAll(screen);
  if (before === undefined) return;
  // The old client's login is not deleted from this machine, because the one stored for the account is already the new one.
  await before.close();
  await client.parts.outgoing.adopt();
  await client.parts.transfers.resume();
}

/** Opens a kept server in the background at the start; its failure does not affect the others. */
export async function openBehind(screen: Screen, id: number): Promise<void> {
  const {servers} = screen;
  const profile = servers.get().find(one => one.id === id)?.profile;
  if (profile === undefined) return;
  try {
    const client = await portsOf(screen).open(profile);
    if (client === undefined) return void servers.takeOut(id, '');
    if (servers.get().every(one => one.id !== id)) return await client.close();
    servers.put(id, client);
    if (profile.isOff === true) client.line.end('server-left', profile.name);
  } catch (error) {
    servers.takeOut(id, toKnown(error).message);
  }
}

/**
 * Ends the login of a server. If the server in front refused it, opens the form for a new login; else another server comes to the
 * front.
 */
export async function endLogin(screen: Screen, id: number, how: LoginEnd): Promise<void> {
  const {servers} = screen;
  const view = servers.get().find(one => one.id === id);
  if (view === undefined) return undefined;
  if (how.kind === 'refused' && view.isFront) return replaceLogin(screen, view, how);
  const sentence = await leaveServer(screen, id, how);
  if (sentence === undefined) return undefined;
  return tell(screen, `${view.profile.name}: ${sentence}`, how.kind === 'refused' ? 'warning' : 'info');
}

/** Opens the login form before another server comes to the front, so that nothing typed goes there. */
async function replaceLogin(
  screen: Screen,
  view: ServerView,
  how: Extract<LoginEnd, {kind: 'refused'}>,
): Promise<void> {
  let leaving: Promise<unknown> | undefined;
  const leave = () => (leaving ??= leaveServer(screen, view.id, how));
  try {
    await logInAgain(screen, {...view, sentence: sentenceOf(how.code, how.detail)}, leave);
  } finally {
    await leave();
  }
}

/** @returns a sentence about the end of the login; absent if the server was not running */
async function leaveServer(screen: Screen, id: number, how: LoginEnd): Promise<string | undefined> {
  const ports = portsOf(screen);
  const client = screen.servers.takeOut(id, '');
  if (client === undefined) return undefined;
  const sentence = await ports.leave(client, how);
  // Unless somebody has logged in there again meanwhile.
  if (screen.servers.one(id) === undefined) screen.servers.takeOut(id, sentence);
  return sentence;
}

/** Removes a server from the window; its login is kept, so adding it again needs no new login. @throws profile-here */
async function removeServer(screen: Screen, {id, profile, standing}: ServerView): Promise<void> {
  const {servers} = screen;
  if (standing === 'open' && servers.opened().length === 1) throw new ChatError('profile-here', profile.name);
  const {client} = servers.one(id) ?? {};
  servers.remove(id);
  keepAll(screen);
  tell(screen, `${profile.name} is out of this window; its login and what is not sent stay on this machine.`);
  await client?.close();
}

async function connectServer(screen: Screen, view: ServerView): Promise<void> {
  const {id, standing, profile} = view;
  screen.servers.change(id, {isOff: undefined});
  keepAll(screen);
  if (standing !== 'open') return goToServer(screen, id);
  const client = screen.servers.one(id)?.client;
  const status = client?.getState().connection.status;
  if (status === 'online') return tell(screen, `${profile.name} is connected.`);
  return client?.line.connectAs(client.getToken());
}

function disconnectServer({servers, ...screen}: Screen, {id, profile}: ServerView): void {
  servers.one(id)?.client.line.end('server-left', profile.name);
  servers.change(id, {isOff: true});
  keepAll({servers, ...screen});
}

/** Stores the login name that the server has reported. */
export function noteUser(screen: Screen, id: number, user: string): void {
  const {servers} = screen;
  const profile = servers.get().find(one => one.id === id)?.profile;
  if (profile === undefined) return;
  if (profile.user !== user) servers.change(id, {user});
  if (servers.isSeveral()) keepAll(screen);
}
