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

/** @throws settings-invalid where this screen has no others */
function portsOf({serverPorts}: Screen): WindowPorts {
  if (serverPorts === undefined) throw new ChatError('unforeseen', 'no other servers can be opened here');
  return serverPorts;
}

/** In the server that is in front by now. */
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

/** One more, in front of the others: with the login that is kept, else by the forms. @throws ChatError */
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

/** Where a login of an earlier time is kept. */
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

/** The client has just logged in: it has its place already, or gets one. */
async function take(screen: Screen, client: Client, wantedId?: number): Promise<void> {
  const {servers} = screen;
  const {serverUrl} = client.options;
  const user = client.getState().me?.name;
  const same = servers.get().find(({profile}) => profile.user === user && profile.serverUrl === serverUrl);
  const found =
    same ?? servers.get().find(({id, profile}) => id === wantedId && isProfileOf(profile, {serverUrl, user}));
  const before = found && servers.one(found.id)?.client;
  if (found !== undefined && before !== undefined && isOnline(before.getState())) {
    // It has been here all the time.
    servers.bring(found.id);
    return client.close();
  }
  const id = found?.id ?? servers.add({name: nameFor(servers, serverUrl), serverUrl, user});
  servers.put(id, client);
  servers.change(id, {user, isOff: undefined});
  servers.bring(id);
  keepAll(screen);
  if (before === undefined) return;
  // Its login is not forgotten here: what is kept for the account is the new one by now.
  await before.close();
  await client.parts.outgoing.adopt();
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

/** Brings another server to the front; where the server has ended the login, behind the form for a new one. */
export async function endLogin(screen: Screen, id: number, how: LoginEnd): Promise<void> {
  const {servers} = screen;
  const view = servers.get().find(one => one.id === id);
  if (view === undefined) return undefined;
  if (how.kind === 'refused' && view.isFront) return replaceLogin(screen, view, how);
  const sentence = await leaveServer(screen, id, how);
  if (sentence === undefined) return undefined;
  return tell(screen, `${view.profile.name}: ${sentence}`, how.kind === 'refused' ? 'warning' : 'info');
}

/** The form is there before another server is in front: what somebody just types must not go there. */
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

/** @returns what there is to say of it; absent where nothing of it runs any more */
async function leaveServer(screen: Screen, id: number, how: LoginEnd): Promise<string | undefined> {
  const ports = portsOf(screen);
  const client = screen.servers.takeOut(id, '');
  if (client === undefined) return undefined;
  const sentence = await ports.leave(client, how);
  // Somebody may be there again by now.
  if (screen.servers.one(id) === undefined) screen.servers.takeOut(id, sentence);
  return sentence;
}

/** The login stays: whoever adds it again is there. @throws profile-here */
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

/** Remembers the account's name as the server tells it. */
export function noteUser(screen: Screen, id: number, user: string): void {
  const {servers} = screen;
  const profile = servers.get().find(one => one.id === id)?.profile;
  if (profile === undefined) return;
  if (profile.user !== user) servers.change(id, {user});
  if (servers.isSeveral()) keepAll(screen);
}
