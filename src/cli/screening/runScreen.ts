/** Runs the full screen: opens with a kept login, else with the start forms; returns to them after a logout. */
import {existsSync} from 'node:fs';
import {quit} from '../../client/actions/account/session.ts';
import type {Client} from '../../client/client.ts';
import {isChatStyle} from '../../client/wording/screenChoices.ts';
import {homeFolder} from '../../client/wording/shownPath.ts';
import {openScreen} from '../../tui/screen/main.tsx';
import type {ScreenEnd} from '../../tui/screenContext.ts';
import {within} from '../../shared/bounds/within.ts';
import {parseMessageLink, type MessageLink} from '../../shared/words/messageLink.ts';
import {EXIT} from '../ending/exits.ts';
import {readRemembered, remember} from '../settings/remembered.ts';
import {localSettings} from '../settings/localSettings.ts';
import {readKeys, writeKeys} from '../settings/configKeys.ts';
import {themeFiles} from '../settings/themeFiles.ts';
import {copyText} from '../desktop/clipboard.ts';
import {notifyDesktop} from '../desktop/notify.ts';
import {openPage, openPath} from '../desktop/open.ts';
import {openSpeller} from '../desktop/spelling.ts';
import type {Shell} from '../shell.ts';
import {editText} from './externalEditor.ts';
import {takeTerminal, type FullTerminal} from './fullTerminal.ts';
import {clientWithLogin} from './entering/keptClient.ts';
import {openInvited} from './entering/openInvited.ts';
import {findScreenServer, type ScreenServer} from './entering/screenServer.ts';
import {screenTheme} from './screenTheme.ts';
import {beginClient, leaveAccount, serverPorts} from './serverPorts.ts';
import {onSignals} from './signals.ts';
import {runStartForms} from './entering/startForms.ts';

interface Asked {
  /** As typed after `join`. */
  address?: string | undefined;
  /** The token of the environment is meant for that server. */
  usesToken: boolean;
  /** To a message, which is gone to first. */
  link?: string | undefined;
}

/** The first frame waits no longer than this for what is kept on this machine. */
const RECALL_MS = 250;

export async function runScreen(shell: Shell, {address, usesToken, link}: Asked): Promise<number> {
  let place = link === undefined ? undefined : parseMessageLink(link);
  let server = await findScreenServer(shell, address);
  let client = (await clientWithLogin(shell, server, usesToken)) ?? (await clientBeside(shell, server));
  if (client !== undefined) {
    openInvited(client, server.typed);
    // One frame with what was said takes less time than an empty one and another.
    await within(RECALL_MS, client.history.recalled());
  }
  let firstSentence = '';
  let asksFirstRun = client === undefined && (await isNewHome(shell));
  for (;;) {
    const full = await takeTerminal(shell);
    try {
      if (client === undefined) {
        const result = await runStartForms(shell, full, {server, firstSentence});
        if (result.kind === 'quit') return EXIT.done;
        client = result.client;
        beginClient(client);
      }
      const {end, clients} = await showScreen(shell, full, client, {place, asksFirstRun});
      place = undefined;
      asksFirstRun = false;
      if (end.kind === 'quit') {
        await Promise.all(clients.map(one => quit(one, end.lastWords)));
        return EXIT.done;
      }
      server = {serverUrl: end.client.options.serverUrl};
      firstSentence = await leaveAccount(shell, end.client, end);
      client = undefined;
    } finally {
      full.giveBack();
    }
  }
}

/** Where the login on the server used last is over, and nobody has said which one is meant: the next one in the window. */
async function clientBeside(shell: Shell, {typed}: ScreenServer): Promise<Client | undefined> {
  if (typed !== undefined) return undefined;
  const ports = serverPorts(shell);
  for (const profile of readRemembered(shell.paths).profiles) {
    const client = profile.isOff === true ? undefined : await ports.open(profile).catch(() => undefined);
    if (client !== undefined) return client;
  }
  return undefined;
}

/** Nobody has logged in here or set anything: only then is it asked how one would like it. */
async function isNewHome(shell: Shell): Promise<boolean> {
  const {layout} = await shell.clientSettings();
  const {server, chatStyle} = readRemembered(shell.paths);
  return layout === undefined && server === undefined && chatStyle === undefined && !existsSync(shell.paths.configFile);
}

async function showScreen(
  shell: Shell,
  {terminal, depth, charsetName, pictureForm, cellPictures, suspend}: FullTerminal,
  client: Client,
  {place, asksFirstRun}: {place: MessageLink | undefined; asksFirstRun: boolean},
): Promise<{end: ScreenEnd; clients: readonly Client[]}> {
  const {markup, layout, mouse, notifications, spelling, imageSize} = await shell.clientSettings();
  const {theme, problem} = await screenTheme(shell);
  const keys = await readKeys(shell.paths.configFile);
  const {profiles} = readRemembered(shell.paths);
  const tellWarning = (sentence: string) => client.notify('warning', sentence);
  const settings = localSettings({env: shell.env, configFile: shell.paths.configFile});
  const speller =
    spelling === 'off' ? undefined : openSpeller(shell.env, spelling === 'on' ? undefined : spelling, tellWarning);
  if (spelling !== 'off' && speller === undefined) tellWarning(NO_SPELLER);
  const opened = openScreen({
    client,
    // Whoever has one server is taken there alone, also to another one than the last time.
    ...(profiles.length > 1 && {profiles}),
    servers: serverPorts(shell),
    ...(place !== undefined && {place}),
    asksFirstRun,
    terminal,
    depth,
    theme,
    keys: keys.kept,
    saveKeys: kept => writeKeys(shell.paths.configFile, kept),
    ownThemes: themeFiles(shell.paths),
    rememberTheme: name => remember(shell.paths, () => ({theme: name})),
    hasMarkup: markup !== 'off',
    chatStyle: isChatStyle(layout) ? layout : readRemembered(shell.paths).chatStyle,
    keepStyle: async chatStyle => void (await settings.set('layout', chatStyle)),
    homeDir: homeFolder(),
    workDir: process.cwd(),
    localSettings: settings,
    hasMouse: mouse === 'on',
    pictureForm,
    cellPictures,
    pictureBytesMax: imageSize,
    copyText: text => copyText(shell.env, text),
    ...(['auto', 'desktop'].includes(notifications) && {notifyDesktop: notice => notifyDesktop(shell.env, notice)}),
    ...(speller !== undefined && {checkWords: speller.check}),
    openPage: href => openPage(shell.env, href),
    editText: text => editText(shell, terminal, text),
    openPath: (path, how) => openPath(shell.env, path, how),
    suspend,
  });
  // The first frame is on the screen: now what the network needs may be loaded.
  client.line.begin();
  for (const sentence of [problem, ...keys.problems]) if (sentence !== undefined) client.notify('error', sentence);
  if (charsetName !== undefined) client.notify('warning', notUtf8(charsetName));
  const stopSignals = onSignals(
    () => Promise.all(opened.clients().map(one => one.close())),
    () => terminal.isLent(),
  );
  try {
    const end = await opened.whenClosed;
    return {end, clients: opened.clients()};
  } finally {
    stopSignals();
    speller?.close();
  }
}

const NO_SPELLER =
  'Spelling is on, but this machine has neither aspell nor hunspell. Install one, or /set spelling off';

const notUtf8 = (charset: string): string =>
  `This locale is ${charset}: what it does not have is shown as ? or in ASCII. With LC_ALL=C.UTF-8 all of it is shown.`;
