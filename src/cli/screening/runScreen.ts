/** Runs the full screen: starts with a stored login or with the sign-in forms; returns to the forms after a logout. */
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
import {readRemembered} from '../settings/remembered.ts';
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
  /** Address as typed after `join`. */
  address?: string | undefined;
  /** The token from the environment is for that server. */
  usesToken: boolean;
  /** Link to a message, to which the client jumps first. */
  link?: string | undefined;
}

/** How long the first frame waits for the local store. */
const RECALL_MS = 250;

export async function runScreen(shell: Shell, {address, usesToken, link}: Asked): Promise<number> {
  let place = link === undefined ? undefined : parseMessageLink(link);
  let server = await findScreenServer(shell, address);
  let client = (await clientWithLogin(shell, server, usesToken)) ?? (await clientBeside(shell, server));
  if (client !== undefined) {
    openInvited(client, server.typed);
    // A single first frame with content is faster than an empty one followed by another.
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
        await Promise.all(clients.map(one => quit(one, end.quitMessage)));
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

/** Client of another server in the window, if the login on the last one is no longer valid and no server was given. */
async function clientBeside(shell: Shell, {typed}: ScreenServer): Promise<Client | undefined> {
  if (typed !== undefined) return undefined;
  const ports = serverPorts(shell);
  for (const profile of readRemembered(shell.paths).profiles) {
    const client = profile.isOff === true ? undefined : await ports.open(profile).catch(() => undefined);
    if (client !== undefined) return client;
  }
  return undefined;
}

/** Whether nobody has logged in or changed settings here; only then the first-run setup is shown. */
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
  const speller =
    spelling === 'off' ? undefined : openSpeller(shell.env, spelling === 'on' ? undefined : spelling, tellWarning);
  if (spelling !== 'off' && speller === undefined) tellWarning(NO_SPELLER);
  const opened = openScreen({
    client,
    // With only one server, that one is opened, even if it is another than last time.
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
    hasMarkup: markup !== 'off',
    chatStyle: isChatStyle(layout) ? layout : readRemembered(shell.paths).chatStyle,
    homeDir: homeFolder(),
    workDir: process.cwd(),
    localSettings: localSettings(shell),
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
  // The first frame is drawn, so network code may be loaded now.
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
