/** Links that a terminal may open: their target in a canonical form, and the text that is shown. */
import {messageLinkOf, MESSAGE_SCHEME, parseMessageLink} from './messageLink.ts';

export interface WebLink {
  /** `http`, `https`, `chat-tui` or `chat-tuis`, in visible ASCII alone; absent where it is only to be seen. */
  href?: string;
  /** As it was written; a host that could be taken for another one in its ASCII form. */
  shown: string;
}

/** Code units: each row of a wrapped link has all of it. */
const HREF_MAX = 1_000;
const VISIBLE_ASCII = /^[!-~]+$/;
/** What `display()` puts in the place of characters that have no picture. */
const REPLACED = /[\uFFFD\u2400-\u2421]/;
const PARTS = /^(https?:\/\/)([^/?#\\]*)(.*)$/is;

/** @param text without space; has gone through `display()` */
export function webLinkOf(text: string): WebLink {
  return MESSAGE_SCHEME.test(text) ? messageLink(text) : pageLink(text);
}

function pageLink(text: string): WebLink {
  const [, scheme = '', authority = '', rest = ''] = PARTS.exec(text) ?? [];
  const url = URL.parse(text);
  if (url === null || authority === '') return {shown: text};
  // A name in front of the host could be taken for it, and characters that were replaced lead elsewhere.
  const isPlain = !authority.includes('@') && !REPLACED.test(text);
  const named = authority.slice(authority.lastIndexOf('@') + 1).replace(/:\d*$/, '');
  const shown = isAsItSeems(named, url.hostname)
    ? text
    : scheme + authority.slice(0, authority.lastIndexOf('@') + 1) + url.host + rest;
  return isPlain && isSafe(url.href) ? {href: url.href, shown} : {shown};
}

function messageLink(text: string): WebLink {
  const {serverUrl, room, seq} = parseMessageLink(text) ?? {};
  if (serverUrl === undefined || room === undefined) return {shown: text};
  if (VISIBLE_ASCII.test(text)) return {href: text, shown: text};
  return seq === undefined ? {shown: text} : sameBoth(messageLinkOf(serverUrl, room, seq));
}

const sameBoth = (href: string): WebLink => (isSafe(href) ? {href, shown: href} : {shown: href});

const isSafe = (href: string): boolean => href.length <= HREF_MAX && VISIBLE_ASCII.test(href);

/** Scripts that are written alone in a host; those of East Asia go together, and with Latin letters. */
const ALONE =
  'Latn Cyrl Grek Armn Geor Hebr Arab Syrc Thaa Ethi Deva Beng Guru Gujr Orya Taml Telu Knda Mlym Sinh ' +
  'Thai Laoo Khmr Mymr Tibt Mong';
const TOGETHER = ['Han Hira Kana Latn', 'Han Bopo Latn', 'Han Hang Latn'];
const ONE_SCRIPT = [...ALONE.split(' '), ...TOGETHER].map(scripts => {
  const letters = scripts.split(' ').map(script => String.raw`\p{scx=${script}}`);
  return new RegExp(String.raw`^[0-9.\-\p{sc=Zinh}${letters.join('')}]*$`, 'u');
});

/** @param host as it is written. @param hostname what it means */
function isAsItSeems(host: string, hostname: string): boolean {
  if (host.toLowerCase() === hostname) return true;
  if (VISIBLE_ASCII.test(host) || host.normalize('NFKC').toLowerCase() !== host.toLowerCase()) return false;
  return ONE_SCRIPT.some(pattern => pattern.test(host));
}

const URL_PATTERN = /(?:https?|chat-tuis?):\/\/[^\s<>"`]+/giu;
const URL_END: ReadonlySet<string> = new Set('.,;:!?\'"*_~)]}»”’');
const NAMED_LINK = /(?<!\\)\[([^[\]\n]{1,300})\]\(((?:https?|chat-tuis?):\/\/[^\s()<>]{1,2000})\)/giu;

export interface FoundLink {
  /** Code units in the text. */
  from: number;
  to: number;
  /** What was written in its place; absent where that is the link itself. */
  label?: string;
  link: WebLink;
}

const namedLinksIn = (text: string): FoundLink[] =>
  Array.from(text.matchAll(NAMED_LINK), ({0: whole, 1: label = '', 2: target = '', index}) => ({
    from: index,
    to: index + whole.length,
    link: webLinkOf(target),
    ...(label !== target && {label}),
  }));

/** What ends a sentence and is no part of a link; from the right, so that a text full of such signs is read once. */
function endOf(whole: string): string {
  let at = whole.length;
  while (at > 0 && URL_END.has(whole.charAt(at - 1))) at--;
  return whole.slice(at);
}

/** Links of both forms, those with a name first; two may overlap. @param text has gone through `display()` */
export function webLinksIn(text: string): FoundLink[] {
  const found: FoundLink[] = [];
  if (!text.includes('://')) return found;
  if (text.includes('](')) found.push(...namedLinksIn(text));
  for (const {0: whole, index} of text.matchAll(URL_PATTERN)) {
    const end = endOf(whole);
    const isPaired = end.startsWith(')') && whole.includes('(');
    const url = whole.slice(0, whole.length - end.length) + (isPaired ? ')' : '');
    found.push({from: index, to: index + url.length, link: webLinkOf(url)});
  }
  return found;
}
