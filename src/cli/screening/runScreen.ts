/**
 * The full screen from its start to its end: straight in with a kept login, else by the start forms; back to them after a logout.
 */
import {logout, quit} from '../../client/actions/account/session.ts';
import type {Client} from '../../client/client.ts';
import {UnknownServer} from '../../client/line/secure.ts';
import {isChatStyle} from '../../client/wording/chatStyle.ts';
import {homeFolder} from '../../client/wording/shownPath.ts';
import {openScreen, type OpenedScreen} from '../../tui/main.tsx';
import {kindOf, sentenceOf, type ErrorCode} from '../../shared/errors.ts';
import {parseMessageLink, type MessageLink} from '../../shared/words/messageLink.ts';
import {EXIT} from '../exits.ts';
import {dropLogin, findToken} from '../account/logins.ts';
import {readRemembered, remember, rememberUsed, type Used} from '../settings/remembered.ts';
import {chooseUser, openClientFor} from '../account/session.ts';
import {readKeys, writeKeys} from '../settings/keysTable.ts';
import {themeFiles} from '../settings/themeFiles.ts';
import type {Shell} from '../shell.ts';
import {editText} from './externalEditor.ts';
import {takeTerminal, type FullTerminal} from './fullTerminal.ts';
import {keepServer} from './keepServer.ts';
import {openInvited} from './openInvited.ts';
import {findScreenServer, type ScreenServer} from './screenServer.ts';
import {screenTheme} from './screenTheme.ts';
import {onSignals} from './signals.ts';
import {runStartForms} from './startForms.ts';
import {welcomeOwner} from './welcome.ts';

interface Asked {
  /** As typed after `join`. */
  address?: string | undefined;
  /** The token of the environment is meant for that server. */
  usesToken: boolean;
  /** To a message, which is gone to first. */
  link?: string | undefined;
}

export async function runScreen(shell: Shell, {address, usesToken, link}: Asked): Promise<number> {
  let place = link === undefined ? undefined : parseMessageLink(link);
  let server = await findScreenServer(shell, address);
  let client = await clientWithLogin(shell, server, usesToken);
  if (client !== undefined) openInvited(client, server.typed);
  let firstSentence = '';
  for (;;) {
    const full = await takeTerminal(shell);
    try {
      if (client === undefined) {
        const result = await runStartForms(shell, full, {server, firstSentence});
        if (result.kind === 'quit') return EXIT.done;
        client = result.client;
        welcomeOwner(client);
        client.background(client.parts.keys.begin());
        server = {serverUrl: client.options.serverUrl};
      }
      const end = await showScreen(shell, full, client, place);
      place = undefined;
      if (end.kind === 'quit') {
        await quit(client, end.lastWords);
        return EXIT.done;
      }
      firstSentence = await leaveAccount(shell, client, end);
      client = undefined;
    } finally {
      full.giveBack();
    }
  }
}

/** Who was used last comes back without a question; `undefined` when there is no login. */
async function clientWithLogin(
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
  return openClientFor(shell, {serverUrl, fingerprint, token, name}, true).catch((error: unknown) => {
    // The forms ask about it.
    if (error instanceof UnknownServer) return undefined;
    throw error;
  });
}

type End = Awaited<OpenedScreen['whenClosed']> | {kind: 'refused'; code: ErrorCode; detail: string};

async function showScreen(
  shell: Shell,
  {terminal, depth, charsetName, suspend}: FullTerminal,
  client: Client,
  place: MessageLink | undefined,
): Promise<End> {
  const {markup, layout} = await shell.clientSettings();
  const {theme, problem} = await screenTheme(shell);
  const keys = await readKeys(shell.paths.configFile);
  const opened = openScreen({
    client,
    ...(place !== undefined && {place}),
    terminal,
    depth,
    theme,
    keys: keys.kept,
    saveKeys: kept => writeKeys(shell.paths.configFile, kept),
    ownThemes: themeFiles(shell.paths),
    rememberTheme: name => remember(shell.paths, () => ({theme: name})),
    hasMarkup: markup !== 'off',
    chatStyle: isChatStyle(layout) ? layout : readRemembered(shell.paths).chatStyle,
    rememberStyle: chatStyle => remember(shell.paths, () => ({chatStyle})),
    homeDir: homeFolder(),
    workDir: process.cwd(),
    editText: text => editText(shell, terminal, text),
    suspend,
  });
  for (const sentence of [problem, ...keys.problems]) if (sentence !== undefined) client.notify('error', sentence);
  if (charsetName !== undefined) client.notify('warning', notUtf8(charsetName));
  const stopSignals = onSignals(() => client.close());
  const stopKeeping = await keepServer(shell, client);
  const refused = new Promise<End>(resolve => {
    client.subscribe(() => {
      const {connection, me} = client.getState();
      if (me !== undefined && connection.status === 'online') {
        const used = {serverUrl: client.options.serverUrl, name: me.name};
        rememberOnce(used);
      }
      if (connection.status === 'ended' && kindOf(connection.code).endsLogin === true) {
        resolve({kind: 'refused', code: connection.code, detail: connection.detail});
      }
    });
  });
  let isRemembered = false;
  const rememberOnce = (used: Used) => {
    if (!isRemembered) rememberUsed(shell.paths, used);
    isRemembered = true;
  };
  try {
    const end = await Promise.race([opened.whenClosed, refused]);
    if (end.kind === 'refused') opened.close();
    return end;
  } finally {
    stopKeeping();
    stopSignals();
  }
}

const notUtf8 = (charset: string): string =>
  `This locale is ${charset}: what it does not have is shown as ? or in ASCII. With LC_ALL=C.UTF-8 all of it is shown.`;

/** The login is forgotten here, and when the person wanted that, ended on the server. @returns what the start forms say first */
async function leaveAccount(shell: Shell, client: Client, end: Exclude<End, {kind: 'quit'}>): Promise<string> {
  const {me} = client.getState();
  const {serverUrl} = client.options;
  // Without a connection the server keeps the login until it ends by itself; here it is gone in any case.
  if (end.kind === 'logout' && end.forgets === true) {
    client.history.forget();
    client.parts.keys.search.forget();
  }
  if (end.kind === 'logout') await logout(client).catch(() => undefined);
  if (me !== undefined) await dropLogin(shell, {serverUrl, name: me.name}).catch(() => undefined);
  await client.close();
  return end.kind === 'refused' ? sentenceOf(end.code, end.detail) : 'You are logged out.';
}
