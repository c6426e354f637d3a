/**
 * Hands things to the machine around the screen: text to the clipboard, pages to a browser, files to programs, notices to the
 * desktop.
 */
import type {Client} from '../../client/client.ts';
import {safeNotice, type Notice} from '../terminal/notices.ts';
import type {Terminal} from '../terminal/terminal.ts';
import {plural} from '../../shared/text/figures.ts';
import {shownPath} from '../../client/wording/shownPath.ts';
import type {Screen} from '../screenContext.ts';

interface Inside {
  client: Pick<Client, 'notify'>;
}

interface Outside {
  terminal: Pick<Terminal, 'egress' | 'isInFront'>;
  copyText?: (text: string) => Promise<boolean>;
  openPage?: (href: string) => Promise<boolean>;
  notifyDesktop?: (notice: Notice) => Promise<string | undefined>;
}

/** Copies text through the terminal, and with a clipboard tool if the user sits at this machine. */
export async function copyAnywhere({client}: Inside, outside: Outside, text: string): Promise<void> {
  if (text === '') return client.notify('info', 'There is nothing to copy.');
  const isSent = outside.terminal.egress.copy(text);
  const isThere = (await outside.copyText?.(text)) === true;
  const what = plural(Array.from(text).length, 'character');
  if (isThere) client.notify('info', `Copied: ${what}.`);
  else if (isSent) client.notify('info', `Copied, where the terminal lets it: ${what}.`);
  else
    client.notify('warning', `Not copied: ${what} are more than a terminal takes. /view shows it, /get takes files.`);
}

const PAGE = /^https?:\/\/[!-~]{1,1000}$/i;

export async function openAnywhere({client}: Inside, outside: Outside, href: string): Promise<void> {
  if (!PAGE.test(href)) return;
  if ((await outside.openPage?.(href)) === true) return client.notify('info', `Opened: ${href}`);
  const isSent = outside.terminal.egress.copy(href);
  await outside.copyText?.(href);
  if (isSent) client.notify('info', `Copied, to be opened where you sit: ${href}`);
}

/** Shows a desktop notice through the terminal if it supports that, else with a program of this machine. @returns which one */
export async function tellDesktop({terminal, notifyDesktop}: Outside, notice: Notice): Promise<string | undefined> {
  return terminal.egress.notify(notice) ? 'the terminal' : notifyDesktop?.(safeNotice(notice));
}

export async function testNotice({client}: Inside, outside: Outside): Promise<void> {
  outside.terminal.egress.ring();
  const by = await tellDesktop(outside, {title: 'chat-tui', body: 'This is how you are called.'});
  const shown = by === undefined ? 'nothing here shows notices (setting notifications)' : `a notice was shown by ${by}`;
  const focus =
    outside.terminal.isInFront() === undefined
      ? 'This terminal has not told yet whether it has the keyboard; look away and back.'
      : 'While this window has the keyboard, none are shown.';
  client.notify('info', `The bell was rung; ${shown}. ${focus}`);
}

/** @returns whether a program was found */
export type OpenPath = (path: string, how: 'open' | 'reveal') => Promise<boolean>;

/** Opens a file or shows its folder; if that fails, copies the path and says so. */
export async function openOrCopyPath(
  {client, copy}: Pick<Screen, 'client' | 'copy'>,
  open: OpenPath | undefined,
  {path, how}: {path: string; how: 'open' | 'reveal'},
): Promise<void> {
  if ((await open?.(path, how)) === true) return;
  copy(path);
  const sentence = `It lies at ${shownPath(path)}; the path is in your clipboard, where your terminal lets it.`;
  client.notify('info', sentence, client.getState().currentRoomId);
}
