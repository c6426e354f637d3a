/** Follows a link: a page opens in the browser, a message is jumped to. */
import {openMessageLink} from '../../../client/input/commands/goto.ts';
import {messageLinksIn, MESSAGE_SCHEME, parseMessageLink} from '../../../shared/words/messageLink.ts';
import {webLinksIn} from '../../../shared/words/webLink.ts';
import {showOutcome} from '../../overlaying/outcome.ts';
import type {Screen} from '../../screenContext.ts';

/** @param href as returned by `webLinkOf` */
function followLink(screen: Screen, href: string): void {
  if (!MESSAGE_SCHEME.test(href)) return screen.openPage(href);
  const link = parseMessageLink(href);
  if (link !== undefined)
    screen.run(Promise.resolve().then(() => showOutcome(screen, openMessageLink(screen.client, link))));
  return undefined;
}

/**
 * Opens the link at this index of a text. @param text after `display()`
 * @returns whether there is a link
 */
export function followLinkAt(screen: Screen, text: string, at: number): boolean {
  const found = webLinksIn(text).find(({from, to, link}) => from <= at && at < to && link.href !== undefined);
  if (found?.link.href !== undefined) {
    followLink(screen, found.link.href);
    return true;
  }
  let from = at;
  while (from > 0 && /\S/.test(text.charAt(from - 1))) from--;
  const word = text.slice(from).split(/\s/, 1)[0] ?? '';
  const [link] = /^[#@]/.test(word) ? messageLinksIn(word) : [];
  if (link === undefined) return false;
  screen.run(Promise.resolve().then(() => showOutcome(screen, openMessageLink(screen.client, link))));
  return true;
}
